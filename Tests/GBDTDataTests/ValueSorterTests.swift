import GBDTTestSupport
import Testing

@testable import GBDTData

@Suite struct ValueSorterTests {
  /// By comparison.
  private func expected(_ values: [Double]) -> DistinctValues {
    let known = values.filter { !$0.isNaN }.sorted()
    let distinct = known.indices.filter { $0 == 0 || known[$0] != known[$0 - 1] }.map { known[$0] }
    return DistinctValues(
      values: distinct, counts: distinct.map { value in known.count { $0 == value } })
  }

  private func found<Value: RadixSortable>(
    _ values: [Value], _ sorter: ValueSorter
  ) -> DistinctValues {
    values.withUnsafeBufferPointer { sorter.distinctValues(of: $0) }
  }

  /// Values whose bits differ in few digits, in all, or are those of a float32; one sorter for columns
  /// of both types and of several sizes.
  @Test(arguments: 0..<6)
  func agreesWithComparison(kind: Int) {
    let sorter = ValueSorter(capacity: 1_000)
    for count in [1_000, 0, 1, 300] {
      var random = SeededRandom(seed: UInt64(count * 6 + kind))
      let values = (0..<count).map { _ -> Double in
        switch kind {
        case 0: return Double.random(in: -74.1 ... -73.9, using: &random)
        case 1: return Double(Int.random(in: -5...5, using: &random))
        case 2: return Double(Float.random(in: -1e30...1e30, using: &random))
        case 3:
          let number = Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &random))
          return number.isNaN ? 0.5 : number
        case 4: return [.nan, 3, -0.0, 0].randomElement(using: &random) ?? 0
        default: return 7
        }
      }
      #expect(found(values, sorter) == expected(values))
      let singles = values.map { Float($0) }
      #expect(found(singles, sorter) == expected(singles.map { Double($0) }))
    }
  }

  @Test func extremes() {
    let values: [Double] = [
      .infinity, -.infinity, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, -0.0,
      .greatestFiniteMagnitude, 1, -1,
    ]
    let many = (0..<300).map { values[$0 % values.count] }
    let distinct = found(many, ValueSorter(capacity: 300))
    #expect(distinct == expected(many))
    #expect(distinct.values.allSatisfy { $0.bitPattern != (-0.0).bitPattern })
  }
}
