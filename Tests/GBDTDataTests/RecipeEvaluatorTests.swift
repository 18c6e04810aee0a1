import GBDTCore
import GBDTData
import GBDTSchema
import Testing

@Suite struct RecipeEvaluatorTests {
  private let schema = Schema(columns: [
    ColumnSchema(name: "fare", type: .number), ColumnSchema(name: "riders", type: .integer),
    ColumnSchema(name: "paid", type: .boolean), ColumnSchema(name: "start", type: .timestamp),
    ColumnSchema(name: "zone", type: .category), ColumnSchema(name: "x", type: .number),
  ])

  private func chunk(
    fare: [Double] = [1, 2, 3], riders: [Int64] = [1, .min, 3], paid: [UInt8] = [0, 1, 2],
    start: [Int64] = [0, .min, 86_399_999_999], zone: [Int32] = [1, -1, 0],
    x: [Double] = [0, 5, .nan]
  ) -> TableChunk {
    TableChunk(
      firstRowNumber: 100, rowCount: fare.count,
      columns: [
        .number(fare), .integer(riders), .boolean(paid), .timestamp(start),
        .category(CategoryColumn(codes: zone, dictionary: ["b", "a", "unused"])), .number(x),
      ])
  }

  private func recipe(
    _ expressions: [String], drop: [String] = [], categorical: [Int] = [], weight: String? = nil
  ) -> Recipe {
    Recipe(
      label: "fare", weight: weight, types: [], dropRowsWhere: drop,
      features: expressions.enumerated().map { Recipe.Feature(name: "f\($0)", expression: $1) },
      categorical: categorical.map { "f\($0)" })
  }

  private func evaluate(
    _ recipe: Recipe, _ chunk: TableChunk? = nil, purpose: RecipePurpose = .training
  ) throws -> FeatureChunk {
    let checked = try CheckedRecipe(recipe, schema: schema)
    let result = try RecipeEvaluator(checked, tableSchema: schema, purpose: purpose)
      .evaluate(chunk ?? self.chunk())
    try RowTwin.expectEqual(checked, schema: schema, chunk ?? self.chunk())
    return result
  }

  /// The values of one expression, missing ones as nil, strings quoted.
  private func values(_ expression: String, _ chunk: TableChunk? = nil) throws -> [String?] {
    switch try evaluate(recipe([expression]), chunk).features[0] {
    case .number(let values): return values.map { $0.isNaN ? nil : "\($0 + 0)" }
    case .category(let column):
      return column.codes.map { $0 < 0 ? nil : "'\(column.dictionary[Int($0)])'" }
    default: throw DataError(.internal, "features are numbers or categories")
    }
  }

