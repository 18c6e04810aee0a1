import GBDTKernels
import GBDTTestSupport
import Testing

@Suite struct PartitionKernelTests {
  private static let rowCounts = Array(0...67) + [127, 128, 129, 5000]

  @Test(arguments: KernelVariant.supported, [false, true])
  func everyVariantSplitsAsTheTwinDoes(variant: KernelVariant, isWide: Bool) {
    var random = SeededRandom(seed: isWide ? 11 : 12)
    for rowCount in Self.rowCounts {
      let binCount = isWide ? 40_000 : 256
      let narrow = KernelBuffer<UInt8>(count: rowCount + 64)
      let wide = KernelBuffer<UInt16>(count: rowCount + 64)
      for row in 0..<rowCount {
        let bin = Int.random(in: 0..<binCount, using: &random)
        wide[row] = UInt16(bin)
        if !isWide { narrow[row] = UInt8(bin) }
      }
      let column: BinPointer = isWide ? .wide(wide.start) : .narrow(narrow.start)
      let high = Int.random(in: 1..<binCount, using: &random)
      let flags = (0..<binCount).map { _ in UInt8(random.chance(0.5) ? 1 : 0) }
      let all = RowMaskBuffer(rowCount: rowCount)
      let some = RandomRows(of: rowCount, chance: 0.3, using: &random)
      for rows in [all.rows, some.rows] {
        for test in [
          BinTest.range(low: 0, high: high), .range(low: 1, high: high),
          .range(low: 0, high: binCount - 1), .range(low: 1, high: binCount - 1), .flags(flags),
        ] {
          check(column, rows: rows, test: test, variant: variant)
        }
      }
      withExtendedLifetime((narrow, wide, all, some)) {}
    }
  }

  private func check(_ column: BinPointer, rows: RowMasks, test: BinTest, variant: KernelVariant) {
    let expected = PartitionKernel.referencePartition(column, rows: rows, test: test)
    let marks = KernelBuffer<UInt64>(count: rows.count)
    marks.elements.update(repeating: .max)
    let counts = PartitionKernel.mark(
      column, rows: rows, test: test, marks: marks.start, variant: variant)
    #expect(counts.leftRows == expected.left.count)
    #expect(counts.rightRows == expected.right.count)
    // Guards around both results: nothing beyond them may be written.
    let words = KernelBuffer<UInt32>(count: counts.leftWords + counts.rightWords + 3)
    let masks = KernelBuffer<UInt64>(count: words.count)
    words.elements.update(repeating: 77)
    masks.elements.update(repeating: 77)
    let right = counts.leftWords + 2
    PartitionKernel.scatter(
      rows: rows, marks: marks.start, counts: counts,
      left: .init(words: words.start + 1, masks: masks.start + 1),
      right: .init(words: words.start + right, masks: masks.start + right), variant: variant)
    #expect(
      RowMasks(words: words.start + 1, masks: masks.start + 1, count: counts.leftWords).positions
        == expected.left)
    #expect(
      RowMasks(words: words.start + right, masks: masks.start + right, count: counts.rightWords)
        .positions == expected.right)
    for guardPlace in [0, right - 1, words.count - 1] {
      #expect(words[guardPlace] == 77 && masks[guardPlace] == 77)
    }
    let written = (1..<right - 1).map { masks[$0] } + (right..<words.count - 1).map { masks[$0] }
    #expect(!written.contains(0), "words without rows are left out")
    withExtendedLifetime((words, masks)) {}
  }
}
