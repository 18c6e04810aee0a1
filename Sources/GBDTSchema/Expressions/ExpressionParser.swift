internal import GBDTCore

/// Reads expressions by precedence climbing.
///
/// | binds | operators |
/// |---|---|
/// | least | `or` |
/// | | `and` |
/// | | `not` |
/// | | `< <= > >= == !=`, `between`, `in` (not chained) |
/// | | `+ -` |
/// | | `* / %` |
/// | most | unary `-` |
struct ExpressionParser {
  /// Longer texts are refused.
  static let lengthLimit = 65_536
  /// Parentheses, calls and prefix operators nest at most this deep.
  static let nestingLimit = 200

  private let tokens: [ExpressionToken]
  private var position = 0
  private var nodes: [ExpressionSyntax.Node] = []
  private var depth = 0

  static func parse(_ source: String) throws(ExpressionError) -> ExpressionSyntax {
    if source.utf8.count > lengthLimit {
      throw ExpressionError(
        reason: "the expression is longer than \(lengthLimit) bytes", offset: 0)
    }
    var parser = ExpressionParser(tokens: try ExpressionScanner.tokens(of: source))
    try parser.expression(.or)
    if parser.current.kind != .end {
      throw parser.unexpected("an operator or the end of the expression")
    }
    return ExpressionSyntax(nodes: parser.nodes)
  }

  private init(tokens: [ExpressionToken]) { self.tokens = tokens }

  private enum Precedence: Int {
    case or = 1
    case and, not, comparison, sum, product
    case prefix

    var next: Precedence { Precedence(rawValue: rawValue + 1) ?? .prefix }
  }

  private static let operators: [String: (function: RecipeFunction, precedence: Precedence)] = [
    "+": (.add, .sum), "-": (.subtract, .sum), "*": (.multiply, .product),
    "/": (.divide, .product), "%": (.remainder, .product), "<": (.less, .comparison),
    "<=": (.lessOrEqual, .comparison), ">": (.greater, .comparison),
    ">=": (.greaterOrEqual, .comparison), "==": (.equal, .comparison),
    "!=": (.notEqual, .comparison),
  ]

  private var current: ExpressionToken { tokens[position] }

  private mutating func advance() { position = min(position + 1, tokens.count - 1) }

  private func unexpected(_ expected: String) -> ExpressionError {
    ExpressionError(
      reason: "expected \(expected), found \(current.description)", offset: current.offset)
  }

  private mutating func take(_ symbol: String) -> Bool {
    guard current.kind == .symbol(symbol) else { return false }
    advance()
    return true
  }

  private mutating func take(_ keyword: ExpressionKeyword) -> Bool {
    guard current.kind == .keyword(keyword) else { return false }
    advance()
    return true
  }

  private mutating func expect(_ symbol: String) throws(ExpressionError) {
    if !take(symbol) { throw unexpected("`\(symbol)`") }
  }

  private mutating func apply(_ function: RecipeFunction, _ operandCount: Int, at offset: Int) {
    nodes.append(
      ExpressionSyntax.Node(
        kind: .apply(function, operandCount: operandCount), offset: offset))
  }

  /// Reads operators that bind at least as tightly as `minimum`, with their operands.
  private mutating func expression(_ minimum: Precedence) throws(ExpressionError) {
    depth += 1
    defer { depth -= 1 }
    if depth > Self.nestingLimit {
      throw ExpressionError(
        reason: "the expression nests deeper than \(Self.nestingLimit) levels",
        offset: current.offset)
    }
    let offset = current.offset
    if take(.not) {
      if minimum.rawValue > Precedence.not.rawValue {
        throw ExpressionError(reason: "`not` needs parentheses here: (not x)", offset: offset)
      }
      try expression(.not)
      apply(.not, 1, at: offset)
    } else {
      try prefixed()
    }
    while try binary(minimum) {}
  }

