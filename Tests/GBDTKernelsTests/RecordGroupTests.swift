import GBDTKernels
import GBDTTestSupport
import Testing

@Suite struct RecordGroupTests {
  @Test(arguments: Array(0...67) + [1000], [1, 3, 8, 9, 16])
  func recordsBecomeColumnsInTheOrderAskedForAndBack(count: Int, slotCount: Int) {
    var random = SeededRandom(seed: UInt64(count))
    let stride = RecordGroup.stride(slotCount: slotCount)
    let records = (0..<count * stride).map { _ in UInt8.random(in: 0...255, using: &random) }
    let sources = (0..<count).map { _ in UInt32(Int.random(in: 0..<count, using: &random)) }
    let columns = (0..<slotCount).map { _ in KernelBuffer<UInt8>(count: count + 1) }
    for column in columns { column[count] = 77 }
    sources.withUnsafeBufferPointer {
      RecordGroup.spread(records, at: $0, to: columns.map(\.start))
    }
    for (slot, column) in columns.enumerated() {
      #expect(
        column.elements.dropLast().elementsEqual(
          sources.map { records[Int($0) * stride + slot] }))
      #expect(column[count] == 77, "nothing beyond the end")
    }
    var collected = [UInt8](repeating: 77, count: count * stride + 1)
    RecordGroup.collect(columns.map { UnsafePointer($0.start) }, count: count, to: &collected)
    let expected = sources.flatMap { source in
      (0..<stride).map { $0 < slotCount ? records[Int(source) * stride + $0] : 0 }
    }
    #expect(collected == expected + [77])
    withExtendedLifetime(columns) {}
  }
}
