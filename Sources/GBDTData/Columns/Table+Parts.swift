package import GBDTSchema

extension Table {
  /// The same rows with further columns behind the others.
  ///
  /// - Parameters:
  ///   - columns: of other names; each with a value for every row.
  package func adding(_ schema: [ColumnSchema], _ columns: [Column]) -> Table {
    precondition(
      columns.map(\.type) == schema.map(\.type)
        && columns.allSatisfy { $0.rowCount == rowCount }, "further columns have every row")
    var first = 0
    let chunks = self.chunks.map { chunk in
      defer { first += chunk.rowCount }
      return TableChunk(
        firstRowNumber: chunk.firstRowNumber, rowCount: chunk.rowCount,
        columns: chunk.columns + columns.map { $0.slice(first..<first + chunk.rowCount) })
    }
    return Table(schema: Schema(columns: self.schema.columns + schema), chunks: chunks)
  }

  /// Cuts the first rows off; dictionaries of strings keep no more than those rows need.
  ///
  /// - Returns: the first rows, and the others.
  package func cut(after count: Int) -> (first: [TableChunk], rest: Table) {
    precondition((0...rowCount).contains(count), "no more rows than there are")
    var (first, rest): ([TableChunk], [TableChunk]) = ([], [])
    var awaited = count
    for chunk in chunks {
      let taken = min(awaited, chunk.rowCount)
      awaited -= taken
      if taken > 0 { first.append(chunk.rows(0..<taken).withoutUnusedStrings) }
      if taken < chunk.rowCount { rest.append(chunk.rows(taken..<chunk.rowCount)) }
    }
    return (first, Table(schema: schema, chunks: rest))
  }

  /// The same rows with further ones behind them, all numbered anew from 0.
  ///
  /// - Precondition: the chunks have the table's columns.
  package func adding(_ further: [TableChunk]) -> Table {
    Table(schema: schema, chunks: chunks + further).numbered(from: 0)
  }
}

extension TableChunk {
  fileprivate var withoutUnusedStrings: TableChunk {
    TableChunk(
      firstRowNumber: firstRowNumber, rowCount: rowCount,
      columns: columns.map { column in
        guard case .category(let values) = column else { return column }
        return .category(
          CategoryColumn(values.codes.map { $0 < 0 ? nil : values.dictionary[Int($0)] }))
      })
  }
}
