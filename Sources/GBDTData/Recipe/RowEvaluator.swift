package import GBDTSchema

/// A recipe for one row at a time: the plain twin of `RecipeEvaluator`, with the same bits, for callers
/// that have a row and no table.
///
/// One array holds a row: the columns' values, then the features' in order, then the operands of the
/// expression that is being evaluated. It is all that is allocated, but for strings that are made.
package struct RowEvaluator: Sendable {
  /// What prediction reads, in the order of a row's values.
  package let columns: Schema
  private let features: [[Instruction]]
  /// Room that a row's array of values needs: reserve it to have nothing copied.
  package let valueCount: Int

  private enum Instruction: Sendable {
    case constant(RowValue)
    /// A value of the array: of an earlier feature, or of a column that holds no integers.
    case copy(Int)
    /// A column whose integers become numbers.
    case number(column: Int)
    case apply(RecipeFunction, operandCount: Int)
  }

  package init(_ checked: CheckedRecipe) {
    let columns = checked.predictionColumns
    self.columns = columns
    let referenced = checked.referencedFeatures
    features = checked.features.enumerated().map { number, expression in
      // An integer column that becomes a category keeps integers that no double holds.
      let keepsIntegers =
        checked.isCategorical[number] && expression.soleColumn != nil
        && !referenced.contains(number)
      return expression.steps.map {
        Self.instruction($0, columns: columns, keepsIntegers: keepsIntegers)
      }
    }
    let deepest = features.reduce(0) { max($0, $1.count) }
    valueCount = columns.columns.count + features.count + deepest
  }

  private static func instruction(
    _ step: CheckedExpression.Step, columns: Schema, keepsIntegers: Bool
  ) -> Instruction {
    switch step.operation {
    case .number(let value): return .constant(.number(value))
    case .string(let value): return .constant(.string(value))
    case .boolean(let value): return .constant(.boolean(value ? 1 : 0))
    case .timestamp(let value): return .constant(.timestamp(value))
    case .missing: return .constant(.missing(step.type))
    case .feature(let number): return .copy(columns.columns.count + number)
    case .apply(let function, let operandCount):
      return .apply(function, operandCount: operandCount)
    case .column(let name):
      guard let position = columns.index(of: name) else {
        preconditionFailure("a checked recipe has the columns that it reads")
      }
      return step.type == .number && !keepsIntegers ? .number(column: position) : .copy(position)
    }
  }

  /// The features of one row, appended to its columns' values: of the types that their expressions have.
  ///
  /// - Parameter values: of `columns`, in order and of their types; integers and numbers stand for
  ///   each other.
  /// - Throws: for an integer beyond 2^53 where a number is needed, naming the column.
  package func appendFeatures(to values: inout [RowValue]) throws(DataError) {
    precondition(values.count == columns.columns.count, "one value a column")
    for instructions in features {
      for instruction in instructions {
        switch instruction {
        case .constant(let value): values.append(value)
        case .copy(let place): values.append(values[place])
        case .number(let place): values.append(.number(try number(values[place], column: place)))
        case .apply(let function, let operandCount):
          let operands = RowOperands(values: values, count: operandCount)
          let result = operands.result(of: function)
          values.removeLast(operandCount)
          values.append(result)
        }
      }
    }
  }

  private func number(_ value: RowValue, column: Int) throws(DataError) -> Double {
    guard case .integer(let integer) = value, integer != Column.missingInteger else {
      return value.asNumber
    }
    guard integer.magnitude <= 1 << 53 else {
      throw ChunkColumns.tooLarge(integer, row: "the row", column: columns.columns[column].name)
    }
    return Double(integer)
  }
}

extension RowValue {
  /// A missing value of a type of expressions.
  fileprivate static func missing(_ type: ExpressionType) -> RowValue {
    switch type {
    case .number: .number(.nan)
    case .boolean: .boolean(Column.missingBoolean)
    case .timestamp: .timestamp(Column.missingInteger)
    case .string, .missing: .string(nil)
    }
  }
}
