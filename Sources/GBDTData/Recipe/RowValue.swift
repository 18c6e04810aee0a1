internal import GBDTSchema

/// One value of one row, as `Column` holds it for many; each type's missing value is the column's.
package enum RowValue: Sendable, Equatable {
  case number(Double)
  case integer(Int64)
  /// 0, 1, or 2 for missing.
  case boolean(UInt8)
  case timestamp(Int64)
  case string(String?)

  package var isMissing: Bool {
    switch self {
    case .number(let value): value.isNaN
    case .integer(let value), .timestamp(let value): value == Column.missingInteger
    case .boolean(let value): value == Column.missingBoolean
    case .string(let value): value == nil
    }
  }

  /// Numbers as they are, booleans as 0 and 1; NaN is missing. Strings and timestamps have none.
  package var asNumber: Double {
    switch self {
    case .number(let value): value
    case .boolean(let value): value == Column.missingBoolean ? .nan : Double(value)
    case .integer(let value): value == Column.missingInteger ? .nan : Double(value)
    case .timestamp, .string: .nan
    }
  }

  /// What `text` and categorical features make of it; nil is missing.
  package var asText: String? {
    switch self {
    case .string(let value): value
    case .boolean(let value): value == Column.missingBoolean ? nil : value == 1 ? "true" : "false"
    case .integer(let value), .timestamp(let value):
      value == Column.missingInteger ? nil : value.description
    case .number(let value): value.isNaN ? nil : value.plainText
    }
  }
}
