internal import GBDTKernels

/// The chunks of all files of a table.
///
/// A cut must know whether it lies inside quotes: first the quotes of each block are counted in parallel,
/// then their prefix parity is known, then each block finds its first record start.
struct CSVChunks: Sendable {
  let list: [CSVChunk]
  /// Whether every chunk begins at a record. If not, they do as long as none of them has a fault.
  let areCertain: Bool
  /// About how many bytes a chunk has.
  let byteCount: Int
  private let blocks: CSVBlocks

  /// Chunks of about `byteCount` bytes. They are not certain where the beginnings of the files have no
  /// quotes, for then the rest is likely to have none.
  ///
  /// - Throws: as `CSVBlocks.chunks`.
  init(of files: [CSVFile], byteCount: Int, threads: Int) throws(DataError) {
    let hasQuotes = files.contains { file in
      guard file.syntax.hasQuotes else { return false }
      let end = min(file.dataStart + byteCount, file.text.bytes.range.upperBound)
      return file.text.bytes.withBytes(file.dataStart..<end) {
        ByteCount.count(of: UInt8(ascii: "\""), in: $0) > 0
      }
    }
    let blocks = CSVBlocks(
      of: files.map { CSVPart(allOf: $0) }, byteCount: byteCount, threads: threads)
    try self.init(of: blocks, byteCount: byteCount, countsQuotes: hasQuotes)
  }

  /// - Parameter countsQuotes: false to save reading the data once more: cuts are then taken to lie outside
  ///   quotes. If one does not, the chunk before it has quotes that are left open. So where no chunk has a
  ///   fault, all cuts are right.
  private init(of blocks: CSVBlocks, byteCount: Int, countsQuotes: Bool) throws(DataError) {
    let insideQuotes =
      countsQuotes
      ? CSVPart.insideQuotes(try blocks.quoteCounts().map { ($0.part, $0.quoteCount) })
      : [Bool](repeating: false, count: blocks.count)
    list = try blocks.chunks(insideQuotes: insideQuotes)
    areCertain = countsQuotes || !blocks.parts.contains { $0.file.syntax.hasQuotes }
    self.blocks = blocks
    self.byteCount = byteCount
  }

  /// The same data in chunks that are certain.
  ///
  /// - Throws: as `CSVBlocks.chunks`.
  func madeCertain() throws(DataError) -> CSVChunks {
    try CSVChunks(of: blocks, byteCount: byteCount, countsQuotes: true)
  }
}
