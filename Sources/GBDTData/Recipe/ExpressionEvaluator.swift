internal import GBDTKernels
internal import GBDTSchema

/// Evaluates a checked expression for all rows of a chunk, a column at a time.
///
/// The rules of missing values: arithmetic and comparisons give missing when an operand is missing;
/// so do results that are not finite (a division by zero, an overflow). `and` and `or` are
/// three-valued.
struct ExpressionEvaluator {
  /// Rows are taken in blocks of this size, so that intermediate columns stay in the processor's cache.
  private static let blockRowCount = 4096

  private let rowCount: Int
  private var stack: [Column] = []

  /// - Parameter features: values of the earlier features that the expression reads, by number.
  static func evaluate(
    _ expression: CheckedExpression, _ columns: inout ChunkColumns, features: [Int: Column]
  ) throws(DataError) -> Column {
    var sources: [Column?] = []
    for step in expression.steps {
      switch step.operation {
      case .column(let name): sources.append(try columns.column(name))
      case .feature(let number): sources.append(features[number])
      default: sources.append(nil)
      }
    }
    // Work on strings is mostly work on their dictionaries, which blocks would repeat.
    let hasStrings = expression.steps.contains { $0.type == .string }
    if expression.steps.count == 1 || hasStrings || columns.rowCount <= blockRowCount {
      return run(expression, sources, rowCount: columns.rowCount)
    }
    var result = Column.missing(expression.type, rowCount: 0)
    result.reserve(columns.rowCount)
    for start in stride(from: 0, to: columns.rowCount, by: blockRowCount) {
      let rows = start..<min(start + blockRowCount, columns.rowCount)
      result.append(run(expression, sources.map { $0?.slice(rows) }, rowCount: rows.count))
    }
    return result
  }

  /// - Parameter sources: the values of the steps that read columns and features.
  private static func run(
    _ expression: CheckedExpression, _ sources: [Column?], rowCount: Int
  ) -> Column {
    var evaluator = ExpressionEvaluator(rowCount: rowCount)
    for (step, source) in zip(expression.steps, sources) { evaluator.take(step, source) }
    return evaluator.stack.removeLast()
  }

  private init(rowCount: Int) { self.rowCount = rowCount }

  private mutating func take(_ step: CheckedExpression.Step, _ source: Column?) {
    switch step.operation {
    case .number(let value): stack.append(.number([Double](repeating: value, count: rowCount)))
    case .string(let value):
      stack.append(.category(CategoryColumn(repeating: value, rowCount: rowCount)))
    case .boolean(let value):
      stack.append(.boolean([UInt8](repeating: value ? 1 : 0, count: rowCount)))
    case .timestamp(let value): stack.append(.timestamp([Int64](repeating: value, count: rowCount)))
    case .missing: stack.append(.missing(step.type, rowCount: rowCount))
    case .column, .feature:
      guard let source else { preconditionFailure("columns and earlier features have values") }
      stack.append(source)
    case .apply(let function, let operandCount):
      let operands = Array(stack.suffix(operandCount))
      stack.removeLast(operandCount)
      stack.append(Self.apply(function, operands))
    }
  }

  private static func apply(_ function: RecipeFunction, _ operands: [Column]) -> Column {
    switch function {
    case .negate, .add, .subtract, .multiply, .divide, .remainder, .abs, .sign, .sqrt, .exp, .log,
      .log1p, .pow, .sin, .cos, .asin, .atan2, .floor, .ceil, .round, .min, .max, .clip, .bucket,
      .haversine, .bearing:
      .number(NumberFunctions.apply(function, operands.map(\.numbers)))
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual, .between, .isOneOf:
      .boolean(Comparisons.apply(function, operands))
    case .and: .boolean(zipRows(operands[0].booleans, operands[1].booleans, ThreeValued.and))
    case .or: .boolean(zipRows(operands[0].booleans, operands[1].booleans, ThreeValued.or))
    case .not: .boolean(operands[0].booleans.map(ThreeValued.not))
    case .isMissing: .boolean(operands[0].missingFlags)
    case .conditional: Choices.conditional(operands[0].booleans, operands[1], operands[2])
    case .coalesce: operands.dropFirst().reduce(operands[0], Choices.coalesce)
    case .year, .month, .day, .hour, .minute, .second, .weekday, .dayOfYear, .daysSinceEpoch,
      .unixSeconds:
      .number(TimestampParts.apply(function, operands[0].timestamps))
    case .concat:
      .category(
        operands.dropFirst().reduce(operands[0].strings) { $0.concatenated(with: $1.strings) })
    case .text: .category(CategoryColumn(textOf: operands[0]))
    }
  }
}

/// SQL's logic of true (1), false (0) and missing (2).
enum ThreeValued {
  static func and(_ a: UInt8, _ b: UInt8) -> UInt8 {
    if a == 0 || b == 0 { return 0 }
    return a == 1 && b == 1 ? 1 : Column.missingBoolean
  }

  static func or(_ a: UInt8, _ b: UInt8) -> UInt8 {
    if a == 1 || b == 1 { return 1 }
    return a == 0 && b == 0 ? 0 : Column.missingBoolean
  }

  static func not(_ a: UInt8) -> UInt8 { a == Column.missingBoolean ? a : 1 - a }
}
