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

  @Test func memoryIsOwnedOnlyByTheLastHolder() {
    var column = BinColumn.narrow(copying: [1, 2, 3])
    var other: BinColumn? = column
    let shared = [column.ownBytes(), other?.ownBytes()]
    #expect(shared.allSatisfy { $0 == nil })
    other = nil
    let own = column.ownBytes()
    #expect(own?.elements.prefix(3).elementsEqual([1, 2, 3]) ?? false)
  }

  @Test func aBlockIsHandedOverWithItsMemory() {
    func handedOver() -> HandedOverRows {
      HandedOverRows(
        BinnedDataset(
          features: [],
          blocks: [
            RowBlock(
              rowNumbers: RowNumbers([0, 1]), columns: [.narrow(copying: [7, 9])], labels: [0, 0],
              weights: nil)
          ]))
    }
    let rows = handedOver()
    #expect(rows.blockCount == 1)
    var block = rows.block(at: 0)
    var columns = block.takeColumns()
    #expect(block.columns.isEmpty && block.rowCount == 2)
    let own = columns[0].ownBytes()
    #expect(own != nil)
  }
}
