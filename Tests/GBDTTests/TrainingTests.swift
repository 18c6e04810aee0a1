import GBDT
import Testing

@Suite struct TrainingTests {
  @Test func learnsNumbersCategoriesAndMissingValues() throws {
    let rides = Rides()
    let outcome = try rides.outcome([("num_iterations", 150)])
    #expect(outcome.stopReason == .completed)
    #expect(outcome.bestIteration == 150)
    #expect(outcome.rowCounts.read == 600 && outcome.rowCounts.training == 600)
    #expect(
      outcome.columnUses.map(\.use) == ["number", "category", "label"])
    let errors = zip(try outcome.model.predict(rides.table()), rides.fares).map { abs($0 - $1) }
    #expect(errors.reduce(0, +) / 600 < 0.5)
  }

  @Test(arguments: [2, 3, 8])
  func threadsDoNotShow(threads: Int) throws {
    let sampled: [(name: String, value: ParameterValue)] = [
      ("bagging_fraction", 0.6), ("bagging_freq", 2), ("feature_fraction", 0.5), ("seed", 9),
    ]
    let one = try Rides().outcome(sampled + [("num_threads", 1)], validation: .fraction(0.3))
    let more = try Rides().outcome(
      sampled + [("num_threads", ParameterValue(threads))], validation: .fraction(0.3))
    #expect(more.model.bytes == one.model.bytes)
    #expect(more.history == one.history)
  }

  @Test func aShareOfTheRowsValidates() throws {
    let outcome = try Rides().outcome([("metric", "rmse,mae")], validation: .fraction(0.25))
    let counts = outcome.rowCounts
    #expect(counts.training + counts.validation == 600)
    #expect((110...190).contains(counts.validation))
    #expect(outcome.history.map(\.name) == ["rmse", "mae"])
    #expect(outcome.history.allSatisfy { $0.set == "valid" && $0.values.count == 20 })
    #expect(outcome.metrics.map(\.value) == outcome.history.map { $0.values[19] })
  }

  @Test func anotherTableValidates() throws {
    let held = Rides(count: 200, from: 1_000)
    let outcome = try Rides().outcome(validation: .table(held.table()))
    #expect(outcome.rowCounts.training == 600 && outcome.rowCounts.validation == 200)
    let measured = try outcome.model.evaluate(held.table(), metrics: ["rmse"]).metrics[0].value
    #expect(outcome.metrics.map(\.value) == [measured])
  }

  @Test func stopsEarlyAndKeepsTheBestTrees() throws {
    // Labels that the validation rows contradict: every tree makes them worse.
    let rides = Rides(count: 200)
    let opposite = try DataTable(columns: [
      "distance": .numbers(rides.distances), "zone": .strings(rides.zones),
      "fare": .numbers(rides.fares.map { 40 - $0 }),
    ])
    let outcome = try rides.outcome(
      [("early_stopping_round", 3)], validation: .table(opposite))
    #expect(outcome.stopReason == .earlyStopping)
    #expect(outcome.bestIteration == 1)
    #expect(outcome.model.treeCount == 1)
    #expect(outcome.history[0].values.count == 4)
    #expect(outcome.metrics[0].value == outcome.history[0].values[0])
  }

  @Test func theCallerMayStopIt() throws {
    let rides = try Rides().table()
    let recipe = try FeatureRecipe(everyColumnOf: rides, label: "fare")
    var seen: [Int] = []
    let outcome = try Training(parameters: ["num_iterations": 50, "num_leaves": 4])
      .run(on: rides, recipe: recipe) { report in
        seen.append(report.iteration)
        #expect(report.iterationCount == 50 && report.rowCount == 600)
        return report.iteration == 7 ? .stop : .proceed
      }
    #expect(seen == Array(1...7))
    #expect(outcome.stopReason == .interrupted)
    #expect(outcome.model.treeCount == 7)
    let short = try Training(parameters: ["num_iterations": 7, "num_leaves": 4])
      .run(on: rides, recipe: recipe)
    #expect(
      try short.model.predict(rides).map(\.bitPattern)
        == outcome.model.predict(rides).map(\.bitPattern))
  }

  @Test func aConstantLabelNeedsNoTrees() throws {
    let table = try DataTable(columns: [
      "x": .numbers((0..<50).map(Double.init)), "y": .numbers(.init(repeating: 4, count: 50)),
    ])
    let outcome = try Training().run(
      on: table, recipe: FeatureRecipe(everyColumnOf: table, label: "y"))
    #expect(outcome.stopReason == .noSplit)
    #expect(outcome.model.treeCount == 0 && outcome.bestIteration == 0)
    #expect(try outcome.model.predict(table) == .init(repeating: 4, count: 50))
    #expect(try Model(bytes: outcome.model.bytes).treeCount == 0)
  }

  @Test func weightsCount() throws {
    let table = try DataTable(columns: [
      "x": .numbers([0, 0, 0, 0]), "w": .numbers([3, 1, 0, 0]), "y": .numbers([10, 20, 99, 99]),
    ])
    let recipe = try FeatureRecipe(everyColumnOf: table, label: "y", weight: "w")
    let model = try Training().run(on: table, recipe: recipe).model
    #expect(model.featureNames == ["x"])
    #expect(try model.predict(table)[0] == 12.5)
  }

  struct Wrong: Sendable, CustomTestStringConvertible {
    let settings: [(name: String, value: ParameterValue)]
    let validation: Training.Validation
    let code: GBDTError.Code
    let message: String
    var testDescription: String { message }
  }

  @Test(arguments: [
    Wrong(
      settings: [], validation: .fraction(1), code: .usage,
      message: "must be above 0 and below 1"),
    Wrong(
      settings: [], validation: .fraction(.nan), code: .usage,
      message: "must be above 0 and below 1"),
    Wrong(
      settings: [], validation: .fraction(1e-9), code: .data, message: "No row is left to validate"),
    Wrong(
      settings: [("early_stopping_round", 5)], validation: .none, code: .usage,
      message: "validation"),
    Wrong(
      settings: [("learning_rate", 1e300), ("num_iterations", 1)], validation: .fraction(0.5),
      code: .data, message: "lower learning_rate"),
  ])
  func refuses(wrong: Wrong) {
    let error = #expect(throws: GBDTError.self) {
      try Rides().outcome(wrong.settings, validation: wrong.validation)
    }
    #expect(error?.code == wrong.code, "\(error?.message ?? "")")
    #expect(error?.message.contains(wrong.message) == true, "\(error?.message ?? "")")
  }

  @Test func refusesTablesThatDoNotFitTheRecipe() throws {
    let rides = try Rides().table()
    let recipe = try FeatureRecipe(everyColumnOf: rides, label: "fare")
    let other = try DataTable(columns: ["distance": .numbers([1]), "fare": .numbers([1])])
    var error = #expect(throws: GBDTError.self) { try Training().run(on: other, recipe: recipe) }
    #expect(error?.code == .data)
    #expect(error?.message.contains("`zone`") == true)

    let missing = try DataTable(columns: ["x": .numbers([1, 2]), "y": .numbers([1, .nan])])
    error = #expect(throws: GBDTError.self) {
      try Training().run(on: missing, recipe: FeatureRecipe(everyColumnOf: missing, label: "y"))
    }
    #expect(error?.code == .data)
    #expect(error?.message.contains("label") == true, "\(error?.message ?? "")")

    let empty = try DataTable(columns: ["x": .numbers([]), "y": .numbers([])])
    error = #expect(throws: GBDTError.self) {
      try Training().run(on: empty, recipe: FeatureRecipe(everyColumnOf: empty, label: "y"))
    }
    #expect(error?.message.contains("No row is left to train on") == true)

    error = #expect(throws: GBDTError.self) {
      try FeatureRecipe(everyColumnOf: rides, label: "fars")
    }
    #expect(error?.message.contains("`fare`") == true, "\(error?.message ?? "")")
  }
}
