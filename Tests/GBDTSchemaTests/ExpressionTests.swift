import GBDTSchema
import GBDTTestSupport
import Testing

@Suite struct ExpressionTests {
  private let schema = Schema(columns: [
    ColumnSchema(name: "fare", type: .number), ColumnSchema(name: "riders", type: .integer),
    ColumnSchema(name: "paid", type: .boolean), ColumnSchema(name: "start", type: .timestamp),
    ColumnSchema(name: "zone", type: .category), ColumnSchema(name: "day of `week`", type: .number),
  ])

  private func check(_ expression: String) throws -> CheckedExpression {
    try CheckedRecipe(
      Recipe(
        label: nil, weight: nil, types: [], dropRowsWhere: [],
        features: [Recipe.Feature(name: "f", expression: expression)], categorical: []),
      schema: schema
    ).features[0]
  }

  /// The steps in postfix notation.
  private func postfix(_ expression: String) throws -> String {
    try check(expression).steps.map { step in
      switch step.operation {
      case .number(let value): "\(value)"
      case .string(let value): "'\(value)'"
      case .boolean(let value): "\(value)"
      case .timestamp(let value): "@\(value)"
      case .missing: "missing:\(step.type)"
      case .column(let name): name
      case .feature(let number): "#\(number)"
      case .apply(let function, let count): "\(function.rawValue)/\(count)"
      }
    }.joined(separator: " ")
  }

  @Test(arguments: [
    ("fare", "fare"), ("1 + 2 * 3 - 4", "1.0 2.0 3.0 */2 +/2 4.0 -/2"),
    ("(1 + 2) * 3 % 4", "1.0 2.0 +/2 3.0 */2 4.0 %/2"), ("1 - 2 - 3", "1.0 2.0 -/2 3.0 -/2"),
    ("-fare * -2", "fare unary -/1 -2.0 */2"), ("- -fare", "fare unary -/1 unary -/1"),
    ("--1", "-1.0 unary -/1"), ("1--1", "1.0 -1.0 -/2"), (".5e1+1.", "5.0 1.0 +/2"),
    ("paid or fare < 1 and not paid", "paid fare 1.0 </2 paid not/1 and/2 or/2"),
    ("not fare == 1 and paid", "fare 1.0 ==/2 not/1 paid and/2"),
    ("not not paid", "paid not/1 not/1"),
    ("fare between 1 + 1 and 3 and paid", "fare 1.0 1.0 +/2 3.0 between/3 paid and/2"),
    ("fare not between 1 and 3", "fare 1.0 3.0 between/3 not/1"),
    ("riders in (1, 2, -3)", "riders 1.0 2.0 -3.0 in/4"),
    ("zone not in ('a', 'it''s')", "zone 'a' 'it's' in/3 not/1"),
    ("zone == \"a \"\"b\"\"\"", "zone 'a \"b\"' ==/2"),
    ("if(paid, fare, missing)", "paid fare missing:number if/3"),
    (
      "coalesce(missing, start, '2010-01-01') > '1970-01-02T00:00:01.5Z'",
      "missing:timestamp start @1262304000000000 coalesce/3 @86401500000 >/2"
    ),
    ("fare + missing", "fare missing:number +/2"),
    ("`day of ``week```", "day of `week`"), ("`fare`+1", "fare 1.0 +/2"),
    (
      "haversine_km(1,2,3,4)\n+\tmax(1, 2, 3)",
      "1.0 2.0 3.0 4.0 haversine_km/4 1.0 2.0 3.0 max/3 +/2"
    ),
    ("is_missing(zone) == (true != false)", "zone is_missing/1 true false !=/2 ==/2"),
    ("concat(zone, text(hour(start)))", "zone start hour/1 text/1 concat/2"),
  ])
  func parses(expression: String, expected: String) throws {
    #expect(try postfix(expression) == expected)
  }

