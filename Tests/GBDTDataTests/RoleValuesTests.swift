import GBDTCore
import GBDTData
import GBDTParameters
import GBDTSchema
import Testing

/// Labels, queries, initial scores and exposures, from the columns of a table.
@Suite struct RoleValuesTests {
  static let schema = Schema(columns: [
    ColumnSchema(name: "y", type: .number), ColumnSchema(name: "kind", type: .category),
    ColumnSchema(name: "paid", type: .boolean), ColumnSchema(name: "id", type: .integer),
    ColumnSchema(name: "s0", type: .number), ColumnSchema(name: "s1", type: .integer),
    ColumnSchema(name: "x", type: .number),
  ])

  static func chunk(
    y: [Double] = [2, -0.0, 2], kind: [Int32] = [1, 0, 1], paid: [UInt8] = [1, 0, 1],
    id: [Int64] = [.max, .max, 3], s0: [Double] = [0.5, -1, 0], s1: [Int64] = [1, 2, 3]
  ) -> TableChunk {
    TableChunk(
      firstRowNumber: 10, rowCount: y.count,
      columns: [
        .number(y), .category(CategoryColumn(codes: kind, dictionary: ["no", "yes", "maybe"])),
        .boolean(paid), .integer(id), .number(s0), .integer(s1), .number(y.map { _ in 1 }),
      ])
  }

  static func evaluate(
    _ chunk: TableChunk = chunk(), kind: LabelKind = .number, classes: [ClassLabel]? = nil,
    drop: [String] = [], _ roles: (inout ColumnRoles) -> Void = { _ in }
  ) throws -> RoleValues {
    var recipe = Recipe(
      label: "y", weight: nil, types: [], dropRowsWhere: drop,
      features: [Recipe.Feature(name: "x", expression: "x")], categorical: [])
    roles(&recipe.roles)
    var evaluator = try RecipeEvaluator(
      CheckedRecipe(recipe, schema: schema), tableSchema: schema, purpose: .training,
      labelKind: kind)
    if let classes { evaluator = evaluator.knowing(classes) }
    return try evaluator.evaluate(chunk).roles
  }

