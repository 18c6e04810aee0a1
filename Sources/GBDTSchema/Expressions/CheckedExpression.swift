/// An expression whose names are resolved and whose types fit: it can be evaluated for every row.
package struct CheckedExpression: Sendable, Equatable {
  /// One step of a stack machine: takes its operands from the top of the stack and puts its result there.
  package struct Step: Sendable, Equatable {
    package let operation: Operation
    package let type: ExpressionType
  }

  package enum Operation: Sendable, Equatable {
    case number(Double)
    case string(String)
    case boolean(Bool)
    /// Microseconds since 1970-01-01T00:00Z.
    case timestamp(Int64)
    /// A missing value of the step's type.
    case missing
    /// A column of the table, by name.
    case column(String)
    /// An earlier feature, by number.
    case feature(Int)
    case apply(RecipeFunction, operandCount: Int)
  }

  /// Not empty; the last one leaves the expression's value as the only one on the stack. No step has
  /// the type `missing`.
  package let steps: [Step]

  package var type: ExpressionType { steps[steps.count - 1].type }

  /// The column that the whole expression is, if it is nothing else.
  package var soleColumn: String? {
    if steps.count == 1, case .column(let name) = steps[0].operation { name } else { nil }
  }

  /// Names of the columns that it reads itself, not through features.
  package var columns: Set<String> {
    Set(
      steps.compactMap { step in
        if case .column(let name) = step.operation { name } else { nil }
      })
  }
}