  @Test(arguments: [
    ("", 1, 1, "expected a value, found the end of the expression"),
    ("fare +", 1, 7, "expected a value, found the end of the expression"),
    ("fare fare", 1, 6, "expected an operator or the end of the expression, found `fare`"),
    ("(fare", 1, 6, "expected `)`, found the end of the expression"),
    ("fare)", 1, 5, "expected an operator or the end of the expression, found `)`"),
    ("1 +\n  far", 2, 3, "there is no column `far`. Did you mean `fare`?"),
    ("distance", 1, 1, "there is no column `distance`."),
    ("hour", 1, 1, "`hour` is a function, and there is no column of this name; write `hour(...)`"),
    ("huor(start)", 1, 1, "there is no function `huor`. Did you mean `hour`?"),
    ("fare = 1", 1, 6, "`=` is not an operator here; write `==`"),
    ("paid && paid", 1, 6, "`&&` is not an operator here; write `and`"),
    ("fare ** 2", 1, 6, "`**` is not an operator here; write `pow(x, y)`"),
    ("!paid", 1, 1, "`!` is not an operator here; write `not`"),
    (
      "a.b", 1, 2,
      "`.b` is not a number. Names that begin with a digit or have a point in them go in backquotes."
    ),
    (
      "1st", 1, 1,
      "`1st` is not a number. Names that begin with a digit or have a point in them go in backquotes."
    ),
    (
      "0x10", 1, 1,
      "`0x10` is not a number. Names that begin with a digit or have a point in them go in backquotes."
    ),
    (
      "1e999", 1, 1,
      "`1e999` is not a number. Names that begin with a digit or have a point in them go in backquotes."
    ),
    (
      "9007199254740993", 1, 1,
      "the integer 9007199254740993 is not exact as a double; integers are, up to 2^53"
    ),
    (
      "'é' == é", 1, 8,
      "unexpected `é`. Names with other characters than letters a-z, digits and underscores go in backquotes."
    ),
    ("'a", 1, 1, "a string without closing quote"), ("`a", 1, 1, "a name without closing quote"),
    ("``", 1, 1, "an empty name"),
    (
      "1 < fare < 2", 1, 10, "comparisons cannot be chained; join them with `and`, or use `between`"
    ),
    ("1 + not paid", 1, 5, "`not` needs parentheses here: (not x)"),
    ("fare between 1 or 2", 1, 16, "expected `and` and the upper end of `between`, found `or`"),
    ("fare in 1", 1, 9, "expected `(`, found the number 1.0"),
    ("fare in ()", 1, 10, "expected a value, found `)`"),
    ("hour()", 1, 6, "expected a value, found `)`"),
    ("hour(start, start)", 1, 1, "`hour` takes 1 argument, not 2"),
    ("max(1)", 1, 1, "`max` takes 2 or more arguments, not 1"),
    ("haversine_km(1, 2, 3)", 1, 1, "`haversine_km` takes 4 arguments, not 3"),
    (
      "paid + 1", 1, 1,
      "`+` wants a number, but operand 1 is a boolean. Write if(x, 1, 0) to count with a boolean x."
    ),
    (
      "zone + 'x'", 1, 1,
      "`+` wants a number, but operand 1 is a string. Write concat(a, b) to join strings."
    ),
    (
      "start - start", 1, 1,
      "`-` wants a number, but operand 1 is a timestamp. Write unix_seconds(a) - unix_seconds(b) for seconds."
    ),
    (
      "abs(start)", 1, 5,
      "`abs` wants a number, but its operand is a timestamp. Write unix_seconds(x) or a part such as hour(x) to compute with a timestamp x."
    ),
    ("hour(fare)", 1, 6, "`hour` wants a timestamp, but its operand is a number"),
    ("zone < 'a'", 1, 6, "`<` compares numbers or timestamps, not strings"),
    ("zone == 1", 1, 9, "`==` wants operands of one type, but got a string and a number"),
    (
      "start > '2010-02-30'", 1, 9,
      "'2010-02-30' is not a time such as '2015-06-30' or '2015-06-30 17:05:00'"
    ),
    ("if(fare, 1, 2)", 1, 4, "`if` wants a boolean, but operand 1 is a number"),
    ("if(paid, missing, missing)", 1, 10, "`if` of nothing but `missing`"),
    ("missing", 1, 1, "the expression is always missing"),
    ("is_missing(missing)", 1, 12, "`missing` is always missing"),
    (
      "text(start)", 1, 6,
      "`text` wants a number, boolean or string, but its operand is a timestamp"
    ),
    (
      "f + 1", 1, 1,
      "`f` is this feature or a later one; features see columns and features before them"
    ),
    ("paid and", 1, 9, "expected a value, found the end of the expression"),
    (
      "fare §", 1, 6,
      "unexpected `§`. Names with other characters than letters a-z, digits and underscores go in backquotes."
    ),
  ])
  func refuses(expression: String, line: Int, column: Int, reason: String) {
    let error = #expect(throws: RecipeError.self) { try check(expression) }
    let first = error?.message.split(separator: "\n").first.map(String.init)
    #expect(first == "feature `f`, line \(line), column \(column): \(reason)")
  }

