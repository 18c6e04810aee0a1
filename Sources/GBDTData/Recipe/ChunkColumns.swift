internal import GBDTCore

/// The columns of one chunk as expressions see them: of the kept rows, integers as numbers, each made
/// when it is first asked for.
struct ChunkColumns {
  private let chunk: TableChunk
  private let positions: [String: Int]
  /// Rows of the chunk that are kept, ascending; nil for all.
  private var keptRows: [Int]?
  private var cache: [String: Column] = [:]

  init(chunk: TableChunk, positions: [String: Int]) {
    self.chunk = chunk
    self.positions = positions
  }

  var rowCount: Int { keptRows?.count ?? chunk.rowCount }

  /// Global numbers of the kept rows.
  var rowNumbers: [UInt64] {
    if let keptRows { return keptRows.map { chunk.firstRowNumber + UInt64($0) } }
    return Array(chunk.firstRowNumber..<chunk.firstRowNumber + UInt64(chunk.rowCount))
  }

  /// A kept row as messages name it.
  func describe(_ row: Int) -> String { "row \(rowNumbers[row]) (counted from 0)" }

  /// A kept row's value in a column, for errors.
  func place(_ row: Int, column: String) -> DataError.Place {
    DataError.Place(column: column, row: DataError.Place.Row(number: rowNumbers[row]))
  }

  /// Drops all other rows.
  mutating func keep(rows: [Int]) {
    if rows.count == chunk.rowCount { return }
    keptRows = rows
    cache = [:]
  }

  /// A column's kept rows with its own type.
  func raw(_ name: String) -> Column {
    guard let position = positions[name] else {
      preconditionFailure("a bound recipe reads columns that it was bound to")
    }
    let column = chunk.columns[position]
    guard let keptRows else { return column }
    return switch column {
    case .number(let values): .number(keptRows.map { values[$0] })
    case .integer(let values): .integer(keptRows.map { values[$0] })
    case .boolean(let values): .boolean(keptRows.map { values[$0] })
    case .timestamp(let values): .timestamp(keptRows.map { values[$0] })
    case .category(let values):
      .category(
        CategoryColumn(codes: keptRows.map { values.codes[$0] }, dictionary: values.dictionary))
    }
  }

  /// A column's kept rows; integers have become numbers.
  mutating func column(_ name: String) throws(DataError) -> Column {
    if let column = cache[name] { return column }
    var column = raw(name)
    if case .integer(let values) = column { column = .number(try numbers(values, of: name)) }
    cache[name] = column
    return column
  }

  /// A numeric column whose values must all be there.
  mutating func finiteValues(of name: String, role: String) throws(DataError) -> [Double] {
    let values = try column(name).asNumbers.numbers
    if let row = values.firstIndex(where: { !$0.isFinite }) {
      throw missing(row, column: name, role: role)
    }
    return values
  }

  /// A label column as numbers or strings, whose values must all be there.
  mutating func classValues(of name: String) throws(DataError) -> Column {
    switch raw(name) {
    case .number, .integer: return .number(try finiteValues(of: name, role: "label").map { $0 + 0 })
    case .category(let strings): return try requirePresent(.category(strings), name, role: "label")
    case .boolean(let flags):
      let strings = Column.category(CategoryColumn(textOf: .boolean(flags)))
      return try requirePresent(strings, name, role: "label")
    case .timestamp: preconditionFailure("a checked label")
    }
  }

  /// A key a row of a group column, whose values must all be there.
  func groupKeys(of name: String) throws(DataError) -> [UInt64] {
    GroupKey.keys(of: try requirePresent(raw(name), name, role: "group"))
  }

  private func requirePresent(
    _ column: Column, _ name: String, role: String
  ) throws(DataError) -> Column {
    guard let row = column.missingFlags.firstIndex(of: 1) else { return column }
    throw missing(row, column: name, role: role)
  }

  private func missing(_ row: Int, column: String, role: String) -> DataError {
    DataError(
      .data,
      "\(describe(row)) has no \(role); drop such rows with a filter"
        + " `is_missing(...)` in the recipe's drop_rows_where, or mend the data",
      at: place(row, column: column))
  }

  private func numbers(_ integers: [Int64], of name: String) throws(DataError) -> [Double] {
    let limit: Int64 = 1 << 53
    let tooLarge = integers.firstIndex { integer in
      integer != Column.missingInteger && (integer > limit || integer < -limit)
    }
    if let row = tooLarge {
      throw Self.tooLarge(integers[row], row: describe(row), column: name)
    }
    return integers.map { $0 == Column.missingInteger ? .nan : Double($0) }
  }

  /// For an integer that has no double, in a row that the message names by `row`.
  static func tooLarge(_ integer: Int64, row: String, column: String) -> DataError {
    DataError(
      .data,
      "\(row) has the integer \(integer), which a double does not hold exactly (beyond"
        + " 2^53). If the column is an identifier, ignore it or read it as strings"
        + " (--types \(column)=category); if it is a quantity, read it as --types \(column)=number",
      at: DataError.Place(column: column))
  }
}
