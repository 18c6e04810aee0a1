internal import GBDTKernels
internal import GBDTSchema

extension ChunkParser {
  /// The records of a chunk of delimited text.
  func records(of chunk: CSVChunk) -> CSVRecords {
    guard case .delimited(let delimiter) = files[chunk.file].syntax else {
      preconditionFailure("LibSVM text is not read for what its values look like")
    }
    return files[chunk.file].text.bytes.withBytes(chunk.range) { records($0, chunk, delimiter) }
  }

  private func records(
    _ bytes: Span<UInt8>, _ chunk: CSVChunk, _ delimiter: UInt8
  ) -> CSVRecords {
    CSVRecords(
      bytes, chunkStart: chunk.range.lowerBound, delimiter: delimiter,
      fieldCount: layout.fieldCount, extraFields: extraFields)
  }

  /// - Parameter bytes: of a chunk of delimited text.
  func delimitedContent(
    _ bytes: Span<UInt8>, _ chunk: CSVChunk, _ delimiter: UInt8
  ) -> ChunkContent {
    let records = records(bytes, chunk, delimiter)
    var problems = RowProblems()
    let columns = columns.map { column in
      let (values, misfits) = parse(column, records.rows, bytes)
      func add(_ row: Int, _ reason: (Range<Int>) -> RowProblem.Reason) {
        let range = records.rows.text(row: row, column: column.field, trimmed: true, in: bytes)
          .range
        let start = chunk.range.lowerBound + range.lowerBound
        problems.add(
          row: row, RowProblem(position: start, reason: reason(start..<start + range.count)))
      }
      for row in misfits {
        add(Int(row)) {
          column.type == .category ? .notUTF8(column) : .misfit(column, text: $0)
        }
      }
      if column.isFinite {
        let isMisfit = Set(misfits)
        for row in values.missingRows where !isMisfit.contains(UInt32(row)) {
          add(row) { .missing(column, text: $0) }
        }
      }
      return values
    }
    return ChunkContent(
      rowCount: records.rows.count, columns: columns, recordProblems: records.problems,
      rowProblems: problems, fault: records.fault)
  }

  /// A column, and the rows whose text its type cannot take.
  private func parse(
    _ column: ColumnPlan, _ rows: CSVRows, _ bytes: Span<UInt8>
  ) -> (values: Column, misfits: [UInt32]) {
    let words = missing.elsewhere
    switch column.type {
    case .number:
      let parsed = rows.numbers(column: column.field, missing: words, in: bytes)
      return (.number(parsed.values), parsed.misfits)
    case .integer:
      let parsed = rows.integers(column: column.field, missing: words, in: bytes)
      return (.integer(parsed.values), parsed.misfits)
    case .boolean:
      let parsed = rows.booleans(column: column.field, missing: words, in: bytes)
      return (.boolean(parsed.values), parsed.misfits)
    case .timestamp:
      let parsed = rows.timestamps(column: column.field, missing: words, in: bytes)
      return (.timestamp(parsed.values), parsed.misfits)
    case .category:
      let parsed = CategoryParser.parse(
        rows, column: column.field, missing: missing.inCategories, in: bytes)
      return (.category(parsed.column), parsed.notUTF8)
    }
  }
}