  @Test func showsThePlace() {
    let error = #expect(throws: RecipeError.self) {
      try check("'é' == zone and\n  hour(strat) > 3")
    }
    #expect(
      error?.message
        == """
        feature `f`, line 2, column 8: there is no column `strat`. Did you mean `start`?
          \("  hour(strat) > 3")
                 ^
        """.replacing("         ^", with: "         ^"))
  }

  @Test func timestampsCannotBeFeatures() {
    let error = #expect(throws: RecipeError.self) { try check("start") }
    #expect(
      error?.message == """
        feature `f`, line 1, column 1: a timestamp cannot be a feature; derive parts of it, such as
          {"name": "start_hour", "expr": "hour(start)"},
          {"name": "start_weekday", "expr": "weekday(start)"}
          start
          ^
        """)
  }

  @Test func hostileExpressionsAreRefusedOrHarmless() throws {
    let deep = String(repeating: "(", count: 100_000)
    let tooDeep = "the expression nests deeper than 200 levels"
    for opening in ["(", "-fare*-(", "not ", "abs(", "if(paid,1,", "fare in ("] {
      let text = String(repeating: opening, count: 2000)
      let error = #expect(throws: RecipeError.self) { try check(text) }
      #expect(error?.message.contains(tooDeep) == true)
    }
    let long = #expect(throws: RecipeError.self) { try check(deep) }
    #expect(long?.message.hasSuffix("the expression is longer than 65536 bytes") == true)
    let sum = "fare" + String(repeating: "+1", count: 30_000)
    #expect(try check(sum).steps.count == 60_001)
    let nested =
      String(repeating: "if(paid,", count: 99) + "1" + String(repeating: ",2)", count: 99)
    #expect(try check(nested).steps.count == 1 + 3 * 99)
  }

  @Test func everyPrefixIsRefusedOrParsed() throws {
    let text = "if(not paid and fare not in (1.5, -2e3), `fare` * 2, coalesce(fare, 0)) % 3 "
    for length in 0...text.count {
      do { _ = try check(String(text.prefix(length))) } catch is RecipeError {}
    }
    var random = SeededRandom(seed: 3)
    let words = [
      "fare", "paid", "(", ")", ",", "+", "-", "not", "and", "in", "between", "if", "1", "'a'", "<",
      "==", "max", "missing", "start",
    ]
    for _ in 0..<3000 {
      let count = random.next() % 9
      let text = (0..<count).map { _ in words[Int(random.next() % UInt64(words.count))] }
      do { _ = try check(text.joined(separator: " ")) } catch is RecipeError {}
    }
  }
}
