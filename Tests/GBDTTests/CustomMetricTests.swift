import GBDT
import GBDTModel
import GBDTTestSupport
import Testing

/// Metrics given as closures.
@Suite struct CustomMetricTests {
  static let ownMAE = CustomMetric("own_mae") { prediction, label in abs(prediction - label) }
  /// The share of the rows whose neighbour in the table is ordered rightly: depends on the rows' order.
  static let inOrder = CustomMetric("in_order", isHigherBetter: true, of: .all) { rows in
    let pairs = (1..<rows.count).filter { row in
      (rows.prediction(row) < rows.prediction(row - 1)) == (rows.label(row) < rows.label(row - 1))
    }
    return Double(pairs.count) / Double(rows.count - 1)
  }

  private func training(
    _ settings: [(name: String, value: ParameterValue)] = [], _ metrics: [CustomMetric]
  ) throws -> Training {
    let small: [(name: String, value: ParameterValue)] = [
      ("num_iterations", 20), ("num_leaves", 7), ("min_data_per_group", 10), ("metric", "mae"),
      ("is_provide_training_metric", true),
    ]
    let names = settings.map(\.name)
    var training = Training(
      parameters: try Parameters(small.filter { !names.contains($0.name) } + settings))
    training.metrics = metrics
    training.validation = .fraction(0.2)
    return training
  }

  private func outcome(
    _ settings: [(name: String, value: ParameterValue)] = [], _ metrics: [CustomMetric]
  ) throws -> TrainingOutcome {
    let table = try Rides(count: 3_000).table()
    return try training(settings, metrics).run(
      on: table, recipe: FeatureRecipe(everyColumnOf: table, label: "fare"))
  }

  private func values(_ name: String, _ set: String, of outcome: TrainingOutcome) -> [Double] {
    outcome.history.first { $0.name == name && $0.set == set }?.values ?? []
  }

  /// A closure that says what `mae` says has its bits, in both sets, and changes nothing of the model.
  @Test func aClosureIsMeasuredLikeAMetricOfOurs() throws {
    let outcome = try outcome([], [Self.ownMAE])
    #expect(outcome.history.map(\.name) == ["own_mae", "mae", "own_mae", "mae"])
    for set in ["training", "valid"] {
      let own = values("own_mae", set, of: outcome)
      #expect(own.count == 20 && own == values("mae", set, of: outcome))
    }
    #expect(try self.outcome([], []).model.trained.trees == outcome.model.trained.trees)
    #expect(try Model(bytes: outcome.model.bytes).bytes == outcome.model.bytes)
  }

  @Test(arguments: [1, 2, 5]) func allRowsComeInTheirOrder(threads: Int) throws {
    let table = try Rides(count: 3_000).table()
    let recipe = try FeatureRecipe(everyColumnOf: table, label: "fare")
    var training = try training([("num_threads", ParameterValue(threads))], [Self.inOrder])
    training.validation = .table(table)
    let outcome = try training.run(on: table, recipe: recipe)
    // Training rows are put in other orders meanwhile; validation rows are not.
    let own = values("in_order", "training", of: outcome)
    #expect(own.count == 20 && own == values("in_order", "valid", of: outcome))
    let last = try outcome.model.evaluate(table, custom: [Self.inOrder], threads: threads)
    #expect(last.metrics[0].name == "in_order" && last.metrics[0].value == own.last)
  }

  @Test func weightsCount() throws {
    let weights = (name: "paid", values: ColumnValues.numbers((0..<1_000).map { Double($0 % 3) }))
    let table = try DataTable(columns: Rides(count: 1_000).columns + [weights])
    let recipe = try FeatureRecipe(everyColumnOf: table, label: "fare", weight: "paid")
    let weighted = CustomMetric("weighted", of: .all) { rows in
      let weights = (0..<rows.count).reduce(0) { $0 + rows.weight($1) }
      return (0..<rows.count).reduce(0) {
        $0 + rows.weight($1) * abs(rows.prediction($1) - rows.label($1))
      } / weights
    }
    let outcome = try training([], [Self.ownMAE, weighted]).run(on: table, recipe: recipe)
    for set in ["training", "valid"] {
      #expect(values("own_mae", set, of: outcome) == values("mae", set, of: outcome))
      for (own, known) in zip(values("weighted", set, of: outcome), values("mae", set, of: outcome))
      {
        #expect(abs(own - known) < 1e-9 * known)
      }
    }
  }