  /// Reads one binary operator and its right side; false if there is none that binds tightly enough.
  private mutating func binary(_ minimum: Precedence) throws(ExpressionError) -> Bool {
    let offset = current.offset
    if case .symbol(let symbol) = current.kind, let (function, precedence) = Self.operators[symbol]
    {
      guard precedence.rawValue >= minimum.rawValue else { return false }
      advance()
      try expression(precedence.next)
      apply(function, 2, at: offset)
      if precedence == .comparison { try refuseChain() }
      return true
    }
    for (keyword, function, precedence) in [
      (ExpressionKeyword.or, RecipeFunction.or, Precedence.or), (.and, .and, .and),
    ] where current.kind == .keyword(keyword) {
      guard precedence.rawValue >= minimum.rawValue else { return false }
      advance()
      try expression(precedence.next)
      apply(function, 2, at: offset)
      return true
    }
    return try membership(minimum)
  }

  /// Reads `[not] between a and b` or `[not] in (a, b, ...)`.
  private mutating func membership(_ minimum: Precedence) throws(ExpressionError) -> Bool {
    let offset = current.offset
    let isNegated = current.kind == .keyword(.not)
    let word = isNegated ? tokens[min(position + 1, tokens.count - 1)].kind : current.kind
    guard word == .keyword(.between) || word == .keyword(.in),
      minimum.rawValue <= Precedence.comparison.rawValue
    else { return false }
    if isNegated { advance() }
    advance()
    if word == .keyword(.between) {
      try expression(.sum)
      if !take(.and) { throw unexpected("`and` and the upper end of `between`") }
      try expression(.sum)
      apply(.between, 3, at: offset)
    } else {
      try expect("(")
      apply(.isOneOf, 1 + (try arguments()), at: offset)
    }
    if isNegated { apply(.not, 1, at: offset) }
    try refuseChain()
    return true
  }

  private func refuseChain() throws(ExpressionError) {
    let isComparison =
      switch current.kind {
      case .symbol(let symbol): Self.operators[symbol]?.precedence == .comparison
      case .keyword(let keyword): keyword == .between || keyword == .in
      default: false
      }
    if isComparison {
      throw ExpressionError(
        reason: "comparisons cannot be chained; join them with `and`, or use `between`",
        offset: current.offset)
    }
  }

  /// Reads `-x` or what is no operator.
  private mutating func prefixed() throws(ExpressionError) {
    let offset = current.offset
    guard take("-") else { return try primary() }
    if case .number(let value) = current.kind {
      advance()
      nodes.append(ExpressionSyntax.Node(kind: .number(-value), offset: offset))
      return
    }
    try expression(.prefix)
    apply(.negate, 1, at: offset)
  }

  private mutating func primary() throws(ExpressionError) {
    let token = current
    let kind: ExpressionSyntax.Node.Kind
    switch token.kind {
    case .number(let value): kind = .number(value)
    case .string(let value): kind = .string(value)
    case .keyword(.true): kind = .boolean(true)
    case .keyword(.false): kind = .boolean(false)
    case .keyword(.missing): kind = .missing
    case .name(let name):
      advance()
      if take("(") { return try call(name, at: token.offset) }
      nodes.append(ExpressionSyntax.Node(kind: .name(name), offset: token.offset))
      return
    case .symbol("("):
      advance()
      try expression(.or)
      return try expect(")")
    default: throw unexpected("a value")
    }
    advance()
    nodes.append(ExpressionSyntax.Node(kind: kind, offset: token.offset))
  }

  /// Reads the arguments of a function; its name and the parenthesis are read.
  private mutating func call(_ name: String, at offset: Int) throws(ExpressionError) {
    guard let function = RecipeFunction.named.first(where: { $0.rawValue == name }) else {
      let names = RecipeFunction.named.map(\.rawValue)
      throw ExpressionError(
        reason: "there is no function `\(name)`.\(Suggestion.sentence(for: name, among: names))",
        offset: offset)
    }
    apply(function, try arguments(), at: offset)
  }

  /// Reads expressions up to the closing parenthesis and counts them; at least one.
  private mutating func arguments() throws(ExpressionError) -> Int {
    var count = 0
    repeat {
      try expression(.or)
      count += 1
    } while take(",")
    if !take(")") { throw unexpected("`,` or `)`") }
    return count
  }
}
