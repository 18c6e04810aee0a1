internal import GBDTCore
internal import GBDTSchema

extension Table {
  /// A table of one chunk from columns in memory.
  ///
  /// - Throws: `DataError` for columns of different lengths, names that are equal or empty, infinite
  ///   numbers, booleans beyond 0, 1 and 2 (missing), and codes outside of their dictionary.
  package init(columns: [(name: String, column: Column)]) throws(DataError) {
    let rowCount = columns.first?.column.rowCount ?? 0
    var seen: Set<String> = []
    for (name, column) in columns {
      guard !name.isEmpty else { throw DataError(.data, "A column has an empty name.") }
      guard seen.insert(name).inserted else {
        throw DataError(.data, "Two columns are called `\(name)`.")
      }
      guard column.rowCount == rowCount else {
        throw DataError(
          .data,
          "has \(column.rowCount) rows, but column `\(columns[0].name)` has \(rowCount)",
          at: .init(column: name))
      }
      if let (row, problem) = column.firstProblem {
        throw DataError(.data, "row \(row): \(problem)", at: .init(column: name))
      }
    }
    let schema = Schema(
      columns: columns.map { ColumnSchema(name: $0.name, type: $0.column.type) })
    let chunk = TableChunk(firstRowNumber: 0, rowCount: rowCount, columns: columns.map(\.column))
    self.init(schema: schema, chunks: rowCount == 0 ? [] : [chunk])
  }
}

extension Column {
  /// The first row, from 0, whose value no reader would deliver.
  var firstProblem: (row: Int, problem: String)? {
    switch self {
    case .number(let values):
      values.firstIndex { $0.isInfinite }.map { ($0, "the number is infinite") }
    case .integer, .timestamp:
      nil
    case .boolean(let values):
      values.firstIndex { $0 > Self.missingBoolean }.map {
        ($0, "\(values[$0]) is none of 0, 1 and 2 (missing)")
      }
    case .category(let values):
      values.codes.firstIndex { $0 < Self.missingCategory || $0 >= values.dictionary.count }.map {
        ($0, "code \(values.codes[$0]) is outside of the dictionary")
      }
    }
  }
}
