/// What an expression can compute: operators and named functions. `docs/RECIPE.md` describes each.
package enum RecipeFunction: String, Sendable, CaseIterable {
  case negate = "unary -"
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case remainder = "%"

  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case equal = "=="
  case notEqual = "!="
  case between
  case isOneOf = "in"

  case and
  case or
  case not
  case isMissing = "is_missing"

  case conditional = "if"
  case coalesce

  case abs
  case sign
  case sqrt
  case exp
  case log
  case log1p
  case pow
  case sin
  case cos
  case asin
  case atan2
  case floor
  case ceil
  case round
  case min
  case max
  case clip
  case bucket
  case haversine = "haversine_km"
  case bearing = "bearing_deg"

  case year
  case month
  case day
  case hour
  case minute
  case second
  case weekday
  case dayOfYear = "day_of_year"
  case daysSinceEpoch = "days_since_epoch"
  case unixSeconds = "unix_seconds"

  case concat
  case text

  /// Operands and result.
  enum Signature: Equatable {
    /// As many operands of one type, to a result.
    case of(ExpressionType, count: Int, ExpressionType)
    /// So many operands of one type or more, to a result of that type.
    case atLeast(Int, ExpressionType)
    /// Two operands of one ordered type, to a boolean.
    case ordering
    /// So many operands or more of one type, to a boolean.
    case sameType(atLeast: Int)
    /// A boolean and two operands of one type, to that type.
    case conditional
    /// Operands of one type, at least two, to that type.
    case coalesce
    /// An operand of any type, to a boolean.
    case isMissing
    /// A number, boolean or string, to a string.
    case text
  }

  var signature: Signature {
    switch self {
    case .add, .subtract, .multiply, .divide, .remainder, .pow, .atan2, .bucket:
      .of(.number, count: 2, .number)
    case .negate, .abs, .sign, .sqrt, .exp, .log, .log1p, .sin, .cos, .asin, .floor, .ceil, .round:
      .of(.number, count: 1, .number)
    case .clip: .of(.number, count: 3, .number)
    case .haversine, .bearing: .of(.number, count: 4, .number)
    case .min, .max: .atLeast(2, .number)
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .between: .ordering
    case .equal, .notEqual, .isOneOf: .sameType(atLeast: 2)
    case .and, .or: .of(.boolean, count: 2, .boolean)
    case .not: .of(.boolean, count: 1, .boolean)
    case .isMissing: .isMissing
    case .conditional: .conditional
    case .coalesce: .coalesce
    case .year, .month, .day, .hour, .minute, .second, .weekday, .dayOfYear, .daysSinceEpoch,
      .unixSeconds:
      .of(.timestamp, count: 1, .number)
    case .concat: .atLeast(2, .string)
    case .text: .text
    }
  }

  /// Those that are called by name.
  package static let named: [RecipeFunction] = allCases.filter { $0.isNamed }

  private var isNamed: Bool {
    switch self {
    case .negate, .add, .subtract, .multiply, .divide, .remainder, .less, .lessOrEqual, .greater,
      .greaterOrEqual, .equal, .notEqual, .between, .isOneOf, .and, .or, .not:
      false
    default: true
    }
  }
}

/// The type of an expression.
package enum ExpressionType: String, Sendable, CaseIterable {
  case number
  case boolean
  case timestamp
  case string
  /// The type of the word `missing` alone, which takes on the type of what it stands beside.
  case missing

  /// The type of a column's values in expressions.
  package init(_ column: ColumnType) {
    switch column {
    case .number, .integer: self = .number
    case .boolean: self = .boolean
    case .timestamp: self = .timestamp
    case .category: self = .string
    }
  }
}
