import GBDT
import Testing

/// Labels that name classes, from a table to predictions.
@Suite struct ClassPredictionTests {
  /// What is learned: whether x lies above 0, in other words.
  enum Kind: CaseIterable {
    case strings, booleans, numbers, integers

    func labels(_ isHigh: [Bool]) -> ColumnValues {
      switch self {
      case .strings: .strings(isHigh.map { $0 ? "ja, é" : "nein" })
      case .booleans: .booleans(isHigh)
      case .numbers: .numbers(isHigh.map { $0 ? 0.5 : -1 })
      case .integers: .integers(isHigh.map { $0 ? 7 : 3 })
      }
    }

    /// Ascending, and whether the second one is that of high values.
    var classes: (values: [RowValue], highIsSecond: Bool) {
      switch self {
      case .strings: ([.string("ja, é"), .string("nein")], false)
      case .booleans: ([.boolean(false), .boolean(true)], true)
      case .numbers: ([.number(-1), .number(0.5)], true)
      case .integers: ([.number(3), .number(7)], true)
      }
    }
  }

  private static let values = (0..<300).map { Double($0 * 37 % 100) - 49.5 }

  private static func table(_ kind: Kind) throws -> DataTable {
    try DataTable(columns: [
      "x": .numbers(values), "y": kind.labels(values.map { $0 > 0 }),
    ])
  }

  private static func train(
    _ table: DataTable, _ settings: [(name: String, value: ParameterValue)]
  ) throws -> Model {
    try Training(parameters: Parameters([("num_iterations", 20)] + settings))
      .run(on: table, recipe: FeatureRecipe(everyColumnOf: table, label: "y")).model
  }

  @Test(arguments: Kind.allCases) func twoClasses(kind: Kind) throws {
    let table = try Self.table(kind)
    let model = try Self.train(table, [("objective", "binary")])
    #expect(model.outputCount == 1)
    #expect(model.classes == kind.classes.values)
    let predictions = try model.predictions(table)
    #expect(try model.predict(table) == predictions.values)
    #expect(predictions.rowCount == Self.values.count)
    #expect(predictions.values.allSatisfy { $0 > 0 && $0 < 1 })
    let expected = Self.values.map {
      kind.classes.values[($0 > 0) == kind.classes.highIsSecond ? 1 : 0]
    }
    #expect(predictions.predictedClasses == expected)
    #expect(try model.evaluate(table, metrics: ["error"]).metrics[0].value == 0)
    let again = try Model(json: Model(bytes: model.bytes).json)
    #expect(again.bytes == model.bytes)
    #expect(try again.predictions(table) == predictions)
    let row = try RowPredictor(model).predict([.number(Self.values[5])])
    #expect(row == predictions.values[5])
  }

  @Test(arguments: ["multiclass", "multiclassova"]) func severalClasses(objective: String) throws {
    let table = try DataTable(columns: [
      "x": .numbers(Self.values),
      "y": .strings(Self.values.map { $0 < -20 ? "low" : $0 < 20 ? "middle" : "high" }),
    ])
    let model = try Self.train(table, [("objective", ParameterValue(objective))])
    #expect(model.outputCount == 3)
    #expect(model.classes == [.string("high"), .string("low"), .string("middle")])
    let predictions = try model.predictions(table)
    #expect(predictions.values.count == 3 * Self.values.count)
    #expect(
      predictions.predictedClasses
        == Self.values.map { .string($0 < -20 ? "low" : $0 < 20 ? "middle" : "high") })
    for row in 0..<predictions.rowCount where objective == "multiclass" {
      let sum = predictions.values[row * 3..<row * 3 + 3].reduce(0, +)
      #expect(abs(sum - 1) < 1e-12)
    }
    let predictor = RowPredictor(model)
    #expect(
      try predictor.predictions([.number(Self.values[7])])
        == Array(predictions.values[21..<24]))
    let error = #expect(throws: GBDTError.self) { try predictor.predict([.number(1)]) }
    #expect(
      error?.message
        == "The model has 3 outputs: `predictions` gives them all, `predict` is for one.")
    #expect(try Model(bytes: model.bytes).predictions(table, threads: 1) == predictions)
  }

  private func message(_ labels: ColumnValues, objective: String) -> String? {
    #expect(throws: GBDTError.self) {
      let table = try DataTable(columns: ["x": .numbers([1, 2, 3, 4]), "y": labels])
      _ = try Self.train(table, [("objective", ParameterValue(objective))])
    }?.message
  }

  @Test func refusesLabels() throws {
    #expect(
      message(.strings(["a", "b", "c", "a"]), objective: "binary")
        == "column `y`: the label has 3 distinct values (`a`, `b`, `c`), but this objective learns two"
        + " classes. Give objective=multiclass to learn all of them, or drop the rows of the others with"
        + " a filter in the recipe's drop_rows_where")
    let table = try DataTable(columns: ["x": .numbers([1, 2]), "y": .strings(["a", "b"])])
    let error = #expect(throws: GBDTError.self) {
      try Self.train(table, [("objective", "multiclass"), ("num_class", 3)])
    }
    #expect(
      error?.message
        == "column `y`: the label has 2 distinct values, which contradicts num_class=3; leave num_class"
        + " away, or complete the rows")
    #expect(
      message(.booleans([true, true, true, true]), objective: "multiclass")
        == "column `y`: the label is `true` in every row: there must be two classes to tell apart")
    #expect(
      message(.strings(["a", nil, "c", "a"]), objective: "multiclass")?.hasPrefix(
        "column `y`: row 1 (counted from 0) has no label;") == true)
    #expect(
      message(.strings(["a", "b", "c", "a"]), objective: "regression")
        == "label column `y` holds strings, but this objective needs a numeric label (numbers, integers"
        + " or booleans); objective=binary and objective=multiclass learn strings as classes")
  }

  @Test func rowsOfOtherClassesAreNotMeasured() throws {
    let model = try Self.train(Self.table(.strings), [("objective", "binary")])
    let table = try DataTable(columns: ["x": .numbers([1]), "y": .strings(["doch"])])
    let error = #expect(throws: GBDTError.self) { try model.evaluate(table) }
    #expect(
      error?.message
        == "column `y`: row 0 (counted from 0) has the label `doch`, which no training row has; the"
        + " classes are `ja, é`, `nein`")
    // Prediction needs no label.
    #expect(try model.predict(DataTable(columns: ["x": .numbers([1])])).count == 1)
  }
}
