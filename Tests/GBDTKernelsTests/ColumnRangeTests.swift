import GBDTCore
import GBDTKernels
import GBDTTestSupport
import Testing

@Suite struct ColumnRangeTests {
  @Test(arguments: KernelVariant.supported)
  func agreesWithItsTwin(variant: KernelVariant) {
    let hash = CounterHash(seed: 4, purpose: .selfTestRows)
    for count in Array(0...67) + [1_000, 4_099] {
      let values = (0..<count).map { row -> Double in
        let word = hash.value(UInt64(row * 5_000 + count))
        return word % 5 == 0 ? .nan : Double(Int64(bitPattern: word)) * 0x1p-40
      }
      #expect(
        ColumnRange(of: values, variant: variant) == ColumnRange(referenceOf: values), "\(count)")
    }
  }

  @Test(arguments: KernelVariant.supported)
  func extremes(variant: KernelVariant) {
    let empty = ColumnRange(of: [.nan, .nan], variant: variant)
    #expect(empty.minimum == .infinity && empty.maximum == -.infinity && empty.missingCount == 2)
    let infinite = ColumnRange(of: [1, -.infinity, .infinity, .nan], variant: variant)
    #expect(infinite.minimum == -.infinity && infinite.maximum == .infinity)
    let zeros = ColumnRange(of: [-0.0, 0, -0.0], variant: variant)
    #expect(zeros.minimum.sign == .plus && zeros.maximum.sign == .plus)
  }

  @Test func mergesInAnyOrder() {
    let values: [Double] = [3, .nan, -7, 0, 22, .nan, .nan, 5]
    var forwards = ColumnRange()
    forwards.merge(ColumnRange(of: Array(values[..<3])))
    forwards.merge(ColumnRange(of: Array(values[3...])))
    var backwards = ColumnRange(of: Array(values[3...]))
    backwards.merge(ColumnRange(of: Array(values[..<3])))
    #expect(forwards == ColumnRange(of: values))
    #expect(backwards == forwards)
  }

  @Test(arguments: [[], [.nan], [1.5, -2, .nan], [.infinity, 0], [-.infinity]])
  func travels(values: [Double]) throws {
    let range = ColumnRange(of: values)
    #expect(ByteCodableCheck(range).problems.isEmpty)
    #expect(try ColumnRange(decoding: range.encoded) == range)
  }

  @Test(arguments: [(1.0, 0.0), (-0.0, 0), (.nan, 1), (0, .nan), (.infinity, 1)])
  func rangesThatAreNone(minimum: Double, maximum: Double) {
    var writer = ByteWriter()
    writer.double(minimum)
    writer.double(maximum)
    writer.count(0)
    let error = #expect(throws: ByteError.self) { try ColumnRange(decoding: writer.bytes) }
    #expect(error?.reason == "a range that is none")
  }
}
