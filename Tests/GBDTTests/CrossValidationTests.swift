import GBDT
import Testing

@Suite struct CrossValidationTests {
  private func validation(
    _ settings: [(name: String, value: ParameterValue)] = [], folds: Int = 3
  ) throws -> CrossValidation {
    let small: [(name: String, value: ParameterValue)] = [
      ("num_iterations", 20), ("num_leaves", 7), ("min_data_per_group", 10),
    ]
    let names = settings.map(\.name)
    var validation = CrossValidation(
      parameters: try Parameters(small.filter { !names.contains($0.name) } + settings))
    validation.foldCount = folds
    return validation
  }

  private func outcome(_ validation: CrossValidation) throws -> CrossValidationOutcome {
    let table = try Rides().table()
    return try validation.run(
      on: table, recipe: FeatureRecipe(everyColumnOf: table, label: "fare"))
  }

  /// A fold is a training on its rows as if there were no others: what bins and categories are, too.
  @Test func aFoldIsATrainingOnItsRows() throws {
    let outcome = try outcome(validation([("metric", "mae,rmse")]))
    let rides = Rides()
    func table(_ rows: [Int]) throws -> DataTable {
      try DataTable(columns: [
        "distance": .numbers(rows.map { rides.distances[$0] }),
        "zone": .strings(rows.map { rides.zones[$0] }),
        "fare": .numbers(rows.map { rides.fares[$0] }),
      ])
    }
    for fold in outcome.folds {
      let tested = Set(fold.testedRows)
      let rows = try table((0..<600).filter { !tested.contains($0) })
      var training = try Training(parameters: [
        "num_iterations": 20, "num_leaves": 7, "min_data_per_group": 10, "metric": "mae,rmse",
      ])
      training.validation = .table(try table(fold.testedRows))
      let alone = try training.run(
        on: rows, recipe: FeatureRecipe(everyColumnOf: rows, label: "fare"))
      #expect(alone.metrics == fold.metrics)
      #expect(
        try alone.model.predict(rides.table()) == fold.model.predict(rides.table()))
    }
  }

  @Test func meansAndSpreadsAreThoseOfTheFolds() throws {
    let outcome = try outcome(validation([("is_provide_training_metric", true)]))
    #expect(outcome.iteration == 20)
    #expect(outcome.metrics.map(\.set) == ["training", "valid"])
    for (place, metric) in outcome.metrics.enumerated() {
      let values = outcome.folds.map { $0.metrics[place].value }
      let mean = (values[0] + values[1] + values[2]) / 3
      #expect(metric.mean == mean)
      let squares = values.map { ($0 - mean) * ($0 - mean) }
      #expect(abs(metric.deviation - ((squares.reduce(0, +)) / 2).squareRoot()) < 1e-12)
      #expect(metric.standardError == metric.deviation / 3.0.squareRoot())
    }
  }

  /// However early stopping lets the folds advance, they are what they would be by themselves.
  @Test func earlyStoppingLooksAtTheMean() throws {
    // Fares with noise, which trees soon begin to learn by heart.
    let rides = Rides()
    let table = try DataTable(columns: [
      "distance": .numbers(rides.distances), "zone": .strings(rides.zones),
      "fare": .numbers(rides.fares.enumerated().map { $1 + Double($0 * 7919 % 31) }),
    ])
    let recipe = try FeatureRecipe(everyColumnOf: table, label: "fare")
    let settings: [(name: String, value: ParameterValue)] = [
      ("num_iterations", 150), ("min_data_in_leaf", 1), ("num_leaves", 31),
    ]
    let all = try validation(settings).run(on: table, recipe: recipe)
    let early = try validation(settings + [("early_stopping_round", 5)])
      .run(on: table, recipe: recipe)
    let means = all.curves[0].means
    var best = 0
    while let better = (best + 1..<best + 6).first(where: { means[$0] < means[best] }) {
      best = better
    }
    #expect(early.iteration == best + 1 && best < 100)
    #expect(early.metrics[0].mean == means[best])
    #expect(early.curves[0].means.count < 150)
    #expect(Array(means.prefix(early.curves[0].means.count)) == early.curves[0].means)
    #expect(all.iteration == 150)
  }

  @Test(arguments: [2, 3])
  func threadsDoNotShow(threads: Int) throws {
    let one = try outcome(validation([("num_threads", 1), ("early_stopping_round", 40)]))
    let more = try outcome(
      validation([("num_threads", ParameterValue(threads)), ("early_stopping_round", 40)]))
    #expect(one.metrics == more.metrics)
    #expect(one.curves == more.curves)
    let table = try Rides().table()
    #expect(try one.outOfFold(table) == more.outOfFold(table, threads: threads))
  }

  @Test func everyRowIsPredictedByAModelThatHasNotSeenIt() throws {
    var validation = try validation()
    validation.repeatCount = 2
    let table = try Rides().table()
    let outcome = try outcome(validation)
    let found = try outcome.outOfFold(table)
    #expect(found.rows.map(\.row) == Array(0..<600) + Array(0..<600))
    #expect(found.predictions.values.count == 1200)
    for (row, prediction) in zip(found.rows, found.predictions.values).prefix(20) {
      let fold = try #require(
        outcome.folds.first { $0.fold == row.fold && $0.repetition == row.repetition })
      #expect(fold.testedRows.contains(row.row))
      #expect(try fold.model.predict(table)[row.row] == prediction)
    }
  }

  @Test func theCallerMayStopIt() throws {
    let table = try Rides().table()
    var seen = 0
    let error = #expect(throws: GBDTError.self) {
      try validation().run(
        on: table, recipe: FeatureRecipe(everyColumnOf: table, label: "fare")
      ) { report in
        seen += 1
        #expect(report.foldCount == 3)
        return report.fold == 1 && report.training.iteration == 4 ? .stop : .proceed
      }
    }
    #expect(seen == 24)
    #expect(error?.code == .interrupted)
  }

  @Test func namesTheRowOfABadLabel() throws {
    let rides = Rides()
    var fares = rides.fares
    fares[399] = .nan
    let table = try DataTable(columns: [
      "distance": .numbers(rides.distances), "fare": .numbers(fares),
    ])
    let error = #expect(throws: GBDTError.self) {
      try validation().run(
        on: table, recipe: FeatureRecipe(everyColumnOf: table, label: "fare"))
    }
    #expect(error?.message.contains("row 399") == true, "\(error?.message ?? "")")
  }

  @Test func needsIterations() throws {
    let error = #expect(throws: GBDTError.self) {
      try outcome(validation([("num_iterations", 0)]))
    }
    #expect(
      error?.message
        == "num_iterations=0 grows no trees: there is nothing to cross-validate.")
  }
}
