import GBDTTestSupport
import Testing

@testable import GBDTData

@Suite struct SortedValuesTests {
  /// Values whose bits differ in few digits, in all, or are those of a float32.
  @Test(arguments: [0, 1, 255, 256, 3_000], 0..<5)
  func sortsAsComparisonDoes(count: Int, kind: Int) {
    var random = SeededRandom(seed: UInt64(count * 5 + kind))
    let values = (0..<count).map { _ -> Double in
      switch kind {
      case 0: return Double.random(in: -74.1 ... -73.9, using: &random)
      case 1: return Double(Int.random(in: -5...5, using: &random))
      case 2: return Double(Float.random(in: -1e30...1e30, using: &random))
      case 3:
        let number = Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &random))
        return number.isNaN ? 0.5 : number + 0
      default: return 7
      }
    }
    #expect(SortedValues.of(values) == values.sorted())
  }

  @Test func extremes() {
    let values: [Double] = [
      .infinity, -.infinity, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 0,
      .greatestFiniteMagnitude, 1, -1,
    ]
    let many = (0..<300).map { values[$0 % values.count] }
    #expect(SortedValues.of(many) == many.sorted())
  }
}