  /// The first closure decides, unless another metric is named.
  @Test func earlyStoppingLooksAtTheFirstClosure() throws {
    let rising = CustomMetric("rising", of: .all) { rows in rows.prediction(0) * 0 + 1 }
    let patience: [(name: String, value: ParameterValue)] = [("early_stopping_round", 3)]
    let stopped = try outcome(patience, [rising, Self.ownMAE])
    #expect(stopped.stopReason == .earlyStopping && stopped.bestIteration == 1)
    let named = try outcome(patience + [("early_stopping_metric", "mae")], [rising])
    #expect(named.bestIteration > 3)
    let negative = CustomMetric("negative_mae", isHigherBetter: true) { -abs($0 - $1) }
    let coarse: [(name: String, value: ParameterValue)] = [
      ("num_iterations", 200), ("learning_rate", 0.5), ("early_stopping_min_delta", 0.05),
    ]
    let best = try outcome(patience + coarse, [negative])
    let known = try outcome(patience + coarse, [])
    #expect(best.stopReason == .earlyStopping && best.bestIteration == known.bestIteration)
  }

  @Test func metricsAreInReportsAndKeepToEvalFreq() throws {
    let table = try Rides(count: 1_000).table()
    var seen: [Int: [String]] = [:]
    _ = try training([("eval_freq", 8)], [Self.ownMAE]).run(
      on: table, recipe: FeatureRecipe(everyColumnOf: table, label: "fare")
    ) {
      seen[$0.iteration] = $0.metrics.map(\.name)
      return .proceed
    }
    #expect(seen.filter { !$0.value.isEmpty }.keys.sorted() == [8, 16, 20])
    #expect(seen[8] == ["own_mae", "mae", "own_mae", "mae"])
  }

