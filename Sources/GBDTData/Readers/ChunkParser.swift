internal import GBDTCore
internal import GBDTKernels
internal import GBDTSchema

/// From the text of a chunk to typed columns.
struct ChunkParser: Sendable {
  let files: [CSVFile]
  let fieldCount: Int
  let columns: [ColumnPlan]
  let missing: MissingWords
  let extraFields: ExtraFieldPolicy
  let badRows: BadRowPolicy
  /// Whether messages may advise to skip bad rows.
  let offersSkipping: Bool

  /// The same for other columns.
  func reading(_ columns: [ColumnPlan]) -> ChunkParser {
    ChunkParser(
      files: files, fieldCount: fieldCount, columns: columns, missing: missing,
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

  func records(of chunk: CSVChunk) -> CSVRecords {
    files[chunk.file].text.bytes.withBytes(chunk.range) { records($0, chunk) }
  }

  private func records(_ bytes: Span<UInt8>, _ chunk: CSVChunk) -> CSVRecords {
    CSVRecords(
      bytes, chunkStart: chunk.range.lowerBound, delimiter: files[chunk.file].delimiter,
      fieldCount: fieldCount, extraFields: extraFields)
  }

  /// - Throws: the first problem in file order; under `BadRowPolicy.skip` only what leaves in doubt where
  ///   records end.
  func parse(_ chunk: CSVChunk) throws(DataError) -> Parsed {
    let text = files[chunk.file].text
    return try text.bytes.withCopy(of: chunk.range) { (bytes) throws(DataError) in
      let records = records(bytes, chunk)
      var rowProblems = RowProblems(of: records.rows, chunkStart: chunk.range.lowerBound)
      let parsed = columns.map { column in
        parse(column, records.rows, bytes, &rowProblems)
      }
      let badRows = rowProblems.badRows
      let problems = (records.problems + rowProblems.firstOfEachRow)
        .sorted { $0.position < $1.position }
      if self.badRows == .error, let first = problems.first {
        throw first.error(in: text, fieldCount: fieldCount, offersSkipping: offersSkipping)
      }
      if let fault = records.fault { throw text.error(fault.fault, at: fault.position) }
      return Parsed(
        rowCount: records.rows.count - badRows.count,
        columns: badRows.isEmpty ? parsed : parsed.map { $0.removing(rows: badRows) },
        skippedCount: problems.count,
        skippedExamples: problems.prefix(SkippedRows.exampleLimit).map {
          $0.error(in: text, fieldCount: fieldCount, offersSkipping: false)
        })
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

  private func parse(
    _ column: ColumnPlan, _ rows: CSVRows, _ bytes: Span<UInt8>, _ problems: inout RowProblems
  ) -> Column {
    let words = missing.elsewhere
    let (values, misfits): (Column, [UInt32])
    switch column.type {
    case .number:
      let parsed = rows.numbers(column: column.field, missing: words, in: bytes)
      (values, misfits) = (.number(parsed.values), parsed.misfits)
    case .integer:
      let parsed = rows.integers(column: column.field, missing: words, in: bytes)
      (values, misfits) = (.integer(parsed.values), parsed.misfits)
    case .boolean:
      let parsed = rows.booleans(column: column.field, missing: words, in: bytes)
      (values, misfits) = (.boolean(parsed.values), parsed.misfits)
    case .timestamp:
      let parsed = rows.timestamps(column: column.field, missing: words, in: bytes)
      (values, misfits) = (.timestamp(parsed.values), parsed.misfits)
    case .category:
      let parsed = CategoryParser.parse(
        rows, column: column.field, missing: missing.inCategories, in: bytes)
      (values, misfits) = (.category(parsed.column), parsed.notUTF8)
    }
    for row in misfits { problems.addMisfit(column, row: Int(row), in: bytes) }
    if column.isFinite {
      let isMisfit = Set(misfits)
      for row in values.missingRows where !isMisfit.contains(UInt32(row)) {
        problems.addMissing(column, row: row, in: bytes)
      }
    }
    return values
  }
}

/// Problems with values, by row.
private struct RowProblems {
  let rows: CSVRows
  let chunkStart: Int
  private var problems: [(row: Int, problem: RowProblem)] = []

  init(of rows: CSVRows, chunkStart: Int) {
    self.rows = rows
    self.chunkStart = chunkStart
  }

  mutating func addMisfit(_ column: ColumnPlan, row: Int, in bytes: Span<UInt8>) {
    add(column, row: row, in: bytes) {
      column.type == .category ? .notUTF8(column) : .misfit(column, text: $0)
    }
  }

  mutating func addMissing(_ column: ColumnPlan, row: Int, in bytes: Span<UInt8>) {
    add(column, row: row, in: bytes) { .missing(column, text: $0) }
  }

  private mutating func add(
    _ column: ColumnPlan, row: Int, in bytes: Span<UInt8>,
    _ reason: (Range<Int>) -> RowProblem.Reason
  ) {
    let range = rows.text(row: row, column: column.field, trimmed: true, in: bytes).range
    let start = chunkStart + range.lowerBound
    problems.append(
      (row, RowProblem(position: start, reason: reason(start..<start + range.count))))
  }

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
