internal import GBDTCore

/// Resolves an expression's names and types, step by step in the order of evaluation.
struct ExpressionChecker {
  /// What expressions may refer to. A feature hides a column of its name.
  struct Scope {
    /// Name to type, in table order.
    let columns: [(name: String, type: ExpressionType)]
    /// The features so far.
    var features: [(name: String, type: ExpressionType)] = []
    /// Names of features that exist but cannot be used here, and why not.
    var unavailable: (names: [String], reason: String)

    init(_ schema: Schema, unavailable: (names: [String], reason: String)) {
      columns = schema.columns.map { ($0.name, ExpressionType($0.type)) }
      self.unavailable = unavailable
    }
  }

  private let scope: Scope
  private var steps: [CheckedExpression.Step] = []
  /// For each value on the machine's stack, the step that made it and its place in the text.
  private var stack: [(step: Int, offset: Int)] = []

  static func check(_ source: String, in scope: Scope) throws(ExpressionError) -> CheckedExpression
  {
    var checker = ExpressionChecker(scope: scope)
    for node in try ExpressionParser.parse(source).nodes { try checker.add(node) }
    if checker.steps.last?.type == .missing {
      throw ExpressionError(reason: "the expression is always missing", offset: 0)
    }
    return CheckedExpression(steps: checker.steps)
  }

  private init(scope: Scope) { self.scope = scope }

  private mutating func add(_ node: ExpressionSyntax.Node) throws(ExpressionError) {
    switch node.kind {
    case .number(let value): push(.number(value), .number, node.offset)
    case .string(let value): push(.string(value), .string, node.offset)
    case .boolean(let value): push(.boolean(value), .boolean, node.offset)
    case .missing: push(.missing, .missing, node.offset)
    case .name(let name): try resolve(name, at: node.offset)
    case .apply(let function, let operandCount):
      let operands = Array(stack.suffix(operandCount))
      stack.removeLast(operandCount)
      let type = try check(function, operands, at: node.offset)
      push(.apply(function, operandCount: operandCount), type, node.offset)
    }
  }

  private mutating func push(
    _ operation: CheckedExpression.Operation, _ type: ExpressionType, _ offset: Int
  ) {
    stack.append((steps.count, offset))
    steps.append(CheckedExpression.Step(operation: operation, type: type))
  }

  private mutating func resolve(_ name: String, at offset: Int) throws(ExpressionError) {
    if let feature = scope.features.firstIndex(where: { $0.name == name }) {
      push(.feature(feature), scope.features[feature].type, offset)
    } else if let column = scope.columns.first(where: { $0.name == name }) {
      push(.column(name), column.type, offset)
    } else if RecipeFunction.named.contains(where: { $0.rawValue == name }) {
      throw ExpressionError(
        reason: "`\(name)` is a function, and there is no column of this name; write"
          + " `\(name)(...)`", offset: offset)
    } else if scope.unavailable.names.contains(name) {
      throw ExpressionError(reason: "`\(name)` \(scope.unavailable.reason)", offset: offset)
    } else {
      let names = (scope.features + scope.columns).map(\.name)
      throw ExpressionError(
        reason: "there is no column `\(name)`.\(Suggestion.sentence(for: name, among: names))",
        offset: offset)
    }
  }

  private typealias Operand = (step: Int, offset: Int)

  /// The type of a function's result.
  private mutating func check(
    _ function: RecipeFunction, _ operands: [Operand], at offset: Int
  ) throws(ExpressionError) -> ExpressionType {
    let count = operands.count
    switch function.signature {
    case .of(let type, let wanted, let result):
      try expect(count == wanted, "\(wanted)", function, count, at: offset)
      for index in operands.indices { try expect(type, operands, index, function) }
      return result
    case .atLeast(let wanted, let type):
      try expect(count >= wanted, "\(wanted) or more", function, count, at: offset)
      for index in operands.indices { try expect(type, operands, index, function) }
      return type
    case .ordering:
      let type = try unify(operands, of: function)
      guard type == .number || type == .timestamp else {
        throw ExpressionError(
          reason: "`\(function.rawValue)` compares numbers or timestamps, not"
            + " \(type.plural)", offset: offset)
      }
      return .boolean
    case .sameType:
      _ = try unify(operands, of: function)
      return .boolean
    case .isMissing:
      try expect(count == 1, "1", function, count, at: offset)
      if type(of: operands[0]) == .missing {
        throw ExpressionError(reason: "`missing` is always missing", offset: operands[0].offset)
      }
      return .boolean
    case .conditional:
      try expect(count == 3, "3", function, count, at: offset)
      try expect(.boolean, operands, 0, function)
      return try unify(Array(operands[1...]), of: function)
    case .coalesce:
      try expect(count >= 2, "2 or more", function, count, at: offset)
      return try unify(operands, of: function)
    case .text:
      try expect(count == 1, "1", function, count, at: offset)
      let found = type(of: operands[0])
      if found == .timestamp || found == .missing {
        throw mismatch(operands, 0, function, "a number, boolean or string")
      }
      return .string
    }
  }