  @Test func classesAreMeasuredTogether() throws {
    let rows = (0..<600).map { Double($0 % 3) }
    let table = try DataTable(columns: [
      "x": .numbers(rows.enumerated().map { Double($0.offset % 7) + $0.element }),
      "kind": .strings(rows.map { "k\(Int($0))" }),
    ])
    let recipe = try FeatureRecipe(everyColumnOf: table, label: "kind")
    let hits = CustomMetric("hits", isHigherBetter: true, of: .all) { rows in
      let right = (0..<rows.count).filter { row in
        let best = (0..<rows.outputCount).max {
          rows.prediction(row, output: $0) < rows.prediction(row, output: $1)
        }
        return Double(best ?? -1) == rows.label(row)
      }
      return Double(right.count) / Double(rows.count)
    }
    let parameters: [(name: String, value: ParameterValue)] = [
      ("objective", "multiclass"), ("metric", "multi_error"),
    ]
    let outcome = try training(parameters, [hits]).run(on: table, recipe: recipe)
    for (own, error) in zip(
      values("hits", "valid", of: outcome), values("multi_error", "valid", of: outcome))
    {
      #expect(abs(own - (1 - error)) < 1e-9)
    }
    let error = try #require(throws: GBDTError.self) {
      try training(parameters, [Self.ownMAE]).run(on: table, recipe: recipe)
    }
    #expect(error.code == .usage && error.message.contains("makes 3"), "\(error)")
  }

  @Test func evaluationDrawsIntervals() throws {
    let table = try Rides(count: 500).table()
    let model = try outcome([], []).model
    let one = try model.evaluate(
      table, metrics: ["mae"], custom: [Self.ownMAE], bootstrap: 50, threads: 1)
    #expect(one.metrics[0].value == one.metrics[1].value)
    #expect(one.intervals[0] == one.intervals[1] && one.intervals[0] != nil)
    let two = try model.evaluate(
      table, metrics: ["mae"], custom: [Self.ownMAE], bootstrap: 50, threads: 2)
    #expect(two == one)
  }

  @Test func crossValidationAndTuningMeasureClosures() throws {
    let table = try Rides(count: 800).table()
    let recipe = try FeatureRecipe(everyColumnOf: table, label: "fare")
    var validation = CrossValidation(
      parameters: try Parameters(["num_iterations": 10, "num_leaves": 7, "metric": "mae"]))
    validation.foldCount = 3
    validation.metrics = [Self.ownMAE]
    validation.objective = CustomObjectiveTests.squares
    let outcome = try validation.run(on: table, recipe: recipe)
    #expect(outcome.curves.map(\.name) == ["own_mae", "mae"])
    #expect(outcome.curves[0].means == outcome.curves[1].means)
    #expect(outcome.folds[0].model.trained.objective.name == "custom")
    var tuning = Tuning(validation: validation)
    tuning.trialCount = 3
    let tuned = try tuning.run(on: table, recipe: recipe)
    #expect(tuned.metric == "own_mae" && tuned.evaluations.count == 3)
  }

  @Test(arguments: [
    ("mae", "is a metric of gbdt"), ("l1", "is a metric of gbdt"), ("", "cannot be called"),
    ("a b", "cannot be called"), ("own_mae", "Two metrics are called `own_mae`"),
  ]) func namesAreChecked(name: String, message: String) throws {
    let metric = CustomMetric(name) { _, _ in 0 }
    for call in [
      { _ = try outcome([], [Self.ownMAE, metric]) },
      {
        _ = try outcome([], []).model.evaluate(
          Rides().table(), custom: [Self.ownMAE, metric])
      },
    ] as [() throws -> Void] {
      let error = try #require(throws: GBDTError.self) { try call() }
      #expect(error.code == .usage && error.message.contains(message), "\(error)")
    }
  }

  @Test func whatIsNoNumberEndsTheTraining() throws {
    let broken = CustomMetric("broken") { prediction, label in label > 30 ? .nan : 0 }
    let error = try #require(throws: GBDTError.self) { try outcome([], [broken]) }
    #expect(error.code == .data)
    #expect(error.message.contains("After iteration 1 the metric `broken` of the training set"))
    let model = try outcome([], []).model
    let evaluated = try #require(throws: GBDTError.self) {
      try model.evaluate(Rides().table(), custom: [broken])
    }
    #expect(evaluated.message.contains("`broken` is no finite number"))
  }

  @Test func queriesAreNeeded() throws {
    let perQuery = CustomMetric("first", of: .query) { rows in rows.label(0) }
    let error = try #require(throws: GBDTError.self) { try outcome([], [perQuery]) }
    #expect(error.code == .usage && error.message.contains("measures queries"), "\(error)")
  }

  @Test func workersCannotHaveClosures() throws {
    let training = try training([], [Self.ownMAE])
    let error = try #require(throws: GBDTError.self) {
      try training.run(
        onFiles: TrainingFiles(["rides.csv"], columns: .everyColumn(label: "fare")),
        workers: WorkerOptions(count: 2))
    }
    #expect(error.code == .usage && error.message.contains("`own_mae` is a closure"), "\(error)")
  }

  @Test func resumingNeedsTheSameClosures() throws {
    let folder = try TemporaryFolder()
    let table = try Rides(count: 3_000).table()
    let recipe = try FeatureRecipe(everyColumnOf: table, label: "fare")
    func run(
      _ metrics: [CustomMetric], checkpoint: CheckpointFolder?, stopAt: Int? = nil
    ) throws -> TrainingOutcome {
      var training = try training([("early_stopping_round", 10)], metrics)
      training.checkpoint = checkpoint
      return try training.run(on: table, recipe: recipe) {
        $0.iteration == stopAt ? .stop : .proceed
      }
    }
    let path = folder.file("checkpoints")
    let straight = try run([Self.inOrder], checkpoint: nil)
    _ = try run([Self.inOrder], checkpoint: CheckpointFolder(path), stopAt: 7)
    let error = try #require(throws: GBDTError.self) {
      try run([Self.ownMAE], checkpoint: CheckpointFolder(path, resumes: true))
    }
    #expect(error.message.contains("custom metrics is in_order there and own_mae here"), "\(error)")
    let resumed = try run([Self.inOrder], checkpoint: CheckpointFolder(path, resumes: true))
    #expect(resumed.history == straight.history)
    #expect(resumed.model.bytes == straight.model.bytes)
  }
}
