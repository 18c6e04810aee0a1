internal import GBDTKernels
internal import GBDTSchema

extension ChunkParser {
  /// - Parameter bytes: of a chunk of LibSVM text.
  func sparseContent(
    _ bytes: Span<UInt8>, _ chunk: CSVChunk, _ layout: SparseLayout
  ) -> ChunkContent {
    let records = SparseRecords(bytes, chunkStart: chunk.range.lowerBound, layout: layout)
    var problems = RowProblems()
    for (row, problem) in records.rowProblems { problems.add(row: row, problem) }
    let columns = columns.map { column in
      let (values, misfits) = parse(column, records.fields, bytes)
      func add(_ text: SparseFields.Text, _ reason: (Range<Int>) -> RowProblem.Reason) {
        let start = chunk.range.lowerBound + text.range.lowerBound
        problems.add(
          row: text.row,
          RowProblem(position: start, reason: reason(start..<start + text.range.count)))
      }
      for text in misfits {
        add(text) { column.type == .category ? .notUTF8(column) : .misfit(column, text: $0) }
      }
      if column.isFinite {
        let isMissing = Set(values.missingRows).subtracting(misfits.map(\.row))
        for text in records.fields.texts(field: column.field) where isMissing.contains(text.row) {
          add(text) { .missing(column, text: $0) }
        }
      }
      return values
    }
    return ChunkContent(
      rowCount: records.fields.rowCount, columns: columns, recordProblems: records.problems,
      rowProblems: problems)
  }

  /// A column, and the texts that its type cannot take. An absent entry is 0.
  private func parse(
    _ column: ColumnPlan, _ fields: SparseFields, _ bytes: Span<UInt8>
  ) -> (values: Column, misfits: [SparseFields.Text]) {
    switch column.type {
    case .number:
      let parsed = fields.numbers(
        field: column.field, absent: 0, missing: missing.inSparseText, in: bytes)
      return (.number(parsed.values), parsed.misfits)
    case .integer:
      let parsed = fields.integers(
        field: column.field, absent: 0, missing: missing.inSparseText, in: bytes)
      return (.integer(parsed.values), parsed.misfits)
    case .category: return categories(column, fields, bytes)
    case .boolean, .timestamp:
      preconditionFailure("columns of LibSVM text are numbers, integers or categories")
    }
  }

  private func categories(
    _ column: ColumnPlan, _ fields: SparseFields, _ bytes: Span<UInt8>
  ) -> (values: Column, misfits: [SparseFields.Text]) {
    var strings = [String?](repeating: "0", count: fields.rowCount)
    var misfits: [SparseFields.Text] = []
    for text in fields.texts(field: column.field) {
      let string = bytes.extracting(text.range).withUnsafeBufferPointer {
        String(validating: $0, as: UTF8.self)
      }
      if string == nil { misfits.append(text) }
      strings[text.row] = string.flatMap { missing.inCategories.contains($0) ? nil : $0 }
    }
    return (.category(CategoryColumn(strings)), misfits)
  }
}
