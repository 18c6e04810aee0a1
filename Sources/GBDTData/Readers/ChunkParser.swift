internal import GBDTCore
internal import GBDTKernels

/// From the text of a chunk to typed columns.
struct ChunkParser: Sendable {
  let files: [CSVFile]
  let layout: RecordLayout
  let columns: [ColumnPlan]
  let missing: MissingWords
  let extraFields: ExtraFieldPolicy
  let badRows: BadRowPolicy
  /// Whether messages may advise to skip bad rows.
  let offersSkipping: Bool

  /// The same for other columns.
  func reading(_ columns: [ColumnPlan]) -> ChunkParser {
    ChunkParser(
      files: files, layout: layout, columns: columns, missing: missing,
      extraFields: extraFields, badRows: badRows, offersSkipping: offersSkipping)
  }

  /// A chunk's rows, the bad ones left out.
  struct Parsed: Sendable {
    let rowCount: Int
    let columns: [Column]
    let skippedCount: Int
    /// The first few, in file order.
    let skippedExamples: [DataError]
  }

  /// - Throws: the first problem in file order; under `BadRowPolicy.skip` only what leaves in doubt where
  ///   records end.
  func parse(_ chunk: CSVChunk) throws(DataError) -> Parsed {
    let text = files[chunk.file].text
    return try text.bytes.withCopy(of: chunk.range) { (bytes) throws(DataError) in
      let content = content(bytes, chunk)
      let badRows = content.rowProblems.badRows
      let problems = (content.recordProblems + content.rowProblems.firstOfEachRow)
        .sorted { $0.position < $1.position }
      if self.badRows == .error, let first = problems.first {
        throw first.error(
          in: text, fieldCount: layout.fieldCount, offersSkipping: offersSkipping)
      }
      if let fault = content.fault { throw text.error(fault.fault, at: fault.position) }
      return Parsed(
        rowCount: content.rowCount - badRows.count,
        columns: badRows.isEmpty
          ? content.columns : content.columns.map { $0.removing(rows: badRows) },
        skippedCount: problems.count,
        skippedExamples: problems.prefix(SkippedRows.exampleLimit).map {
          $0.error(in: text, fieldCount: layout.fieldCount, offersSkipping: false)
        })
    }
  }

  /// Where a row begins in its file, from its number among the rows that `parse` gives; nil if there are
  /// not so many.
  func position(ofRow row: Int, in chunk: CSVChunk) -> Int? {
    files[chunk.file].text.bytes.withBytes(chunk.range) { bytes in
      let content = content(bytes, chunk)
      let badRows = Set(content.rowProblems.badRows)
      let goodRows = (0..<content.rowCount).filter { !badRows.contains($0) }
      guard goodRows.indices.contains(row) else { return nil }
      return chunk.range.lowerBound + start(ofRow: goodRows[row], bytes, chunk)
    }
  }

  private func start(ofRow row: Int, _ bytes: Span<UInt8>, _ chunk: CSVChunk) -> Int {
    switch files[chunk.file].syntax {
    case .delimited:
      records(of: chunk).rows.text(row: row, column: 0, trimmed: true, in: bytes).range.lowerBound
    case .sparse:
      SparseFields(SparseScan(bytes)).texts(field: SparseScan.labelField)[row].range.lowerBound
    }
  }

  /// The chunks' rows, parsed in parallel.
  ///
  /// - Throws: the first problem in the order of the chunks.
  func parse(_ chunks: [CSVChunk], threads: Int) throws(DataError) -> [Parsed] {
    try Parallel.map(count: chunks.count, threads: threads) { (i) throws(DataError) in
      try parse(chunks[i])
    }
  }

  private func content(_ bytes: Span<UInt8>, _ chunk: CSVChunk) -> ChunkContent {
    switch (files[chunk.file].syntax, layout) {
    case (.delimited(let delimiter), .delimited): delimitedContent(bytes, chunk, delimiter)
    case (.sparse, .sparse(let layout)): sparseContent(bytes, chunk, layout)
    default: preconditionFailure("all files of a table have its kind of text")
    }
  }
}

/// What a chunk has, bad rows included.
struct ChunkContent {
  let rowCount: Int
  let columns: [Column]
  /// Of records that are no rows, in file order.
  let recordProblems: [RowProblem]
  let rowProblems: RowProblems
  /// As `CSVRecords.fault`.
  var fault: CSVScan.Problem?
}

/// Problems with values, by row.
struct RowProblems {
  private var problems: [(row: Int, problem: RowProblem)] = []

  mutating func add(row: Int, _ problem: RowProblem) { problems.append((row, problem)) }

  /// Distinct rows, ascending.
  var badRows: [Int] { Set(problems.map(\.row)).sorted() }

  /// For each bad row the problem of its first field.
  var firstOfEachRow: [RowProblem] {
    var first: [Int: RowProblem] = [:]
    for (row, problem) in problems where problem.position < first[row]?.position ?? .max {
      first[row] = problem
    }
    return badRows.compactMap { first[$0] }
  }
}
