internal import GBDTData
internal import GBDTKernels
internal import GBDTSchema

/// One value of a raw row. Literals of numbers, strings, booleans and `nil` (missing) will do.
public enum RowValue: Sendable, Equatable {
  /// Finite; NaN is missing. A number column takes integers too, and the other way round.
  case number(Double)
  /// Any but `Int64.min`.
  case integer(Int64)
  /// For a boolean column.
  case boolean(Bool)
  /// Microseconds since 1970-01-01T00:00Z; any but `Int64.min`.
  case timestamp(Int64)
  /// A category, or a timestamp's text as files have it, such as `2009-06-15 17:26:21 UTC`. The empty
  /// string is missing, as in files.
  case string(String)
  /// No value, whatever the column's type.
  case missing
}

extension RowValue: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// An integer, good for a number column too.
  public init(integerLiteral value: Int64) { self = .integer(value) }
  /// A string: a category, or the text of a timestamp.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A boolean.
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
  /// A missing value.
  public init(nilLiteral: ()) { self = .missing }
}

extension RowValue {
  /// The value as a column of a type takes it.
  ///
  /// - Throws: `.data` naming the column, for a value of another type or one that no column can hold.
  func value(for column: ColumnSchema) throws(GBDTError) -> GBDTData.RowValue {
    switch (column.type, self) {
    case (.number, .number(let number)), (.integer, .number(let number)):
      guard !number.isInfinite else {
        throw GBDTError(.data, "Column `\(column.name)`: the number is infinite.")
      }
      return .number(number)
    case (.number, .integer(let integer)), (.integer, .integer(let integer)):
      return .integer(try Self.present(integer, in: column))
    case (.boolean, .boolean(let boolean)): return .boolean(boolean ? 1 : 0)
    case (.timestamp, .timestamp(let time)): return .timestamp(try Self.present(time, in: column))
    case (.timestamp, .string(let text)): return .timestamp(try Self.timestamp(text, in: column))
    case (.category, .string(let text)): return .string(text.isEmpty ? nil : text)
    case (.number, .missing), (.integer, .missing): return .number(.nan)
    case (.boolean, .missing): return .boolean(Column.missingBoolean)
    case (.timestamp, .missing): return .timestamp(Column.missingInteger)
    case (.category, .missing): return .string(nil)
    default:
      throw GBDTError(
        .data,
        "Column `\(column.name)` takes \(column.type.expected), but the row has \(description).")
    }
  }

  /// A class as files have it: whole numbers without a point; empty where missing.
  package var text: String {
    switch self {
    case .number(let value): value.plainText
    case .integer(let value), .timestamp(let value): value.description
    case .boolean(let value): value ? "true" : "false"
    case .string(let value): value
    case .missing: ""
    }
  }

  /// What the value is, for messages.
  private var description: String {
    switch self {
    case .number(let value): "the number \(value)"
    case .integer(let value): "the integer \(value)"
    case .boolean(let value): "the boolean \(value)"
    case .timestamp(let value): "the timestamp \(value)"
    case .string(let value): "the string \"\(value)\""
    case .missing: "a missing value"
    }
  }

  /// The one integer that stands for a missing value is no value.
  private static func present(
    _ integer: Int64, in column: ColumnSchema
  ) throws(GBDTError) -> Int64 {
    guard integer != Column.missingInteger else {
      throw GBDTError(
        .data,
        "Column `\(column.name)`: \(integer) is the one integer that columns cannot hold; use "
          + "`.missing` for a missing value.")
    }
    return integer
  }

  private static func timestamp(
    _ text: String, in column: ColumnSchema
  ) throws(GBDTError) -> Int64 {
    if text.isEmpty { return Column.missingInteger }
    var text = text
    let outcome = text.withUTF8 { CSVValue.timestamp($0.span) }
    let problem: String
    switch outcome {
    case .value(let time): return time
    case .noSuchTime: problem = "names no day or time that there is"
    case .tooFine: problem = "has more than six digits of a second's fraction"
    case .invalid, .infinite: problem = "is not a timestamp like 2009-06-15 17:26:21 UTC"
    }
    throw GBDTError(.data, "Column `\(column.name)`: \"\(text)\" \(problem).")
  }
}

extension ColumnType {
  /// The values that a column of the type takes, for messages.
  fileprivate var expected: String {
    switch self {
    case .number, .integer: "numbers"
    case .boolean: "booleans"
    case .timestamp: "timestamps, or their text"
    case .category: "strings"
    }
  }
}