  @Test(
    arguments: [
      ("x", ["0.0", "5.0", nil]), ("riders", ["1.0", nil, "3.0"]), ("paid", ["0.0", "1.0", nil]),
      ("x + riders", ["1.0", nil, nil]), ("1 / x", [nil, "0.2", nil]),
      ("1e308 * (x + 5)", [nil, nil, nil]), ("x - 7 % 4", ["-3.0", "2.0", nil]),
      ("(x - 7) % 4", ["1.0", "2.0", nil]), ("(7 - x) % -4", ["-1.0", "-2.0", nil]),
      ("x % 0", [nil, nil, nil]), ("-x", ["0.0", "-5.0", nil]), ("sqrt(x - 4)", [nil, "1.0", nil]),
      ("log(x)", [nil, "1.6094379124341003", nil]),
      ("log1p(x)", ["0.0", "1.791759469228055", nil]),
      ("log1p(x * 1e-20)", ["0.0", "5e-20", nil]), ("log1p(-1 - x)", [nil, nil, nil]),
      ("exp(x * 200)", ["1.0", nil, nil]), ("pow(x, 2)", ["0.0", "25.0", nil]),
      ("pow(-x, 0.5)", ["0.0", nil, nil]), ("asin(x / 5)", ["0.0", "1.5707963267948966", nil]),
      ("sin(x * 1e9)", ["0.0", nil, nil]), ("cos(x)", ["1.0", "0.28366218546322625", nil]),
      ("atan2(x, -1)", ["3.141592653589793", "1.7681918866447774", nil]),
      ("round(x / 2)", ["0.0", "3.0", nil]), ("round(-x / 2)", ["0.0", "-3.0", nil]),
      ("floor(x / 2 - 0.25)", ["-1.0", "2.0", nil]), ("ceil(x / 2 - 0.25)", ["0.0", "3.0", nil]),
      ("sign(x - 2)", ["-1.0", "1.0", nil]), ("abs(x - 2)", ["2.0", "3.0", nil]),
      ("min(x, 3, 4)", ["0.0", "3.0", nil]), ("max(3, x, 4)", ["4.0", "5.0", nil]),
      ("clip(x, 1, 4)", ["1.0", "4.0", nil]), ("bucket(x + 0.7, 2)", ["0.0", "4.0", nil]),
      ("bucket(x, -1)", [nil, nil, nil]), ("bucket(-x, 2)", ["0.0", "-6.0", nil]),
      ("haversine_km(0, 0, 0, x)", ["0.0", "555.9754011676645", nil]),
      ("round(bearing_deg(0, 0, -1, x - 5) * 1e4)", ["2586750.0", "1800000.0", nil]),
      ("x > 2", ["0.0", "1.0", nil]), ("x between 0 and 4", ["1.0", "0.0", nil]),
      ("x between missing and 4", [nil, "0.0", nil]), ("x in (5, missing)", [nil, "1.0", nil]),
      ("x not in (5, 7)", ["1.0", "0.0", nil]), ("x == x", ["1.0", "1.0", nil]),
      ("is_missing(x)", ["0.0", "0.0", "1.0"]), ("is_missing(riders)", ["0.0", "1.0", "0.0"]),
      ("is_missing(paid)", ["0.0", "0.0", "1.0"]), ("is_missing(start)", ["0.0", "1.0", "0.0"]),
      ("is_missing(zone)", ["0.0", "1.0", "0.0"]), ("paid and x > 2", ["0.0", "1.0", nil]),
      ("not paid", ["1.0", "0.0", nil]), ("if(paid, 1, x)", ["0.0", "1.0", nil]),
      ("coalesce(x, riders, 9)", ["0.0", "5.0", "3.0"]),
      ("coalesce(paid, true)", ["0.0", "1.0", "1.0"]),
      ("zone", ["'a'", nil, "'b'"]), ("zone == 'a'", ["1.0", nil, "0.0"]),
      ("zone in ('c', 'a')", ["1.0", nil, "0.0"]), ("'z' != zone", ["1.0", nil, "1.0"]),
      ("coalesce(zone, 'none')", ["'a'", "'none'", "'b'"]),
      ("if(paid, 'yes', zone)", ["'a'", "'yes'", nil]),
      ("concat(zone, '-', text(riders))", ["'a-1'", nil, "'b-3'"]),
      ("text(x / 2)", ["'0'", "'2.5'", nil]), ("text(paid)", ["'false'", "'true'", nil]),
      ("year(start)", ["1970.0", nil, "1970.0"]), ("hour(start)", ["0.0", nil, "23.0"]),
      ("minute(start)", ["0.0", nil, "59.0"]), ("second(start)", ["0.0", nil, "59.0"]),
      ("weekday(start)", ["3.0", nil, "3.0"]),
      ("unix_seconds(start)", ["0.0", nil, "86399.999999"]),
      ("days_since_epoch(start)", ["0.0", nil, "0.0"]),
      ("day_of_year(start)", ["1.0", nil, "1.0"]),
      ("start < '1970-01-01 12:00'", ["1.0", nil, "0.0"]),
      ("start between '1970-01-01' and '1970-01-01'", ["1.0", nil, "0.0"]),
      ("hour(coalesce(start, '2000-01-01 07:00:00'))", ["0.0", "7.0", "23.0"]),
      ("hour(if(paid, '2000-01-01T08:00Z', start))", ["0.0", "8.0", nil]),
    ] as [(String, [String?])])
  func evaluates(expression: String, expected: [String?]) throws {
    #expect(try values(expression) == expected)
  }