  private func message(
    _ chunk: TableChunk, kind: LabelKind = .number, classes: [ClassLabel]? = nil,
    _ roles: (inout ColumnRoles) -> Void
  ) -> String? {
    #expect(throws: DataError.self) {
      try Self.evaluate(chunk, kind: kind, classes: classes, roles)
    }?.message
  }

  @Test func nothingWithoutColumns() throws {
    let values = try Self.evaluate()
    #expect(values.labels == [2, 0, 2])
    #expect(values.rawLabels == nil && values.weights == nil && values.groups == nil)
    #expect(values.initScores.isEmpty && values.exposures == nil)
  }

  @Test func offsets() throws {
    let values = try Self.evaluate(Self.chunk(paid: [1, 1, 1])) {
      $0.initScores = ["s1", "s0"]
      $0.exposure = "paid"
    }
    #expect(values.initScores == [[1, 2, 3], [0.5, -1, 0]])
    #expect(values.exposures == [1, 1, 1])
    let kept = try Self.evaluate(drop: ["s1 == 2"]) {
      ($0.initScores, $0.exposure, $0.group) = (["s0"], "s1", "kind")
    }
    #expect(kept.initScores == [[0.5, 0]])
    #expect(kept.exposures == [1, 3])
    #expect(kept.groups?.count == 2)
    #expect(kept.groups?[0] == kept.groups?[1])
  }

  @Test func refusesOffsetsThatAreNone() {
    #expect(
      message(Self.chunk(s0: [1, .nan, 2])) { $0.initScores = ["s1", "s0"] }
        == "column `s0`: row 11 (counted from 0) has no initial score; drop such rows with a filter"
        + " `is_missing(...)` in the recipe's drop_rows_where, or mend the data")
    #expect(
      message(Self.chunk(s1: [1, 2, .min])) { $0.exposure = "s1" }?.hasPrefix(
        "column `s1`: row 12 (counted from 0) has no exposure;") == true)
    #expect(
      message(Self.chunk(s1: [1, 0, 2])) { $0.exposure = "s1" }
        == "column `s1`: row 11 (counted from 0) has the exposure 0, but exposures are above 0")
    #expect(
      message(Self.chunk(s0: [-0.5, 1, 2])) { $0.exposure = "s0" }
        == "column `s0`: row 10 (counted from 0) has the exposure -0.5, but exposures are above 0")
  }

  @Test(arguments: ["y", "kind", "paid", "id"]) func queriesAreTheirValues(column: String) throws {
    let groups = try #require(
      try Self.evaluate {
        $0.label = "s0"
        $0.group = column
      }.groups)
    let expected = column == "id" ? [true, false] : [false, true]
    #expect([groups[0] == groups[1], groups[0] == groups[2]] == expected)
  }

  /// A query's key does not depend on what else is in the dictionary, and never changes: rows are split
  /// by it.
  @Test func keysOfStringsAreFixed() throws {
    let strings = ["no", "yes", "maybe", "a longer one than eight", "", "é", "e\u{301}"]
    var keys: [UInt64] = []
    for string in strings {
      let chunk = TableChunk(
        firstRowNumber: 0, rowCount: 1,
        columns: [
          .number([1]), .category(CategoryColumn(codes: [1], dictionary: ["z", string])),
          .boolean([1]), .integer([1]), .number([1]), .integer([1]), .number([1]),
        ])
      keys += try Self.evaluate(chunk) { $0.group = "kind" }.groups ?? []
    }
    #expect(Set(keys).count == strings.count)
    #expect(keys[0] == 8_156_725_163_172_931_195)
  }

  @Test func everyRowHasAQuery() {
    #expect(
      message(Self.chunk(kind: [0, -1, 0])) { $0.group = "kind" }
        == "column `kind`: row 11 (counted from 0) has no group; drop such rows with a filter"
        + " `is_missing(...)` in the recipe's drop_rows_where, or mend the data")
    #expect(message(Self.chunk(id: [1, 1, .min])) { $0.group = "id" } != nil)
  }

  @Test func labelsStayUntilClassesAreKnown() throws {
    let numbers = try Self.evaluate(kind: .classes)
    #expect(numbers.labels.isEmpty)
    #expect(numbers.rawLabels == .number([2, 0, 2]))
    let strings = try Self.evaluate(kind: .twoClasses) { $0.label = "kind" }
    #expect(
      strings.rawLabels
        == .category(CategoryColumn(codes: [1, 0, 1], dictionary: ["no", "yes", "maybe"])))
    let flags = try Self.evaluate(kind: .classes) { $0.label = "paid" }
    #expect(
      flags.rawLabels
        == .category(CategoryColumn(codes: [1, 0, 1], dictionary: ["false", "true"])))
  }

  @Test func labelsBecomeThePlacesOfClasses() throws {
    let numbers = try Self.evaluate(kind: .classes, classes: [.number(-3), .number(0), .number(2)])
    #expect(numbers.labels == [2, 1, 2])
    #expect(numbers.rawLabels == nil)
    let strings = try Self.evaluate(
      kind: .twoClasses, classes: [.string("no"), .string("yes")]
    ) { $0.label = "kind" }
    #expect(strings.labels == [1, 0, 1])
    let flags = try Self.evaluate(
      kind: .twoClasses, classes: [.string("false"), .string("true")]
    ) { $0.label = "paid" }
    #expect(flags.labels == [1, 0, 1])
  }

  @Test func refusesOtherClasses() {
    #expect(
      message(Self.chunk(), kind: .classes, classes: [.number(0), .number(1)]) { _ in }
        == "column `y`: row 10 (counted from 0) has the label `2`, which no training row has; the"
        + " classes are `0`, `1`")
    #expect(
      message(
        Self.chunk(kind: [0, 1, 2]), kind: .classes, classes: [.string("no"), .string("yes")]
      ) { $0.label = "kind" }
        == "column `kind`: row 12 (counted from 0) has the label `maybe`, which no training row has;"
        + " the classes are `no`, `yes`")
    #expect(
      message(Self.chunk(kind: [0, 1, -1]), kind: .twoClasses) { $0.label = "kind" }
        == "column `kind`: row 12 (counted from 0) has no label; drop such rows with a filter"
        + " `is_missing(...)` in the recipe's drop_rows_where, or mend the data")
    #expect(
      message(Self.chunk(y: [0, .nan, 2]), kind: .twoClasses) { _ in }?.hasPrefix(
        "column `y`: row 11 (counted from 0) has no label;") == true)
    #expect(
      message(Self.chunk(id: [1, 1, .max]), kind: .classes) { $0.label = "id" }?.hasPrefix(
        "column `id`: row 12 (counted from 0) has the integer 9223372036854775807") == true)
  }

  @Test func numericObjectivesRefuseStrings() {
    let error = #expect(throws: RecipeError.self) { try Self.evaluate { $0.label = "kind" } }
    #expect(error?.message.contains("objective=binary") == true)
  }
}
