internal import GBDTCore
package import GBDTSchema

/// All that another process needs to read parts of a table just as its `TableReader` does: which files,
/// where their data begin, and how text becomes columns. Values, not open files.
package struct TablePlan: Sendable, Equatable {
  struct File: Sendable, Equatable {
    let path: String
    let version: FileVersion
    let syntax: RecordSyntax
    /// From the first record, behind the header, to the end of the decompressed text.
    let data: Range<Int>
  }

  let files: [File]
  let layout: RecordLayout
  /// What is read of each record.
  let columns: [ColumnPlan]
  let missingWords: [String]?
  let extraFields: ExtraFieldPolicy
  let badRows: BadRowPolicy
  let offersSkipping: Bool
  let chunkByteCount: Int

  /// The columns that are read, in file order.
  package var schema: Schema { Schema(columns) }

  /// The column that says which query a row belongs to, where the kind of text has one.
  package var queryColumn: String? { layout.queryColumn }

  package var fileCount: Int { files.count }

  /// Bytes of text, after decompression.
  package var byteCount: Int { files.reduce(0) { $0 + $1.data.upperBound } }

  /// The same for fewer columns: those in `names`.
  package func reading(columns names: Set<String>) -> TablePlan {
    TablePlan(
      files: files, layout: layout, columns: columns.filter { names.contains($0.name) },
      missingWords: missingWords, extraFields: extraFields, badRows: badRows,
      offersSkipping: offersSkipping, chunkByteCount: chunkByteCount)
  }

  /// Whether the share is of a file of the table, and within its data.
  package func contains(_ share: FileShare) -> Bool {
    files.indices.contains(share.file) && files[share.file].data.contains(share.range)
  }

  /// The data cut into `count` parts of equal size, in order; of several files a part has one share each.
  /// Parts may be blank, and records may begin in other parts than their number says.
  ///
  /// - Precondition: `count` is at least 1.
  package func shares(_ count: Int) -> [[FileShare]] {
    precondition(count >= 1, "there is a part")
    let total = files.reduce(0) { $0 + $1.data.count }
    // The first `total % count` parts are a byte longer.
    let cuts = (0...count).map { total / count * $0 + min($0, total % count) }
    return (0..<count).map { part in
      var shares: [FileShare] = []
      var begin = 0
      for (i, file) in files.enumerated() {
        let wanted = (cuts[part]..<cuts[part + 1]).clamped(to: begin..<begin + file.data.count)
        if !wanted.isEmpty {
          let start = file.data.lowerBound + wanted.lowerBound - begin
          shares.append(FileShare(file: i, range: start..<start + wanted.count))
        }
        begin += file.data.count
      }
      return shares
    }
  }

  /// Opens a file for a share of it. Of compressed text no more is kept than the share, the byte before it,
  /// and `byteCount` bytes behind it.
  ///
  /// - Throws: what opening throws; `.inputOutput` where the file has changed since the plan was made.
  func open(_ share: FileShare, behind byteCount: Int) throws(DataError) -> CSVFile {
    let file = files[share.file]
    precondition(contains(share), "a share is within its file's data")
    let start = max(share.range.lowerBound - 1, 0)
    let end = share.range.upperBound + min(byteCount, file.data.upperBound - share.range.upperBound)
    let bytes: FileBytes
    do {
      bytes = try FileBytes.load(path: file.path, keeping: start..<end)
    } catch {
      // What looks like damage may be another file.
      if error.category != .noInput { try requireUnchanged(share) }
      throw error
    }
    try file.version.require(bytes.version, path: file.path)
    guard bytes.range.upperBound >= end else { throw FileVersion.changed(path: file.path) }
    return CSVFile(
      CSVText(part: bytes, path: file.path), syntax: file.syntax, names: [],
      dataStart: file.data.lowerBound)
  }

  /// - Throws: `.inputOutput` where a file of a share has changed since the plan was made.
  func requireUnchanged(_ share: FileShare) throws(DataError) {
    let file = files[share.file]
    try file.version.require(FileVersion(path: file.path), path: file.path)
  }

  /// - Parameter files: in the order of the shares that are read.
  func parser(of files: [CSVFile]) -> ChunkParser {
    ChunkParser(
      files: files, layout: layout, columns: columns,
      missing: MissingWords(missingWords), extraFields: extraFields, badRows: badRows,
      offersSkipping: offersSkipping)
  }
}

extension TableReader {
  /// All that another process needs to read parts of the same table.
  ///
  /// - Throws: `.usage` for a pipe or device, which only one process can read.
  package var plan: TablePlan {
    get throws(DataError) {
      var files: [TablePlan.File] = []
      for file in parser.files {
        guard let version = file.text.bytes.version else {
          throw DataError(
            .usage,
            "is no regular file, and worker processes cannot share it; save its content to a file first, or train without --workers",
            at: .init(file: file.text.path))
        }
        files.append(
          TablePlan.File(
            path: file.text.path, version: version, syntax: file.syntax,
            data: file.dataStart..<file.text.bytes.range.upperBound))
      }
      return TablePlan(
        files: files, layout: parser.layout, columns: parser.columns,
        missingWords: parser.missing.words, extraFields: parser.extraFields,
        badRows: parser.badRows, offersSkipping: parser.offersSkipping,
        chunkByteCount: chunks.byteCount)
    }
  }
}
