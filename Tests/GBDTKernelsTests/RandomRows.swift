import GBDTKernels
import GBDTTestSupport

/// Some of the rows from 0 up to a count, chosen at random: in words some of which are left out.
struct RandomRows {
  private let words: KernelBuffer<UInt32>
  private let masks: KernelBuffer<UInt64>
  private let count: Int

  init(of rowCount: Int, chance: Double, using random: inout SeededRandom) {
    let wordCount = (rowCount + RowMasks.wordRows - 1) / RowMasks.wordRows
    words = KernelBuffer(count: wordCount)
    masks = KernelBuffer(count: wordCount)
    var count = 0
    for word in 0..<wordCount where wordCount == 1 || random.chance(0.8) {
      var mask: UInt64 = 0
      for row in 0..<RowMasks.wordRows where random.chance(chance) { mask |= 1 << UInt64(row) }
      words[count] = UInt32(word)
      masks[count] = mask & RowMaskBuffer.mask(ofWord: word, rowCount: rowCount)
      count += 1
    }
    self.count = count
  }

  /// Valid as long as this value is held.
  var rows: RowMasks { RowMasks(words: words.start, masks: masks.start, count: count) }
}
