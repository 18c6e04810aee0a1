import GBDTKernels
import GBDTTestSupport
import Testing

@Suite struct RecordGroupTests {
  @Test(arguments: Array(0...67) + [1000], [1, 3, 8, 9, 16])
  func transposingWritesEverySlotsBytes(count: Int, slotCount: Int) {
    var random = SeededRandom(seed: UInt64(count))
    let stride = RecordGroup.stride(slotCount: slotCount)
    let records = (0..<count * stride).map { _ in UInt8.random(in: 0...255, using: &random) }
    let columns = (0..<slotCount).map { _ in KernelBuffer<UInt8>(count: count + 1) }
    for column in columns { column[count] = 77 }
    RecordGroup.transpose(
      records, slotCount: slotCount, count: count, to: columns.map(\.start))
    for (slot, column) in columns.enumerated() {
      #expect(
        column.elements.dropLast().elementsEqual((0..<count).map { records[$0 * stride + slot] }))
      #expect(column[count] == 77, "nothing beyond the end")
    }
  }
}