  @Test(arguments: [
    // seconds, year, month, day, hour, minute, second, weekday, day of year, days since the epoch
    [951_827_696, 2000, 2, 29, 12, 34, 56, 1, 60, 11_016],
    [-1, 1969, 12, 31, 23, 59, 59, 2, 365, -1],
    [-86_400 * 365, 1969, 1, 1, 0, 0, 0, 2, 1, -365],
    [1_435_684_500, 2015, 6, 30, 17, 15, 0, 1, 181, 16_616],
    [-2_203_891_201, 1900, 2, 28, 23, 59, 59, 2, 59, -25_509],
  ])
  func timestampParts(numbers: [Int64]) throws {
    let parts = [
      "year", "month", "day", "hour", "minute", "second", "weekday", "day_of_year",
      "days_since_epoch",
    ]
    let times = [numbers[0] * 1_000_000, numbers[0] * 1_000_000 + 999_999, .min]
    let chunk = try evaluate(recipe(parts.map { "\($0)(start)" }), self.chunk(start: times))
    for (feature, expected) in zip(chunk.features, numbers.dropFirst()) {
      guard case .number(let values) = feature else { return #expect(Bool(false)) }
      #expect(values[0] == Double(expected))
      #expect(values[1] == Double(expected))
      #expect(values[2].isNaN)
    }
  }

  @Test func threeValuedTables() throws {
    let values: [UInt8] = [0, 1, 2]
    for a in values {
      for b in values {
        let name = { (value: UInt8) in ["false", "true", "coalesce(missing, paid)"][Int(value)] }
        let table = chunk(fare: [1], riders: [1], paid: [2], start: [0], zone: [0], x: [0])
        let and = try self.values("\(name(a)) and \(name(b))", table)[0]
        let or = try self.values("\(name(a)) or \(name(b))", table)[0]
        let isFalse = a == 0 || b == 0
        let isTrue = a == 1 || b == 1
        #expect(and == (isFalse ? "0.0" : a == 2 || b == 2 ? nil : "1.0"))
        #expect(or == (isTrue ? "1.0" : a == 2 || b == 2 ? nil : "0.0"))
      }
    }
  }

  @Test func filtersDropRowsThatAreTrue() throws {
    let result = try evaluate(
      recipe(["x", "zone"], drop: ["x > 2", "paid"]),
      chunk(
        fare: [1, 2, 3, 4], riders: [1, 2, 3, 4], paid: [0, 0, 2, 1], start: [0, 0, 0, 0],
        zone: [0, 1, 1, 0], x: [1, 9, .nan, 1]))
    #expect(result.rowNumbers == [100, 102])
    #expect(result.labels == [1, 3])
    #expect(result.weights == nil)
    guard case .number(let x) = result.features[0], case .category(let zone) = result.features[1]
    else { return #expect(Bool(false)) }
    #expect(x[0] == 1 && x[1].isNaN)
    #expect(zone.codes.map { zone.dictionary[Int($0)] } == ["b", "a"])
  }

  @Test func allRowsMayBeDropped() throws {
    let result = try evaluate(recipe(["x + 1", "concat(zone, zone)"], drop: ["true"]))
    #expect(result.rowNumbers.isEmpty && result.labels.isEmpty)
    #expect(result.features.allSatisfy { $0.rowCount == 0 })
    let empty = chunk(fare: [], riders: [], paid: [], start: [], zone: [], x: [])
    #expect(try evaluate(recipe(["x + 1"]), empty).rowNumbers.isEmpty)
  }

  @Test func predictionKeepsEveryRowAndNeedsOnlyFeatureColumns() throws {
    let checked = try CheckedRecipe(
      recipe(["x + 1"], drop: ["x > 2"], weight: "riders"), schema: schema)
    let narrow = Schema(columns: [ColumnSchema(name: "x", type: .number)])
    let evaluator = try RecipeEvaluator(checked, tableSchema: narrow, purpose: .prediction)
    let result = try evaluator.evaluate(
      TableChunk(firstRowNumber: 7, rowCount: 2, columns: [.number([1, 5])]))
    #expect(result.rowNumbers == [7, 8])
    #expect(result.features == [.number([2, 6])])
    #expect(result.labels.isEmpty && result.weights == nil)
  }

  @Test func featuresSeeEarlierOnes() throws {
    let features = [
      ("x", "x * 2"), ("y", "x + 1"), ("riders", "riders"), ("z", "riders + 1"),
    ].map { Recipe.Feature(name: $0.0, expression: $0.1) }
    let recipe = Recipe(
      label: "fare", weight: nil, types: [], dropRowsWhere: [], features: features,
      categorical: ["riders"])
    let result = try evaluate(recipe, chunk(x: [0, 5, 1]))
    #expect(result.features[0] == .number([0, 10, 2]))
    #expect(result.features[1] == .number([1, 11, 3]))
    #expect(
      result.features[2] == .category(CategoryColumn(codes: [0, -1, 1], dictionary: ["1", "3"])))
    guard case .number(let z) = result.features[3] else { return #expect(Bool(false)) }
    #expect(z[0] == 2 && z[1].isNaN && z[2] == 4)
  }

  @Test func categoriesOfNumbers() throws {
    let big: Int64 = 9_007_199_254_740_993
    let result = try evaluate(
      recipe(["riders", "x", "paid", "x / 2"], categorical: [0, 1, 2, 3]),
      chunk(riders: [big, .min, -big], x: [-0.0, .nan, 3]))
    #expect(
      result.features == [
        .category(
          CategoryColumn(codes: [0, -1, 1], dictionary: ["9007199254740993", "-9007199254740993"])),
        .category(CategoryColumn(codes: [0, -1, 1], dictionary: ["0", "3"])),
        .category(CategoryColumn(codes: [0, 1, -1], dictionary: ["false", "true"])),
        .category(CategoryColumn(codes: [0, -1, 1], dictionary: ["0", "1.5"])),
      ])
  }

  @Test func stringsAreComparedByTheirBytes() throws {
    // One letter, composed and decomposed.
    let column = CategoryColumn(codes: [0, 1], dictionary: ["\u{e9}", "e\u{301}"])
    let schema = Schema(columns: [
      ColumnSchema(name: "s", type: .category), ColumnSchema(name: "y", type: .number),
    ])
    let recipe = Recipe(
      label: "y", weight: nil, types: [], dropRowsWhere: [],
      features: [
        Recipe.Feature(name: "a", expression: "s == '\u{e9}'"),
        Recipe.Feature(name: "b", expression: "concat(s, '')"),
      ], categorical: [])
    let result = try RecipeEvaluator(
      CheckedRecipe(recipe, schema: schema), tableSchema: schema, purpose: .training
    ).evaluate(
      TableChunk(firstRowNumber: 0, rowCount: 2, columns: [.category(column), .number([0, 0])]))
    #expect(result.features[0] == .number([1, 0]))
    guard case .category(let joined) = result.features[1] else { return #expect(Bool(false)) }
    #expect(joined.codes == [0, 1])
  }

  @Test func labelsAndWeights() throws {
    let result = try evaluate(recipe(["x"], weight: "x"), chunk(x: [0, 5, 1]))
    #expect(result.labels == [1, 2, 3])
    #expect(result.weights == [0, 5, 1])
    func message(_ recipe: Recipe, _ chunk: TableChunk) -> String? {
      #expect(throws: DataError.self) { try evaluate(recipe, chunk) }?.message
    }
    #expect(
      message(recipe(["x"]), chunk(fare: [1, .nan, 3]))
        == "column `fare`: row 101 (counted from 0) has no label; drop such rows with a filter"
        + " `is_missing(...)` in the recipe's drop_rows_where, or mend the data")
    #expect(
      message(recipe(["x"], weight: "x"), chunk(x: [0, 1, -2]))
        == "column `x`: row 102 (counted from 0) has the negative weight -2, but weights are at least 0"
    )
    #expect(
      try evaluate(recipe(["x"], drop: ["is_missing(fare)"]), chunk(fare: [1, .nan, 3])).labels
        == [1, 3])
  }

  @Test func integersBeyondDoublesAreRefused() throws {
    let limit: Int64 = 1 << 53
    #expect(try values("riders", chunk(riders: [limit, -limit, .min]))[2] == nil)
    let error = #expect(throws: DataError.self) {
      try evaluate(recipe(["riders"], drop: ["x == 0"]), chunk(riders: [limit + 1, 1, limit + 1]))
    }
    #expect(
      error?.message.hasPrefix(
        "column `riders`: row 102 (counted from 0) has the integer 9007199254740993, which a double"
          + " does not hold exactly") == true)
  }

  @Test func chunksOfAnySizeGiveEqualBits() throws {
    let expressions = [
      "haversine_km(x, riders, 40, 3) % 7", "riders between 3 and x or paid",
      "if(start < '1970-01-02', x, -riders)", "concat(zone, text(riders))", "x",
      "log1p(abs(x)) / riders", "weekday(coalesce(start, '2000-01-01'))", "7", "zone == 'a'",
    ]
    let rowCount = 9001
    func table(_ rows: Range<Int>) -> TableChunk {
      TableChunk(
        firstRowNumber: UInt64(rows.lowerBound), rowCount: rows.count,
        columns: [
          .number(rows.map { Double($0 % 101) / 7 }), .integer(rows.map { Int64($0 % 5) }),
          .boolean(rows.map { UInt8($0 % 3) }),
          .timestamp(rows.map { $0 % 11 == 0 ? .min : Int64($0) * 40_000_000_000 }),
          .category(
            CategoryColumn(codes: rows.map { Int32($0 % 3) - 1 }, dictionary: ["a", "b"])),
          .number(rows.map { $0 % 17 == 0 ? .nan : Double($0 % 89) - 40 }),
        ])
    }
    let recipe = recipe(expressions, drop: ["x > 45"], categorical: [5])
    let whole = try evaluate(recipe, table(0..<rowCount))
    #expect(whole.rowNumbers.count > 8192)
    let parts = try [0..<1, 1..<4097, 4097..<9001].map { try evaluate(recipe, table($0)) }
    #expect(parts.flatMap(\.rowNumbers) == whole.rowNumbers)
    #expect(parts.flatMap(\.labels) == whole.labels)
    for feature in expressions.indices {
      #expect(parts.flatMap { exact($0.features[feature]) } == exact(whole.features[feature]))
    }
  }

  /// Bits of numbers, texts of categories.
  private func exact(_ column: Column) -> [String?] {
    switch column {
    case .number(let values): values.map { "\($0.bitPattern)" }
    case .category(let values): values.codes.map { $0 < 0 ? nil : values.dictionary[Int($0)] }
    default: []
    }
  }

  @Test func bindingRefusesTablesThatDoNotFit() throws {
    let checked = try CheckedRecipe(
      recipe(["x", "hour(start)", "paid"], drop: ["riders > 3"]), schema: schema)
    func message(_ columns: [(String, ColumnType)], _ purpose: RecipePurpose = .prediction)
      -> String?
    {
      let schema = Schema(columns: columns.map { ColumnSchema(name: $0.0, type: $0.1) })
      return #expect(throws: RecipeError.self) {
        try RecipeEvaluator(checked, tableSchema: schema, purpose: purpose)
      }?.message
    }
    #expect(
      message([("strat", .timestamp), ("x", .number), ("paid", .boolean)])
        == "the data has no column `start`, which the recipe reads. Did you mean `strat`?")
    #expect(
      message([("start", .category), ("x", .number), ("paid", .boolean)])
        == "column `start` holds values of type category, but the recipe was made for timestamp;"
        + " read it with --types start=timestamp")
    #expect(
      message([("start", .timestamp), ("x", .integer), ("paid", .boolean)], .training)
        == "the data has no column `fare`, which the recipe reads.")
    let integers = Schema(columns: [
      ColumnSchema(name: "paid", type: .boolean), ColumnSchema(name: "start", type: .timestamp),
      ColumnSchema(name: "x", type: .integer),
    ])
    let evaluator = try RecipeEvaluator(checked, tableSchema: integers, purpose: .prediction)
    let result = try evaluator.evaluate(
      TableChunk(
        firstRowNumber: 0, rowCount: 1, columns: [.boolean([1]), .timestamp([0]), .integer([4])]))
    #expect(result.features == [.number([4]), .number([0]), .number([1])])
    var unlabelled = checked.recipe
    unlabelled.label = nil
    let error = #expect(throws: RecipeError.self) {
      try RecipeEvaluator(
        CheckedRecipe(unlabelled, schema: schema), tableSchema: schema, purpose: .training)
    }
    #expect(error?.category == .usage)
  }
}
