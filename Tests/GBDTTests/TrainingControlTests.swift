import GBDT
import Testing

/// Learning rates, few metrics and a time limit, as the library shows them.
@Suite struct TrainingControlTests {
  @Test func fewMetricsAreInTheModel() throws {
    let outcome = try Rides().outcome(
      [("eval_freq", 8), ("metric", "rmse,mae")], validation: .fraction(0.25))
    #expect(outcome.history.map(\.iterations) == [[8, 16, 20], [8, 16, 20]])
    #expect(outcome.metrics.map(\.value) == outcome.history.map { $0.values[2] })
    let json = String(decoding: outcome.model.json, as: UTF8.self)
    #expect(json.contains("\"iterations\""))
    let again = try Model(json: outcome.model.json)
    #expect(again.bytes == outcome.model.bytes)
    let every = try Rides().outcome(validation: .fraction(0.25))
    #expect(!String(decoding: every.model.json, as: UTF8.self).contains("\"iterations\""))
    #expect(
      try outcome.model.predict(Rides().table()) == every.model.predict(Rides().table()))
  }

  @Test func earlyStoppingOnTrainingRowsNeedsNoOthers() throws {
    let outcome = try Rides().outcome([
      ("early_stopping_round", 3), ("early_stopping_set", "training"),
      ("is_provide_training_metric", true), ("early_stopping_min_delta", 1e6),
    ])
    #expect(outcome.stopReason == .earlyStopping && outcome.bestIteration == 1)
  }

  @Test func aCallbackChangesTheLearningRate() throws {
    let table = try Rides().table()
    let recipe = try FeatureRecipe(everyColumnOf: table, label: "fare")
    var training = try Training(parameters: ["num_iterations": 6, "num_leaves": 4])
    training.validation = .fraction(0.2)
    var seen: [Double] = []
    let outcome = try training.run(on: table, recipe: recipe) {
      seen.append($0.learningRate)
      return .proceed
    } beforeIteration: {
      #expect($0.iterationCount == 6 && $0.learningRate == 0.1)
      #expect($0.history.map(\.values.count) == [$0.iteration - 1])
      $0.learningRate = 1 / Double($0.iteration)
    }
    #expect(seen == (1...6).map { 1 / Double($0) })
    var listed = try Training(parameters: [
      "num_iterations": 6, "num_leaves": 4,
      "learning_rates": ParameterValue(seen.map { "\($0)" }.joined(separator: ",")),
    ])
    listed.validation = .fraction(0.2)
    let same = try listed.run(on: table, recipe: recipe)
    #expect(try same.model.predict(table) == outcome.model.predict(table))
    #expect(same.history == outcome.history)
    let error = #expect(throws: GBDTError.self) {
      try training.run(on: table, recipe: recipe, beforeIteration: { $0.learningRate = 0 })
    }
    #expect(error?.code == .usage)
    #expect(error?.message.contains("learning rate was set to 0.0") ?? false)
  }

  @Test func aLimitThatIsOverIsAnError() throws {
    let table = try Rides().table()
    let recipe = try FeatureRecipe(everyColumnOf: table, label: "fare")
    var training = try Training(parameters: ["time_limit": 5])
    training.start = .now - .seconds(6)
    let error = #expect(throws: GBDTError.self) { try training.run(on: table, recipe: recipe) }
    #expect(error?.code == .usage)
    #expect(
      error?.message.hasPrefix("time_limit=5.0 was over before the first iteration: 6.") ?? false,
      "\(error as Any)")
  }

  @Test func aLimitThatIsFarOffDoesNotShow() throws {
    let expected = try Rides().outcome().model.bytes
    #expect(try Rides().outcome([("time_limit", 1e6)]).model.bytes == expected)
  }

  @Test func crossValidationHasNoTimeLimit() throws {
    let table = try Rides().table()
    let recipe = try FeatureRecipe(everyColumnOf: table, label: "fare")
    let error = #expect(throws: GBDTError.self) {
      try CrossValidation(parameters: Parameters(["time_limit": 3])).run(on: table, recipe: recipe)
    }
    #expect(error?.code == .usage)
  }
}
