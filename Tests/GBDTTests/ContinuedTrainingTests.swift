import Foundation
import GBDT
import GBDTModel
import GBDTSchema
import GBDTTestSupport
import Testing

/// Going on from a model, on the same rows and on others.
@Suite struct ContinuedTrainingTests {
  typealias Settings = [(name: String, value: ParameterValue)]

  /// Rides with weights, initial scores, and validation rows.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var settings: Settings = []
    var isWeighted = false
    var hasInitialScores = false
    var fraction: Double?
    var rides = Rides()

    func table(_ rides: Rides) throws -> DataTable {
      let numbers = rides.fares.indices
      return try DataTable(
        columns: rides.columns + [
          ("weight", .numbers(numbers.map { Double($0 % 3 + 1) })),
          ("start", .numbers(numbers.map { Double($0 % 11) / 3 })),
        ])
    }

    /// - Parameter model: to go on from.
    func run(
      _ iterations: Int, from model: Model? = nil, on rides: Rides? = nil,
      checkpoint: CheckpointFolder? = nil, stopAfter: Int = .max, further: Settings = []
    ) throws -> TrainingOutcome {
      let small: Settings = [("num_leaves", 7), ("min_data_per_group", 10)]
      let own = settings + further + [("num_iterations", ParameterValue(iterations))]
      var training = Training(
        parameters: try Parameters(
          small.filter { setting in !own.contains { $0.name == setting.name } } + own))
      if let fraction { training.validation = .fraction(fraction) }
      training.checkpoint = checkpoint
      let table = try table(rides ?? self.rides)
      let recipe = try FeatureRecipe(
        everyColumnOf: table, label: "fare", weight: isWeighted ? "weight" : nil,
        initScores: hasInitialScores ? ["start"] : [],
        ignore: (isWeighted ? [] : ["weight"]) + (hasInitialScores ? [] : ["start"]))
      if let model { training = try training.continuing(from: model) }
      return try training.run(
        on: table, recipe: recipe,
        onIteration: { $0.iteration >= stopAfter ? .stop : .proceed })
    }
  }

  static let sampling: Settings = [
    ("bagging_fraction", 0.5), ("bagging_freq", 3), ("feature_fraction", 0.5), ("seed", 9),
  ]
  static let cases: [Case] = [
    Case(testDescription: "plain"),
    Case(testDescription: "sampling", settings: sampling),
    Case(testDescription: "weights", isWeighted: true),
    Case(
      testDescription: "held-out rows, metrics on training rows",
      settings: [("is_provide_training_metric", true), ("metric", "rmse,mae")], fraction: 0.3),
    Case(
      testDescription: "many leaves, sampling, threads",
      settings: sampling + [("num_leaves", 60), ("min_data_in_leaf", 2), ("num_threads", 3)],
      rides: Rides(count: 5_000)),
  ]

  // MARK: - The same rows

  @Test(arguments: cases, [[8, 12], [1, 18, 1], [5, 5, 5, 5]])
  func inStepsAsInOneGo(run: Case, steps: [Int]) throws {
    let straight = try run.run(20)
    var model: Model?
    var history: [[Double]] = []
    for step in steps {
      let outcome = try run.run(step, from: model)
      model = outcome.model
      history.append(outcome.history.first?.values ?? [])
    }
    let last = try #require(model)
    #expect(last.trained.trees == straight.model.trained.trees)
    #expect(last.trained.baseScore == straight.model.trained.baseScore)
    #expect(last.trained.features == straight.model.trained.features)
    #expect(last.trained.selfTest == straight.model.trained.selfTest)
    #expect(history.flatMap(\.self) == straight.history.first?.values ?? [])
    let table = try run.table(Rides(count: 300, from: 2_000))
    #expect(
      try last.predict(table).map(\.bitPattern)
        == straight.model.predict(table).map(\.bitPattern))
  }

  /// Of tasks with several outputs, queries, or exposures.
  @Test(arguments: [
    "multiclass", "multiclassova", "lambdarank", "rank_xendcg", "poisson", "quantile", "binary",
  ])
  func otherObjectivesInStepsAsInOneGo(objective: String) throws {
    let rows = Array(0..<1_200)
    let noise = rows.map { Double($0 * 7_919 % 101) }
    let label: ColumnValues =
      switch objective {
      case "multiclass", "multiclassova":
        .strings(rows.map { ["red", "green", "blue"][(Int(noise[$0]) / 20 + $0 % 2) % 3] })
      case "binary": .strings(rows.map { noise[$0] > 40 ? "yes" : "no" })
      default: .numbers(rows.map { Double((Int(noise[$0]) / 12 + $0 % 5) % 4) })
      }
    let table = try DataTable(columns: [
      ("x", .numbers(noise)), ("z", .numbers(rows.map { Double($0 % 37) })),
      ("kind", .strings(rows.map { "k\($0 % 9)" })), ("y", label),
      ("query", .numbers(rows.map { Double($0 / 12) })),
      ("time", .numbers(rows.map { Double($0 % 4) + 0.5 })),
    ])
    let isRanked = objective == "lambdarank" || objective == "rank_xendcg"
    let recipe = try FeatureRecipe(
      everyColumnOf: table, label: "y", group: isRanked ? "query" : nil,
      exposure: objective == "poisson" ? "time" : nil,
      ignore: (isRanked ? [] : ["query"]) + (objective == "poisson" ? [] : ["time"]))
    func run(_ iterations: Int, from model: Model? = nil) throws -> TrainingOutcome {
      let own: Settings = [
        ("objective", ParameterValue(objective)), ("num_iterations", ParameterValue(iterations)),
        ("num_leaves", 7), ("min_data_per_group", 10),
      ]
      let alphas: Settings = objective == "quantile" ? [("alpha", "0.2,0.8")] : []
      var training = Training(parameters: try Parameters(own + Self.sampling + alphas))
      training.validation = .fraction(0.2)
      if let model { training = try training.continuing(from: model) }
      return try training.run(on: table, recipe: recipe)
    }
    let straight = try run(12)
    let first = try run(5)
    let second = try run(7, from: first.model)
    #expect(second.model.trained.trees == straight.model.trained.trees)
    #expect(second.model.trained.baseScore == straight.model.trained.baseScore)
    #expect(
      (first.history.first?.values ?? []) + (second.history.first?.values ?? [])
        == straight.history.first?.values)
  }

  @Test func initialScoresAreUsedEachTime() throws {
    let run = Case(testDescription: "", hasInitialScores: true)
    let (straight, first) = (try run.run(20), try run.run(8))
    #expect(try run.run(12, from: first.model).model.trained.trees == straight.model.trained.trees)
  }

  @Test func theModelSaysWhereItComesFrom() throws {
    let run = Self.cases[1]
    let first = try run.run(8).model
    let second = try run.run(5, from: first, further: [("learning_rate", 0.2)]).model
    let third = try run.run(2, from: second).model
    guard case .array(let origins) = third.trained.data["made_from"] else {
      Issue.record("\(third.trained.data)")
      return
    }
    #expect(first.trained.data["made_from"] == nil)
    #expect(origins.count == 2)
    #expect(origins.map { $0["step"] } == [.string("continue"), .string("continue")])
    #expect(
      origins.map { $0["model_sha256"] } == [.string(first.sha256), .string(second.sha256)])
    #expect(origins.map { $0["iterations"] } == [.integer(8), .integer(13)])
    #expect(origins.map { $0["rows_training"] } == [.integer(600), .integer(600)])
    #expect(
      origins.map { $0["parameters"]?["learning_rate"] } == [.number(0.1), .number(0.2)])
    #expect(third.trained.parameters["learning_rate"] == .number(0.1))
    #expect(try Model(bytes: third.bytes).bytes == third.bytes)
    #expect(try Model(json: third.json).bytes == third.bytes)
  }

  // MARK: - Other rows

  /// Rides whose zones are others, but for one.
  private func otherRides(zones: [String?]) throws -> DataTable {
    let count = 400
    return try DataTable(columns: [
      "distance": .numbers((0..<count).map { Double($0 * 31 % 90) / 4 + 0.01 }),
      "zone": .strings((0..<count).map { zones[$0 % zones.count] }),
      "fare": .numbers((0..<count).map { zones[$0 % zones.count] == "zoo" ? 90 : 3 }),
    ])
  }

  @Test(arguments: ["missing", "error"])
  func newCategoriesAreMissingToTheOldTrees(policy: String) throws {
    let settings: Settings = [
      ("unseen_category", ParameterValue(policy)), ("max_cat_to_onehot", 1),
    ]
    let old = try Rides().model(settings)
    let zones = ["airport", "a-new-one", nil, "zoo", "midtown"]
    let table = try otherRides(zones: zones)
    let asMissing = try otherRides(zones: ["airport", nil, nil, nil, "midtown"])
    var training = try Training(parameters: ["num_iterations": 6, "min_data_per_group": 10])
    training = try training.continuing(from: old)
    let outcome = try training.run(on: table, recipe: old.recipe)
    guard case .categorical(let categories, _) = outcome.model.trained.features[1].kind else {
      Issue.record("a category")
      return
    }
    #expect(categories == ["a-new-one", "airport", "harlem", "midtown", "soho", "zoo"])
    #expect(outcome.model.treeCount == 26)
    #expect(
      try outcome.model.predict(table, iterations: 20).map(\.bitPattern)
        == old.predict(asMissing).map(\.bitPattern))
    #expect(try Model(bytes: outcome.model.bytes).bytes == outcome.model.bytes)
    // The new trees have learned the new zones.
    #expect(
      try outcome.model.predict(table).map(\.bitPattern)
        != outcome.model.predict(asMissing).map(\.bitPattern))
  }

  /// Scores begin with the old model's, to the last bit: metrics on rows are those of an evaluation.
  @Test func metricsAreThoseOfTheModel() throws {
    let old = try Rides().model()
    let table = try otherRides(zones: ["airport", "zoo", "soho", nil])
    var training = try Training(parameters: [
      "num_iterations": 4, "is_provide_training_metric": true, "num_threads": 2,
    ])
    training = try training.continuing(from: old)
    let held = try Rides(count: 150, from: 900).table()
    training.validation = .table(held)
    let outcome = try training.run(on: table, recipe: old.recipe)
    #expect(outcome.metrics.map(\.set) == ["training", "valid"])
    for (rows, metric) in zip([table, held], outcome.metrics) {
      for iteration in 1...4 {
        let value = try outcome.model.evaluate(
          rows, metrics: ["rmse"], iterations: 20 + iteration
        ).metrics[0].value
        let history = try #require(outcome.history.first { $0.set == metric.set })
        #expect(history.values[iteration - 1] == value)
      }
    }
  }

  @Test func earlyStoppingKeepsAllOldTrees() throws {
    let old = try Rides().model()
    let opposite = try DataTable(columns: [
      "distance": .numbers(Rides().distances), "zone": .strings(Rides().zones),
      "fare": .numbers(Rides().fares.map { 40 - $0 }),
    ])
    var training = try Training(parameters: ["early_stopping_round": 3])
    training = try training.continuing(from: old)
    training.validation = .table(try Rides(count: 200, from: 700).table())
    let outcome = try training.run(on: opposite, recipe: old.recipe)
    #expect(outcome.stopReason == .earlyStopping)
    #expect(outcome.model.treeCount == 21)
    #expect(Array(outcome.model.trained.trees.prefix(20)) == old.trained.trees)
  }

  @Test func noFurtherSplitKeepsTheModel() throws {
    let table = try DataTable(columns: [
      "x": .numbers((0..<50).map(Double.init)), "y": .numbers((0..<50).map { $0 < 25 ? 1 : 5 }),
    ])
    let recipe = try FeatureRecipe(everyColumnOf: table, label: "y")
    let constant = try DataTable(columns: [
      "x": .numbers([1, 2, 3]), "y": .numbers([4, 4, 4]),
    ])
    let old = try Training(parameters: ["num_iterations": 3]).run(on: table, recipe: recipe).model
    let more = try Training().continuing(from: old).run(on: constant, recipe: recipe)
    #expect(more.stopReason == .noSplit && more.model.treeCount == 3)
    #expect(more.model.trained.trees == old.trained.trees)
  }

  // MARK: - Checkpoints

  @Test(arguments: [1, 7, 11])
  func resumedAsStraight(stop: Int) throws {
    let (run, folder) = (Self.cases[1], try TemporaryFolder())
    let old = try run.run(9).model
    let straight = try run.run(12, from: old)
    _ = try run.run(12, from: old, checkpoint: CheckpointFolder(folder.path), stopAfter: stop)
    let resumed = try run.run(
      12, from: old, checkpoint: CheckpointFolder(folder.path, resumes: true))
    #expect(resumed.model.bytes == straight.model.bytes)
  }

  @Test func checkpointsOfOtherStartsAreRefused() throws {
    let (run, folder) = (Self.cases[0], try TemporaryFolder())
    let (old, other) = (try run.run(9).model, try run.run(8).model)
    _ = try run.run(12, from: old, checkpoint: CheckpointFolder(folder.path), stopAfter: 4)
    for (model, text) in [
      (other, "training goes on from another model there. Give"),
      (nil, "training goes on from a model there and begins anew here. Give"),
    ] {
      let error = #expect(throws: GBDTError.self) {
        try run.run(12, from: model, checkpoint: CheckpointFolder(folder.path, resumes: true))
      }
      #expect(error?.message.contains(text) == true, "\(error!)")
    }
  }

  // MARK: - What does not fit

  private func error(
    _ settings: Settings = [], columns: [(name: String, values: ColumnValues)],
    recipe: FeatureRecipe? = nil
  ) throws -> GBDTError {
    let old = try Rides().model()
    return try #require(
      #expect(throws: GBDTError.self) {
        let training = Training(parameters: try Parameters(settings))
        _ = try training.continuing(from: old).run(
          on: DataTable(columns: columns), recipe: recipe ?? old.recipe)
      })
  }

  @Test func otherObjectives() throws {
    let error = try error([("objective", "poisson")], columns: Rides().columns)
    #expect(error.code == .usage)
    #expect(
      error.message
        == "The model that training is to go on from has objective=regression, this run "
        + "objective=poisson: the trees of one cannot be added to those of the other. Give "
        + "objective=regression.")
  }

  @Test func otherRecipes() throws {
    let recipe = try FeatureRecipe(
      json: #"{"label": "distance", "features": [{"name": "fare", "expr": "fare"}]}"#)
    let error = try error(columns: Rides().columns, recipe: recipe)
    #expect(error.code == .usage)
    #expect(error.message.contains("they differ in `label`, `features`"), "\(error.message)")
  }

  @Test func otherColumns() throws {
    var error = try error(columns: Array(Rides().columns.dropFirst()))
    #expect(error.code == .data && error.message.contains("`distance`"), "\(error.message)")
    var columns = Rides().columns
    columns[1].values = .numbers(Rides().distances)
    error = try self.error(columns: columns)
    #expect(error.code == .data && error.message.contains("`zone`"), "\(error.message)")
  }

  @Test func rowsAreNeeded() throws {
    let error = try error(columns: Rides(count: 0).columns)
    #expect(error.code == .data && error.message.contains("No row is left"), "\(error.message)")
  }
}
