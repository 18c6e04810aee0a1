internal import GBDTKernels

extension Table {
  /// Some of the rows, numbered anew from 0: a table as if the others had never been there.
  ///
  /// - Parameters:
  ///   - threads: at least 1; never shows in the result.
  ///   - isKept: whether the row at a position of this table, from 0, is one of them; called on several
  ///     threads.
  package func rows(threads: Int, where isKept: @Sendable (Int) -> Bool) -> Table {
    var starts: [Int] = []
    var count = 0
    for chunk in chunks {
      starts.append(count)
      count += chunk.rowCount
    }
    let parts = Parallel.map(count: chunks.count, threads: threads) { index in
      let chunk = chunks[index]
      let rows = (0..<chunk.rowCount).filter { isKept(starts[index] + $0) }
      return TableChunk(
        firstRowNumber: 0, rowCount: rows.count,
        columns: rows.count == chunk.rowCount
          ? chunk.columns : chunk.columns.map { $0.rows(rows) })
    }
    return Table(schema: schema, chunks: parts.filter { $0.rowCount > 0 }).numbered(from: 0)
  }
}
