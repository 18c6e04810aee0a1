import GBDTKernels
import GBDTTestSupport
import Testing

@Suite struct PartitionKernelTests {
  private static let rowCounts = Array(0...67) + [127, 128, 129, 5000]

  @Test(arguments: KernelVariant.supported, [false, true])
  func everyVariantSplitsAsTheTwinDoes(variant: KernelVariant, isWide: Bool) {
    var random = SeededRandom(seed: isWide ? 11 : 12)
    for rowCount in Self.rowCounts {
      let columnRows = 2 * rowCount + 3
      let binCount = isWide ? 40_000 : 256
      let narrow = KernelBuffer<UInt8>(count: columnRows)
      let wide = KernelBuffer<UInt16>(count: columnRows)
      for row in 0..<columnRows {
        let bin = Int.random(in: 0..<binCount, using: &random)
        wide[row] = UInt16(bin)
        if !isWide { narrow[row] = UInt8(bin) }
      }
      let column: BinPointer =
        isWide
        ? .wide(wide.start) : .narrow(narrow.start)
      let positions = KernelBuffer<UInt32>(count: rowCount)
      let chosen = (0..<columnRows).shuffled(using: &random).prefix(rowCount).sorted()
      for (place, row) in chosen.enumerated() { positions[place] = UInt32(row) }
      let high = Int.random(in: 1..<binCount, using: &random)
      let flags = (0..<binCount).map { _ in UInt8(random.chance(0.5) ? 1 : 0) }
      for rows in [RowSelection.range(3..<3 + rowCount), .list(.init(positions.elements))] {
        for test in [
          BinTest.range(low: 0, high: high), .range(low: 1, high: high),
          .range(low: 0, high: binCount - 1), .range(low: 1, high: binCount - 1), .flags(flags),
        ] {
          check(column, rows: rows, test: test, variant: variant)
        }
      }
    }
  }

  private func check(
    _ column: BinPointer, rows: RowSelection, test: BinTest, variant: KernelVariant
  ) {
    let expected = PartitionKernel.referencePartition(column, rows: rows, test: test)
    let words = PartitionKernel.wordCount(rowCount: rows.count)
    let marks = KernelBuffer<UInt64>(count: words)
    marks.elements.update(repeating: .max)
    let marked = PartitionKernel.mark(
      column, rows: rows, test: test, marks: marks.elements, variant: variant)
    #expect(marked == expected.left.count)
    #expect(marks.elements.reduce(0) { $0 + $1.nonzeroBitCount } == marked, "spare bits are 0")
    // Guards around both results: nothing beyond them may be written.
    let result = KernelBuffer<UInt32>(count: rows.count + 3)
    result.elements.update(repeating: 77)
    let base = result.start
    PartitionKernel.scatter(
      rows: rows, marks: marks.elements, left: base + 1, right: base + 2 + marked,
      variant: variant)
    #expect(Array(result.elements) == [77] + expected.left + [77] + expected.right + [77])
  }
}
