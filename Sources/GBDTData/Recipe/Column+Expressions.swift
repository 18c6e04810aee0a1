internal import GBDTSchema

/// Columns as the operands of expressions. Checked expressions have no other types than these ask for.
extension Column {
  var numbers: [Double] {
    guard case .number(let values) = self else { preconditionFailure("a checked number") }
    return values
  }

  /// 0, 1, or 2 for missing.
  var booleans: [UInt8] {
    guard case .boolean(let values) = self else { preconditionFailure("a checked boolean") }
    return values
  }

  var timestamps: [Int64] {
    guard case .timestamp(let values) = self else { preconditionFailure("a checked timestamp") }
    return values
  }

  var strings: CategoryColumn {
    guard case .category(let values) = self else { preconditionFailure("a checked string") }
    return values
  }

  /// Numbers as they are, booleans as 0 and 1, strings as they are.
  var asNumbers: Column {
    guard case .boolean(let values) = self else { return self }
    return .number(values.map { $0 == Column.missingBoolean ? .nan : Double($0) })
  }

  /// Some of the rows.
  func slice(_ rows: Range<Int>) -> Column {
    switch self {
    case .number(let values): .number(Array(values[rows]))
    case .integer(let values): .integer(Array(values[rows]))
    case .boolean(let values): .boolean(Array(values[rows]))
    case .timestamp(let values): .timestamp(Array(values[rows]))
    case .category(let values):
      .category(CategoryColumn(codes: Array(values.codes[rows]), dictionary: values.dictionary))
    }
  }

  /// Makes room for rows to be appended.
  mutating func reserve(_ rowCount: Int) {
    change({ $0.reserveCapacity(rowCount) }, { $0.reserveCapacity(rowCount) }) {
      $0.reserveCapacity(rowCount)
    }
  }

  /// Adds the rows of a column of the same type; not of strings.
  mutating func append(_ other: Column) {
    change({ $0 += other.numbers }, { $0 += other.booleans }, { $0 += other.timestamps })
  }

  /// Changes the values in place.
  private mutating func change(
    _ numbers: (inout [Double]) -> Void, _ booleans: (inout [UInt8]) -> Void,
    _ timestamps: (inout [Int64]) -> Void
  ) {
    let column = self
    self = .integer([])  // gives up the array, so that changing it does not copy it
    switch consume column {
    case .number(var values):
      numbers(&values)
      self = .number(values)
    case .boolean(var values):
      booleans(&values)
      self = .boolean(values)
    case .integer(var values), .timestamp(var values):
      timestamps(&values)
      self = .timestamp(values)
    case .category: preconditionFailure("strings are not evaluated in blocks")
    }
  }

  /// A column of missing values.
  static func missing(_ type: ExpressionType, rowCount: Int) -> Column {
    switch type {
    case .number: .number([Double](repeating: .nan, count: rowCount))
    case .boolean: .boolean([UInt8](repeating: missingBoolean, count: rowCount))
    case .timestamp: .timestamp([Int64](repeating: missingInteger, count: rowCount))
    case .string, .missing:
      .category(
        CategoryColumn(codes: [Int32](repeating: missingCategory, count: rowCount), dictionary: []))
    }
  }

  /// Whether each value is missing: 0 or 1.
  var missingFlags: [UInt8] {
    switch self {
    case .number(let values): values.map { $0.isNaN ? 1 : 0 }
    case .integer(let values), .timestamp(let values):
      values.map { $0 == Column.missingInteger ? 1 : 0 }
    case .boolean(let values): values.map { $0 == Column.missingBoolean ? 1 : 0 }
    case .category(let values): values.codes.map { $0 == Column.missingCategory ? 1 : 0 }
    }
  }
}

/// The results of a function of two columns, row by row.
@inline(__always)
func zipRows<A, B, Result>(_ a: [A], _ b: [B], _ body: (A, B) -> Result) -> [Result] {
  precondition(a.count == b.count, "operands have equal lengths")
  return [Result](unsafeUninitializedCapacity: a.count) { output, count in
    // SAFETY: the buffer has room for `a.count` elements, and each is initialised once.
    for row in a.indices { output.initializeElement(at: row, to: body(a[row], b[row])) }
    count = a.count
  }
}
