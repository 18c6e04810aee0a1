import GBDTCore
import GBDTData
import GBDTModel
import GBDTParameters
import GBDTTestSupport
import GBDTTraining
import Testing

@Suite struct TrainerTests {
  /// One numeric feature with a bin for each row's number modulo 8, and a label that follows it.
  private func simple(
    rowCount: Int = 64, labels: ((Int) -> Double)? = nil, weights: [Double]? = nil
  ) -> BinnedDataset {
    BinnedDataset(
      features: [
        BinnedFeature(
          name: "x", mapper: .numeric(NumericBins(cutPoints: (0..<7).map { Double($0) + 0.5 })))
      ],
      blocks: [
        RowBlock(
          rowNumbers: RowNumbers(Array(0..<UInt64(rowCount))),
          columns: [.narrow(copying: (0..<rowCount).map { UInt8($0 % 8 + 1) })],
          labels: RowValues(copying: (0..<rowCount).map { labels?($0) ?? Double($0 % 8) }),
          weights: weights.map { RowValues(copying: $0) })
      ])
  }

  private func parameters(_ change: (inout TrainParameters) -> Void = { _ in }) throws
    -> ValidatedTrainParameters
  {
    var parameters = TrainParameters()
    parameters.minDataInLeaf = 1
    parameters.numIterations = 5
    change(&parameters)
    return try ValidatedTrainParameters(parameters)
  }

  private func expectError(_ fragment: String, _ body: () throws -> TrainingResult) {
    let error = #expect(throws: TrainingError.self) { try body() }
    #expect(error?.message.contains(fragment) ?? false, "\(error?.message ?? "none")")
  }

  // MARK: - Scores and sums

