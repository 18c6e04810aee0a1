package import GBDTCore
internal import GBDTSchema

/// The queries of a table in the order of its rows, as its group column has them before any filter: each
/// is a run of adjacent rows with one value.
///
/// Those of consecutive parts of a table are joined in order.
package struct QueryRuns: Sendable {
  fileprivate struct Run: Equatable {
    /// Number of its first row, from 0 in this part of the table.
    var firstRow: Int
    var rowCount: Int
    let key: UInt64
    /// What the group column has, for messages.
    let text: String
  }

  private var runs: [Run] = []
  package private(set) var rowCount = 0

  /// - Parameter name: of the group column, which the table has. Rows without a value are in no run: the
  ///   recipe drops them, or refuses them when it is evaluated.
  package init(of table: Table, column name: String) {
    guard let position = table.schema.index(of: name) else {
      preconditionFailure("a checked recipe's columns are there")
    }
    for chunk in table.chunks { add(chunk.columns[position]) }
  }

  private mutating func add(_ column: Column) {
    for (row, key) in GroupKey.optionalKeys(of: column).enumerated() {
      guard let key else { continue }
      if runs.last.map({ $0.key == key && $0.end == rowCount + row }) ?? false {
        runs[runs.count - 1].rowCount += 1
      } else {
        runs.append(
          Run(firstRow: rowCount + row, rowCount: 1, key: key, text: column.text(of: row)))
      }
    }
    rowCount += column.rowCount
  }

  /// Adds the rows that follow.
  package mutating func append(_ other: QueryRuns) {
    var rest = other.runs[...]
    if let first = rest.first, let last = runs.last, other.goesOn(from: self) {
      runs[runs.count - 1].rowCount = last.rowCount + first.rowCount
      rest.removeFirst()
    }
    for var run in rest {
      run.firstRow += rowCount
      runs.append(run)
    }
    rowCount += other.rowCount
  }

  /// Whether the first row is of the query that the last row of `before` is of.
  private func goesOn(from before: QueryRuns) -> Bool {
    guard let first = runs.first, let last = before.runs.last else { return false }
    return first.firstRow == 0 && last.end == before.rowCount && first.key == last.key
  }

  /// - Parameter isOfValidation: whether the table has validation rows only.
  /// - Throws: for a query that turns up again behind others, naming it and the first such row.
  package func requireWholeQueries(
    column: String, isOfValidation: Bool = false
  ) throws(DataError) {
    let byKey = runs.indices.sorted { (runs[$0].key, $0) < (runs[$1].key, $1) }
    let repeated = zip(byKey, byKey.dropFirst()).lazy
      .filter { runs[$0].key == runs[$1].key }.map(\.1).min()
    guard let repeated else { return }
    let run = runs[repeated]
    var row = DataError.Place.Row(number: UInt64(run.firstRow))
    row.isOfValidation = isOfValidation
    throw DataError(
      .data,
      "row \(run.firstRow) (counted from 0): the query `\(run.text)` turns up again behind others; the"
        + " rows of a query must be adjacent, so sort the data by this column",
      at: DataError.Place(column: column, row: row))
  }

  /// How many first rows of each part of a table belong to a query that began in an earlier part, and in
  /// which.
  ///
  /// - Parameter parts: in the order of their rows.
  /// - Returns: an element a part; nil where no row does.
  package static func strays(_ parts: [QueryRuns]) -> [(rowCount: Int, owner: Int)?] {
    /// The part with the last row so far.
    var owner: Int?
    return parts.indices.map { part in
      let queries = parts[part]
      if queries.rowCount == 0 { return nil }
      let before = owner
      owner = part
      // The owner's last query is that of all rows that it has been given.
      guard let before, let last = parts[before].runs.last, let first = queries.runs.first,
        last.end == parts[before].rowCount, first.firstRow == 0, first.key == last.key
      else { return nil }
      if first.rowCount == queries.rowCount { owner = before }
      return (first.rowCount, before)
    }
  }
}

extension QueryRuns.Run {
  fileprivate var end: Int { firstRow + rowCount }
}

extension Column {
  /// A value as messages show it.
  fileprivate func text(of row: Int) -> String {
    switch self {
    case .number(let values): values[row].plainText
    case .integer(let values), .timestamp(let values): values[row].description
    case .boolean(let values): values[row] == 0 ? "false" : "true"
    case .category(let values): values.dictionary[Int(values.codes[row])]
    }
  }
}

extension QueryRuns: ByteCodable {
  /// - Throws: also for runs that overlap or lie beyond the rows.
  package init(from reader: inout ByteReader) throws(ByteError) {
    rowCount = try reader.rowCount()
    let count = try reader.count(of: "queries", size: 11)
    for _ in 0..<count {
      let firstRow = try reader.rowCount()
      let run = Run(
        firstRow: firstRow, rowCount: try reader.rowCount(), key: try reader.uint64(),
        text: try reader.string())
      guard run.rowCount > 0, run.firstRow >= runs.last?.end ?? 0, run.end <= rowCount else {
        throw reader.error("queries that overlap, or lie beyond the rows")
      }
      runs.append(run)
    }
  }

  package func write(to writer: inout ByteWriter) {
    writer.count(rowCount)
    writer.count(runs.count)
    for run in runs {
      writer.count(run.firstRow)
      writer.count(run.rowCount)
      writer.uint64(run.key)
      writer.string(run.text)
    }
  }
}
