internal import GBDTSchema

/// Comparisons, a column at a time: 1, 0, or 2 where an operand is missing.
enum Comparisons {
  /// - Precondition: the function compares, and its operands have one type that it takes.
  static func apply(_ function: RecipeFunction, _ operands: [Column]) -> [UInt8] {
    switch operands[0] {
    case .number: ordered(function, operands.map(\.numbers), missing: \.isNaN)
    case .integer, .timestamp:
      ordered(function, operands.map(\.timestamps), missing: { $0 == Column.missingInteger })
    case .boolean:
      ordered(function, operands.map(\.booleans), missing: { $0 == Column.missingBoolean })
    case .category:
      ordered(
        function, CategoryColumn.aligned(operands.map(\.strings)).codes,
        missing: { $0 == Column.missingCategory })
    }
  }

  /// Strings and booleans come here as codes, for equality only.
  private static func ordered<Value: Comparable>(
    _ function: RecipeFunction, _ operands: [[Value]], missing: (Value) -> Bool
  ) -> [UInt8] {
    let (a, b) = (operands[0], operands[1])
    switch function {
    case .less: return compare(a, b, missing, <)
    case .lessOrEqual: return compare(a, b, missing, <=)
    case .greater: return compare(a, b, missing, >)
    case .greaterOrEqual: return compare(a, b, missing, >=)
    case .equal: return compare(a, b, missing, ==)
    case .notEqual: return compare(a, b, missing, !=)
    case .between:
      let isAbove = compare(a, b, missing, >=)
      return zipRows(isAbove, compare(a, operands[2], missing, <=), ThreeValued.and)
    case .isOneOf:
      return operands.dropFirst(2).reduce(compare(a, b, missing, ==)) { result, choice in
        zipRows(result, compare(a, choice, missing, ==), ThreeValued.or)
      }
    default: preconditionFailure("a comparison")
    }
  }

  @inline(__always)
  private static func compare<Value>(
    _ a: [Value], _ b: [Value], _ missing: (Value) -> Bool, _ holds: (Value, Value) -> Bool
  ) -> [UInt8] {
    zipRows(a, b) { missing($0) || missing($1) ? Column.missingBoolean : holds($0, $1) ? 1 : 0 }
  }
}
