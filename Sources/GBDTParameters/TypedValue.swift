/// The value of one parameter with its type, as stored in models and summaries.
package enum TypedValue: Sendable, Equatable {
  case integer(Int)
  /// Finite.
  case number(Double)
  case bool(Bool)
  case string(String)
  case list([String])
  /// Each finite; none: the default that the parameter's sentence states.
  case numbers([Double])
}

extension TypedValue: CustomStringConvertible {
  /// How a list of no elements is written where that means something.
  static let emptyList = "auto"

  /// As one writes it after `name=`: reading it again gives the same value.
  package var description: String {
    switch self {
    case .integer(let value): String(value)
    case .number(let value): Self.shortest(value)
    case .bool(let value): String(value)
    case .string(let value): value
    case .list(let values): values.joined(separator: ",")
    case .numbers(let values):
      values.isEmpty ? Self.emptyList : values.map(Self.shortest).joined(separator: ",")
    }
  }

  /// The fewest digits that read back to the same double; whole numbers without `.0`.
  private static func shortest(_ value: Double) -> String {
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
