import GBDT
import GBDTModel
import GBDTSchema
import Testing

/// Leaf values from other rows.
@Suite struct RefitTests {
  typealias Settings = [(name: String, value: ParameterValue)]

  static let objectives: [Settings] = [
    [],
    [("objective", "regression_l1")],
    [("objective", "quantile"), ("alpha", "0.2,0.7")],
    [("objective", "huber"), ("alpha", 2)],
    [("objective", "poisson")],
    [("objective", "mape"), ("lambda_l2", 2)],
    [("learning_rate", 0.4), ("lambda_l1", 3), ("lambda_l2", 5)],
  ]

  /// With nothing kept of the old values and the rows that the trees were grown on, all is as it was.
  @Test(arguments: objectives) func onTheSameRowsNothingChanges(settings: Settings) throws {
    let model = try Rides().model(settings)
    let refitted = try model.refitted(on: Rides().table(), decay: 0)
    #expect(refitted.trained.trees == model.trained.trees)
    #expect(refitted.trained.selfTest == model.trained.selfTest)
    let kept = try model.refitted(on: Rides(count: 90, from: 40).table(), decay: 1)
    #expect(kept.trained.trees == model.trained.trees)
  }

  @Test func partsWithOtherLearningRatesAreKnown() throws {
    let table = try Rides().table()
    let first = try Rides().model([("learning_rate", 0.3), ("num_iterations", 4)])
    let second = try Training(parameters: [
      "learning_rate": 0.05, "num_iterations": 3, "num_leaves": 5, "min_data_per_group": 10,
    ]).continuing(from: first).run(on: table, recipe: first.recipe).model
    #expect(try second.refitted(on: table, decay: 0).trained.trees == second.trained.trees)
    let again = try second.refitted(on: table, decay: 0).refitted(on: table, decay: 0)
    #expect(again.trained.trees == second.trained.trees)
    guard case .array(let origins) = again.trained.data["made_from"] else {
      Issue.record("\(again.trained.data)")
      return
    }
    #expect(
      origins.map { $0["step"] } == ["continue", "refit", "refit"].map { .string($0) })
    #expect(try Model(json: again.json).bytes == again.bytes)
  }

  /// Values computed by hand, in plain arithmetic: regression without weights, tree by tree.
  @Test(arguments: [0.0, 0.5, 0.9]) func valuesAreMeansOfOldAndNew(decay: Double) throws {
    let model = try Rides().model([("learning_rate", 0.2), ("lambda_l2", 1.5)])
    let others = Rides(count: 170, from: 1_000)
    let fares = others.fares.map { $0 * 1.3 + 4 }
    let table = try DataTable(columns: [
      "distance": .numbers(others.distances), "zone": .strings(others.zones),
      "fare": .numbers(fares),
    ])
    let refitted = try model.refitted(on: table, decay: decay)
    let leaves = try model.leafIndices(table)
    var scores = [Double](repeating: model.trained.baseScore[0], count: fares.count)
    for (place, tree) in model.trained.trees.enumerated() {
      let old = Self.leafValues(tree)
      let reached = fares.indices.map { Int(leaves[$0 * model.treeCount + place]) }
      let expected = old.indices.map { leaf -> Double in
        let rows = fares.indices.filter { reached[$0] == leaf }
        if rows.isEmpty { return old[leaf] }
        let gradient = rows.reduce(0) { $0 + scores[$1] - fares[$1] }
        return decay * old[leaf] + (1 - decay) * 0.2 * -gradient / (Double(rows.count) + 1.5)
      }
      let found = Self.leafValues(refitted.trained.trees[place])
      for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-5 * (1 + abs(b))) }
      for row in fares.indices { scores[row] += found[reached[row]] }
    }
    #expect(
      try refitted.predict(table).map(\.bitPattern) == scores.map(\.bitPattern))
  }

  private static func leafValues(_ tree: Tree) -> [Double] {
    tree.nodes.compactMap { if case .leaf(let leaf) = $0 { leaf.value } else { nil } }
  }

  @Test(arguments: [2, 5]) func threadsDoNotShow(threads: Int) throws {
    let model = try Rides().model([("objective", "quantile"), ("alpha", "0.5,0.9")])
    let table = try Rides(count: 3_000, from: 500).table()
    #expect(
      try model.refitted(on: table, threads: threads).bytes
        == model.refitted(on: table, threads: 1).bytes)
  }

  @Test func theHistoryIsNotOfTheNewValues() throws {
    let model = try Rides().outcome(validation: .fraction(0.2)).model
    let refitted = try model.refitted(on: Rides(count: 50).table())
    #expect(refitted.trained.history["metrics"] == .array([]))
    #expect(refitted.trained.data["rows_read"] == .integer(50))
    #expect(refitted.trained.data["valid_fraction"] == .null)
  }

  @Test func leavesWithoutRowsKeepTheirValues() throws {
    let model = try Rides().model()
    let one = try Rides(count: 1).table()
    let (leaves, refitted) = (try model.leafIndices(one), try model.refitted(on: one, decay: 0))
    for (place, (old, new)) in zip(model.trained.trees, refitted.trained.trees).enumerated() {
      for (leaf, (a, b)) in zip(Self.leafValues(old), Self.leafValues(new)).enumerated() {
        #expect(a == b || leaf == Int(leaves[place]))
      }
    }
  }

  // MARK: - What does not fit

  @Test func wrongInput() throws {
    let model = try Rides().model()
    let table = try Rides().table()
    var error = try #require(throws: GBDTError.self) { try model.refitted(on: table, decay: 1.5) }
    #expect(error.code == .usage)
    #expect(error.message == "The refit decay rate is 1.5, but it is a share, from 0 to 1.")
    error = try #require(throws: GBDTError.self) {
      try model.refitted(on: Rides(count: 0).table())
    }
    #expect(error.code == .data && error.message.contains("The refit set has no rows"), "\(error)")
    error = try #require(throws: GBDTError.self) {
      try model.refitted(
        on: DataTable(columns: ["distance": .numbers([1]), "fare": .numbers([2])]))
    }
    #expect(error.code == .data && error.message.contains("no column `zone`"), "\(error)")
    let counts = try Rides().model([("objective", "poisson")])
    error = try #require(throws: GBDTError.self) {
      try counts.refitted(
        on: DataTable(columns: [
          "distance": .numbers([1]), "zone": .strings(["soho"]), "fare": .numbers([-2]),
        ]))
    }
    #expect(error.code == .data && error.message.contains("the label -2"), "\(error)")
  }

  @Test func unknownCategoriesFollowTheModelsPolicy() throws {
    let table = try DataTable(columns: [
      "distance": .numbers([1, 2]), "zone": .strings(["soho", "zoo"]), "fare": .numbers([2, 3]),
    ])
    _ = try Rides().model().refitted(on: table)
    let strict = try Rides().model([("unseen_category", "error")])
    let error = try #require(throws: GBDTError.self) { try strict.refitted(on: table) }
    #expect(error.message.contains("has the category \"zoo\""), "\(error)")
  }
}
