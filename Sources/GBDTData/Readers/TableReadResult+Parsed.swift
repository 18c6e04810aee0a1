internal import GBDTSchema

extension TableReadResult {
  /// Puts the chunks that were parsed together; rows are numbered from 0.
  init(
    _ parsed: [ChunkParser.Parsed], columns: [ColumnPlan], notes: [String],
    queryColumn: String?, fileCount: Int, byteCount: Int
  ) {
    let chunks = parsed.lazy.filter { $0.rowCount > 0 }.map {
      TableChunk(firstRowNumber: 0, rowCount: $0.rowCount, columns: $0.columns)
    }
    let skipped = parsed.map {
      SkippedRows(count: $0.skippedCount, examples: $0.skippedExamples)
    }
    self.init(
      table: Table(schema: Schema(columns), chunks: Array(chunks)).numbered(from: 0),
      skippedRows: SkippedRows(inOrder: skipped), notes: notes,
      queryColumn: queryColumn, fileCount: fileCount, byteCount: byteCount)
  }
}

extension SkippedRows {
  /// What consecutive parts of a table skipped, in their order.
  package init(inOrder parts: [SkippedRows]) {
    self.init(
      count: parts.reduce(0) { $0 + $1.count },
      examples: Array(parts.lazy.flatMap(\.examples).prefix(Self.exampleLimit)))
  }
}
