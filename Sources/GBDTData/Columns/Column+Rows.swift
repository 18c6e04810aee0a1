extension Column {
  /// Whether the value of row `row` is missing.
  package func isMissing(_ row: Int) -> Bool {
    switch self {
    case .number(let values): values[row].isNaN
    case .integer(let values), .timestamp(let values): values[row] == Self.missingInteger
    case .boolean(let values): values[row] == Self.missingBoolean
    case .category(let values): values.codes[row] == Self.missingCategory
    }
  }

  /// The rows whose value is missing, ascending.
  var missingRows: [Int] {
    switch self {
    case .number(let values): values.indices.filter { values[$0].isNaN }
    case .integer(let values), .timestamp(let values):
      values.indices.filter { values[$0] == Self.missingInteger }
    case .boolean(let values): values.indices.filter { values[$0] == Self.missingBoolean }
    case .category(let values):
      values.codes.indices.filter { values.codes[$0] == Self.missingCategory }
    }
  }

  /// The values at `rows`, in their order. A category column keeps its dictionary.
  func rows(_ rows: [Int]) -> Column {
    switch self {
    case .number(let values): .number(rows.map { values[$0] })
    case .integer(let values): .integer(rows.map { values[$0] })
    case .boolean(let values): .boolean(rows.map { values[$0] })
    case .timestamp(let values): .timestamp(rows.map { values[$0] })
    case .category(let column):
      .category(
        CategoryColumn(codes: rows.map { column.codes[$0] }, dictionary: column.dictionary))
    }
  }

  /// The column without some rows, given in ascending order. A category's dictionary stays as it is.
  func removing(rows: [Int]) -> Column {
    switch self {
    case .number(let values): .number(Self.removing(rows, from: values))
    case .integer(let values): .integer(Self.removing(rows, from: values))
    case .boolean(let values): .boolean(Self.removing(rows, from: values))
    case .timestamp(let values): .timestamp(Self.removing(rows, from: values))
    case .category(let values):
      .category(
        CategoryColumn(
          codes: Self.removing(rows, from: values.codes), dictionary: values.dictionary))
    }
  }

  private static func removing<Value>(_ rows: [Int], from values: [Value]) -> [Value] {
    var kept: [Value] = []
    kept.reserveCapacity(values.count - rows.count)
    var start = 0
    for row in rows {
      kept += values[start..<row]
      start = row + 1
    }
    kept += values[start...]
    return kept
  }
}
