internal import GBDTKernels

/// The chunks of all files of a table.
struct CSVChunks: Sendable {
  let list: [CSVChunk]
  /// Whether every chunk begins at a record. If not, they do as long as none of them has a fault.
  let areCertain: Bool
  private let files: [CSVFile]
  private let byteCount: Int
  private let threads: Int

  /// Chunks of about `byteCount` bytes. They are not certain where the beginnings of the files have no
  /// quotes, for then the rest is likely to have none.
  ///
  /// - Throws: as `CSVChunk.chunks`.
  init(of files: [CSVFile], byteCount: Int, threads: Int) throws(DataError) {
    let hasQuotes = files.contains { file in
      let end = min(file.dataStart + byteCount, file.text.bytes.count)
      return file.text.bytes.withBytes(file.dataStart..<end) {
        ByteCount.count(of: UInt8(ascii: "\""), in: $0) > 0
      }
    }
    try self.init(of: files, byteCount: byteCount, threads: threads, countsQuotes: hasQuotes)
  }

  private init(
    of files: [CSVFile], byteCount: Int, threads: Int, countsQuotes: Bool
  ) throws(DataError) {
    list = try CSVChunk.chunks(
      of: files, byteCount: byteCount, threads: threads, countsQuotes: countsQuotes)
    areCertain = countsQuotes
    self.files = files
    self.byteCount = byteCount
    self.threads = threads
  }

  /// The same data in chunks that are certain.
  ///
  /// - Throws: as `CSVChunk.chunks`.
  func madeCertain() throws(DataError) -> CSVChunks {
    try CSVChunks(of: files, byteCount: byteCount, threads: threads, countsQuotes: true)
  }
}
