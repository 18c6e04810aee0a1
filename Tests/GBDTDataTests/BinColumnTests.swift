import GBDTData
import GBDTKernels
import Testing

@Suite struct BinColumnTests {
  /// Kernels read the bins of whole words.
  @Test(arguments: Array(0...130), [false, true])
  func hasRoomForWholeWords(rowCount: Int, isWide: Bool) {
    let words = (rowCount + RowMasks.wordRows - 1) / RowMasks.wordRows
    let column = BinColumn(isWide: isWide, rowCount: rowCount)
    #expect(column.bytes.count == words * RowMasks.wordRows * (isWide ? 2 : 1))
    #expect(column.bytes.elements.allSatisfy { $0 == 0 })
  }
}