  private func type(of operand: Operand) -> ExpressionType { steps[operand.step].type }

  private func expect(
    _ condition: Bool, _ wanted: String, _ function: RecipeFunction, _ found: Int, at offset: Int
  ) throws(ExpressionError) {
    if condition { return }
    throw ExpressionError(
      reason: "`\(function.rawValue)` takes \(wanted) argument\(wanted == "1" ? "" : "s"),"
        + " not \(found)", offset: offset)
  }

  /// Checks one operand's type; the word `missing` fits any.
  private mutating func expect(
    _ type: ExpressionType, _ operands: [Operand], _ index: Int, _ function: RecipeFunction
  ) throws(ExpressionError) {
    let found = self.type(of: operands[index])
    if found == type { return }
    if found == .missing { return settle(operands[index], as: type) }
    throw mismatch(operands, index, function, type.singular)
  }

  private func mismatch(
    _ operands: [Operand], _ index: Int, _ function: RecipeFunction, _ wanted: String
  ) -> ExpressionError {
    let found = type(of: operands[index])
    let ordinal = operands.count == 1 ? "its operand" : "operand \(index + 1)"
    let advice =
      switch (found, function) {
      case (.boolean, _) where wanted == ExpressionType.number.singular:
        ". Write if(x, 1, 0) to count with a boolean x."
      case (.string, .add): ". Write concat(a, b) to join strings."
      case (.timestamp, .subtract): ". Write unix_seconds(a) - unix_seconds(b) for seconds."
      case (.timestamp, _) where wanted == ExpressionType.number.singular:
        ". Write unix_seconds(x) or a part such as hour(x) to compute with a timestamp x."
      default: ""
      }
    return ExpressionError(
      reason:
        "`\(function.rawValue)` wants \(wanted), but \(ordinal) is \(found.singular)\(advice)",
      offset: operands[index].offset)
  }

  /// The one type of all operands. Words `missing` take it on; string literals beside timestamps are
  /// read as timestamps.
  private mutating func unify(
    _ operands: [Operand], of function: RecipeFunction
  ) throws(ExpressionError) -> ExpressionType {
    let types = operands.map { steps[$0.step].type }
    let common =
      types.contains(.timestamp)
      ? .timestamp : types.first { $0 != .missing } ?? ExpressionType.missing
    if common == .missing {
      throw ExpressionError(
        reason: "`\(function.rawValue)` of nothing but `missing`", offset: operands[0].offset)
    }
    for (operand, found) in zip(operands, types) where found != common {
      if found == .missing {
        settle(operand, as: common)
      } else if common == .timestamp, case .string(let text) = steps[operand.step].operation {
        guard let time = CivilTime(text) else {
          throw ExpressionError(
            reason: "'\(text)' is not a time such as '2015-06-30' or '2015-06-30 17:05:00'",
            offset: operand.offset)
        }
        steps[operand.step] = CheckedExpression.Step(
          operation: .timestamp(time.microsecondsSinceEpoch), type: .timestamp)
      } else {
        throw ExpressionError(
          reason: "`\(function.rawValue)` wants operands of one type, but got"
            + " \(common.singular) and \(found.singular)", offset: operand.offset)
      }
    }
    return common
  }

  /// Gives a word `missing` its type.
  private mutating func settle(_ operand: Operand, as type: ExpressionType) {
    steps[operand.step] = CheckedExpression.Step(operation: .missing, type: type)
  }
}

extension ExpressionType {
  fileprivate var singular: String { self == .missing ? "`missing`" : "a \(rawValue)" }
  fileprivate var plural: String { "\(rawValue)s" }
}