  /// Training scores are the model's raw predictions: the metric agrees to the last bit, for rows
  /// in the bag and out of it, and for validation rows.
  @Test(arguments: 0..<20)
  func scoresAreRawPredictions(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let data = RandomDataset(using: &random, rowCount: 300)
    var parameters = RandomDataset.parameters(using: &random)
    parameters.isProvideTrainingMetric = true
    parameters.minDataInLeaf = 1
    let result = try Trainer(parameters: ValidatedTrainParameters(parameters), threads: 2)
      .train(data.binned, validation: [(name: "same", source: data.binned)])
    guard result.stopReason == .completed else { return }
    var (errors, weights) = (ExactSum(), ExactSum())
    for row in 0..<data.rowCount {
      let error =
        data.rawScore(row: row, base: result.baseScores[0], trees: result.trees) - data.labels[row]
      errors.add((data.weights?[row] ?? 1) * (error * error))
      weights.add(data.weights?[row] ?? 1)
    }
    let expected = (errors.value / weights.value).squareRoot()
    #expect(result.history.map(\.set) == ["training", "same"])
    for line in result.history { #expect(line.values.last == expected) }
  }

  @Test(arguments: 0..<10)
  func parentsAreTheSumOfTheirChildren(seed: UInt64) throws {
    var random = SeededRandom(seed: 100 + seed)
    let data = RandomDataset(using: &random, rowCount: 200)
    let result = try Trainer(
      parameters: ValidatedTrainParameters(RandomDataset.parameters(using: &random)), threads: 1
    ).train(data.binned)
    for tree in result.trees {
      for (index, node) in tree.nodes.enumerated() {
        guard case .split(let split) = node else { continue }
        let (left, right) = (tree.nodes[index + 1], tree.nodes[split.elseIndex])
        #expect(split.count == left.count + right.count)
        #expect(abs(split.cover - left.cover - right.cover) <= 1e-9 * split.cover)
        #expect(split.gain > 0 && left.count > 0 && right.count > 0)
      }
    }
  }

  /// Weights that are whole numbers say how often a row counts, 0 included.
  @Test(arguments: 0..<20)
  func wholeWeightsAreRepeatedRows(seed: UInt64) throws {
    var random = SeededRandom(seed: 200 + seed)
    var data = RandomDataset(using: &random, rowCount: 60)
    // Labels on a coarse grid around an exact mean of 0, so that both forms round gradients alike.
    let counts = data.labels.map { _ in Int.random(in: 0...3, using: &random) } + [1]
    let labels = data.labels.map { ($0 * 16).rounded() / 16 }
    let total = zip(labels, counts).reduce(0) { $0 + $1.0 * Double($1.1) }
    data.labels = labels + [-total]
    data.rowNumbers.append((data.rowNumbers.last ?? 0) + 1)
    for feature in data.bins.indices { data.bins[feature].append(0) }
    data.blockStarts = [0]
    var repeated = data
    data.weights = counts.map(Double.init)
    let rows = counts.enumerated().flatMap { [Int](repeating: $0.offset, count: $0.element) }
    repeated.bins = data.bins.map { column in rows.map { column[$0] } }
    repeated.labels = rows.map { data.labels[$0] }
    repeated.weights = nil
    repeated.rowNumbers = rows.indices.map { UInt64($0) }
    let parameters = try parameters {
      $0.minDataInLeaf = 0
      $0.minDataPerGroup = 1
      $0.catSmooth = 0
      $0.numIterations = 1
    }
    let weighted = try Trainer(parameters: parameters, threads: 1).train(data.binned)
    let plain = try Trainer(parameters: parameters, threads: 1).train(repeated.binned)
    #expect(weighted.baseScores == plain.baseScores)
    #expect(weighted.trees.map(Self.withoutCounts) == plain.trees.map(Self.withoutCounts))
  }

  /// A tree but for its row counts, which weights do not change.
  private static func withoutCounts(_ tree: Tree) -> Tree {
    Tree(
      output: tree.output,
      nodes: tree.nodes.map { node in
        switch node {
        case .leaf(let leaf): .leaf(LeafNode(value: leaf.value, count: 0, cover: leaf.cover))
        case .split(let split):
          .split(
            SplitNode(
              feature: split.feature, test: split.test, missingTakesThen: split.missingTakesThen,
              gain: split.gain, count: 0, cover: split.cover, elseIndex: split.elseIndex))
        }
      })
  }

  /// The largest labels and weights are no sums too large, in gradients or metrics.
  @Test func takesTheLargestLabelsAndWeights() throws {
    let parameters = try parameters { $0.isProvideTrainingMetric = true }
    let data = simple(
      labels: { $0 % 8 < 4 ? -1e100 : 1e100 }, weights: [Double](repeating: 1e30, count: 64))
    let result = try Trainer(parameters: parameters, threads: 1).train(data)
    #expect(result.trees.count == 5 && result.baseScores[0] == 0)
    let rmse = result.history[0].values
    #expect(zip(rmse, rmse.dropFirst()).allSatisfy { $0 > $1 && $1 > 0.5e100 })
  }

  // MARK: - How training ends

  @Test func completesAndLearns() throws {
    let parameters = try parameters {
      $0.isProvideTrainingMetric = true
      $0.metrics = [.mae, .rmse]
    }
    var events: [TrainingEvent] = []
    let result = try Trainer(parameters: parameters, threads: 1).train(simple()) {
      events.append($0)
      return .proceed
    }
    #expect(result.stopReason == .completed)
    #expect(result.trees.count == 5 && result.bestIteration == 5)
    #expect(events.map(\.iteration) == [1, 2, 3, 4, 5])
    #expect(events.allSatisfy { $0.iterationLimit == 5 && $0.rowCount == 64 })
    #expect(result.history.map(\.name) == ["mae", "rmse"])
    #expect(events.last?.metrics.map(\.value) == result.history.compactMap(\.values.last))
    let rmse = result.history[1].values
    #expect(zip(rmse, rmse.dropFirst()).allSatisfy { $0 > $1 })
  }

  @Test func noIterationsAreNoTrees() throws {
    let result = try Trainer(parameters: parameters { $0.numIterations = 0 }, threads: 1)
      .train(simple())
    #expect(result.trees.isEmpty && result.stopReason == .completed && result.baseScores[0] == 3.5)
  }

  @Test func endsWhenNothingCanBeSplit() throws {
    let result = try Trainer(parameters: parameters(), threads: 1)
      .train(simple(labels: { _ in 7 }))
    #expect(result.stopReason == .noSplit)
    #expect(result.trees.isEmpty && result.baseScores[0] == 7)
  }

  @Test func sampledIterationsWithoutASplitAreTreesOfZero() throws {
    let parameters = try parameters {
      $0.baggingFraction = 0.5
      $0.baggingFreq = 1
    }
    let result = try Trainer(parameters: parameters, threads: 1)
      .train(simple(labels: { _ in 7 }))
    #expect(result.stopReason == .completed && result.trees.count == 5)
    for tree in result.trees {
      guard case .leaf(let leaf) = tree.nodes[0] else {
        Issue.record("a leaf")
        return
      }
      #expect(leaf.value == 0 && leaf.count > 0 && leaf.count < 64)
    }
  }

  @Test func observerStopsAndKeepsTheModelSoFar() throws {
    let result = try Trainer(parameters: parameters(), threads: 1).train(simple()) {
      $0.iteration == 2 ? .stop : .proceed
    }
    #expect(result.stopReason == .interrupted && result.trees.count == 2)
  }

  @Test func earlyStoppingKeepsTheBestIteration() throws {
    // The validation rows say the opposite, so that every tree makes them worse.
    let parameters = try parameters {
      $0.numIterations = 50
      $0.earlyStoppingRound = 3
    }
    let result = try Trainer(parameters: parameters, threads: 1).train(
      simple(),
      validation: [(name: "opposite", source: simple(labels: { 7 - Double($0 % 8) }))])
    #expect(result.stopReason == .earlyStopping)
    #expect(result.bestIteration == 1 && result.trees.count == 1)
    #expect(result.history[0].values.count == 4)
  }

  @Test func theFirstMetricOfTheFirstValidationSetDecides() throws {
    // Training gets better for ever, as do the second set and the training rows themselves.
    let parameters = try parameters {
      $0.numIterations = 20
      $0.earlyStoppingRound = 3
      $0.isProvideTrainingMetric = true
      $0.metrics = [.mae, .rmse]
    }
    let opposite = simple(labels: { 7 - Double($0 % 8) })
    let trainer = Trainer(parameters: parameters, threads: 1)
    let sets: [(name: String, source: any RowBlockSource)] = [
      (name: "opposite", source: opposite), (name: "same", source: simple()),
    ]
    let stopped = try trainer.train(simple(), validation: sets)
    #expect(stopped.stopReason == .earlyStopping && stopped.bestIteration == 1)
    let completed = try trainer.train(simple(), validation: sets.reversed())
    #expect(completed.stopReason == .completed && completed.bestIteration == 20)
    // All but one row get better: the mean absolute error falls while the squared one rises.
    let outlier = simple(labels: { $0 == 0 ? 600 : Double($0 % 8) })
    let mixed = try trainer.train(simple(), validation: [(name: "outlier", source: outlier)])
    #expect(mixed.stopReason == .completed)
    let squares = mixed.history.first { $0.set == "outlier" && $0.name == "rmse" }?.values ?? []
    #expect(zip(squares, squares.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func anEqualMetricIsNoImprovement() throws {
    let parameters = try parameters {
      $0.numIterations = 50
      $0.earlyStoppingRound = 2
      $0.baggingFraction = 0.5
      $0.baggingFreq = 1
    }
    let data = simple(labels: { _ in 7 })
    let result = try Trainer(parameters: parameters, threads: 1)
      .train(data, validation: [(name: "v", source: data)])
    #expect(result.stopReason == .earlyStopping && result.bestIteration == 1)
  }

  // MARK: - Shapes of trees

  @Test func limitsHold() throws {
    var random = SeededRandom(seed: 3)
    let data = RandomDataset(using: &random, rowCount: 2000)
    for (leaves, depth) in [(2, -1), (7, -1), (8, 3), (31, 5)] {
      let parameters = try parameters {
        $0.numLeaves = leaves
        $0.maxDepth = depth
        $0.minDataInLeaf = 11
      }
      for tree in try Trainer(parameters: parameters, threads: 1).train(data.binned).trees {
        #expect(tree.nodes.count <= 2 * leaves - 1)
        #expect(depth < 0 || Self.depth(tree, 0) <= depth)
        for case .leaf(let leaf) in tree.nodes { #expect(leaf.count >= 11) }
      }
    }
  }

  private static func depth(_ tree: Tree, _ index: Int) -> Int {
    guard case .split(let split) = tree.nodes[index] else { return 0 }
    return 1 + max(depth(tree, index + 1), depth(tree, split.elseIndex))
  }

  /// A chain that would go on for ever ends at the depth that every model file allows.
  @Test func depthNeverExceedsWhatAModelMayHave() throws {
    // Labels that double from bin to bin: the best split always cuts off the last one.
    let count = 600
    let data = BinnedDataset(
      features: [
        BinnedFeature(
          name: "x",
          mapper: .numeric(NumericBins(cutPoints: (1..<count).map { Double($0) })))
      ],
      blocks: [
        RowBlock(
          rowNumbers: RowNumbers(Array(0..<UInt64(count))),
          columns: [.wide(copying: 1...UInt16(count))],
          labels: RowValues(
            copying: (0..<count).map {
              Double(sign: .plus, exponent: $0 / 26, significand: 1) * Double($0)
            }),
          weights: nil)
      ])
    let parameters = try parameters {
      $0.numLeaves = 1000
      $0.numIterations = 1
      $0.minSumHessianInLeaf = 0
    }
    let tree = try Trainer(parameters: parameters, threads: 1).train(data).trees[0]
    #expect(Self.depth(tree, 0) <= Tree.maximumDepth)
    #expect(tree.nodes.count > 100)
  }

  @Test func aMissingValueCanBeAllThatMatters() throws {
    let data = BinnedDataset(
      features: [BinnedFeature(name: "x", mapper: .numeric(NumericBins(cutPoints: [1, 2])))],
      blocks: [
        RowBlock(
          rowNumbers: RowNumbers([0, 1, 2, 3]), columns: [.narrow(copying: [0, 3, 0, 3])],
          labels: RowValues(copying: [1, 5, 1, 5]), weights: nil)
      ])
    let result = try Trainer(parameters: parameters { $0.numIterations = 1 }, threads: 1).train(
      data)
    guard case .split(let split) = result.trees[0].nodes[0] else {
      Issue.record("a split")
      return
    }
    #expect(split.test == .atMost(.greatestFiniteMagnitude) && !split.missingTakesThen)
  }

  // MARK: - Wrong use

  @Test func refusesWhatCannotBeTrainedOn() throws {
    let parameters = try parameters()
    let trainer = Trainer(parameters: parameters, threads: 2)
    expectError("no rows") { try trainer.train(simple(rowCount: 0)) }
    expectError("no features") {
      try trainer.train(BinnedDataset(features: [], blocks: []))
    }
    expectError("All weights of the training set are 0") {
      try trainer.train(simple(weights: [Double](repeating: 0, count: 64)))
    }
    expectError("the label nan") { try trainer.train(simple(labels: { $0 == 9 ? .nan : 1 })) }
    expectError("the label 1e+200") { try trainer.train(simple(labels: { $0 == 9 ? 1e200 : 1 })) }
    expectError("the weight -1.0") {
      try trainer.train(simple(weights: (0..<64).map { $0 == 63 ? -1 : 1 }))
    }
    let damaged = simple().blocks[0]
    let block = RowBlock(
      rowNumbers: damaged.rowNumbers,
      columns: [.narrow(copying: [UInt8](repeating: 200, count: 64))],
      labels: damaged.labels, weights: nil)
    expectError("`x` has 9 bins, but block 0 has a row in bin 200") {
      try trainer.train(BinnedDataset(features: simple().features, blocks: [block]))
    }
  }

  /// The limit is for all processes together.
  @Test func refusesMoreRowsThanSumsAreExactFor() throws {
    let parameters = try parameters { $0.numIterations = 1 }
    var growth = GrowthOptions()
    growth.starBytes = .max  // Copies share nothing.
    let result = try Trainer(
      parameters: parameters, collective: CopiesCollective(worldSize: 1 << 25), threads: 1,
      growth: growth
    ).train(simple())
    #expect(result.trees[0].nodes[0].count == 1 << 31)
    expectError(
      "The training set has 4294967296 rows; the limit is 4294967295, in all processes together."
    ) {
      try Trainer(
        parameters: parameters, collective: CopiesCollective(worldSize: 1 << 26), threads: 1
      ).train(simple())
    }
  }

  @Test func refusesRequestsThatContradictThemselves() throws {
    let stopping = try Trainer(parameters: parameters { $0.earlyStoppingRound = 5 }, threads: 1)
    expectError("early_stopping_round = 5 needs a validation set") {
      try stopping.train(simple())
    }
    let trainer = Trainer(parameters: try parameters(), threads: 1)
    expectError("Two sets of rows are called `v`") {
      try trainer.train(
        simple(), validation: [(name: "v", source: simple()), (name: "v", source: simple())])
    }
    let other = BinnedDataset(
      features: [BinnedFeature(name: "y", mapper: simple().features[0].mapper)],
      blocks: simple().blocks)
    expectError("`v` was not binned with the training set's features") {
      try trainer.train(simple(), validation: [(name: "v", source: other)])
    }
  }

  /// Also in the last iteration, whose gradients nobody computes any more, and with metrics, whose
  /// squares overflow first.
  @Test(arguments: [(1e300, 20), (1e300, 1), (1e160, 1), (1e60, 3)])
  func namesTheRemedyWhenNumbersOverflow(learningRate: Double, iterations: Int) throws {
    let parameters = try parameters {
      $0.learningRate = learningRate
      $0.numIterations = iterations
      $0.isProvideTrainingMetric = true
    }
    expectError("learning_rate") {
      try Trainer(parameters: parameters, threads: 1)
        .train(simple(), validation: [(name: "v", source: simple())])
    }
  }
}

extension TreeNode {
  var count: UInt64 {
    switch self {
    case .split(let split): split.count
    case .leaf(let leaf): leaf.count
    }
  }

  var cover: Double {
    switch self {
    case .split(let split): split.cover
    case .leaf(let leaf): leaf.cover
    }
  }
}
