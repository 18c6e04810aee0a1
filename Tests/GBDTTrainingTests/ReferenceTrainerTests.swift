import GBDTData
import GBDTModel
import GBDTParameters
import GBDTTestSupport
import GBDTTraining
import Testing

/// The engine against the blackboard: the same trees, bit for bit.
@Suite struct ReferenceTrainerTests {
  private static func randomCase(using random: inout SeededRandom)
    -> (RandomDataset, TrainParameters)
  {
    let rowCount = Int.random(in: 1...70, using: &random)
    let data = RandomDataset(using: &random, rowCount: rowCount)
    return (data, RandomDataset.parameters(using: &random))
  }

  /// Fifteen cases each; a failing case is repeated from its seed alone.
  @Test(arguments: 0..<20)
  func growsTheSameTrees(group: Int) throws {
    for number in 0..<15 {
      let seed = UInt64(1000 * group + number)
      var random = SeededRandom(seed: seed)
      let (data, parameters) = Self.randomCase(using: &random)
      var reference = ReferenceTrainer(data: data, parameters: parameters)
      let expected = reference.train()
      let threads = Int.random(in: 1...3, using: &random)
      var growth = GrowthOptions()
      let batchSize = [1, 2, 3, 8, 64].randomElement(using: &random) ?? 1
      growth.batchSizes = batchSize...batchSize
      growth.histogramBytes = random.chance(0.3) ? 1 : 1 << 20
      let trainer = Trainer(
        parameters: try ValidatedTrainParameters(parameters), threads: threads, growth: growth)
      let result = try trainer.train(data.binned)
      #expect(result.baseScores == [expected.baseScore], "seed \(seed)")
      #expect(result.trees == expected.trees, "seed \(seed)")
    }
  }

  /// More features than a group of records has slots, several of them in one slot, and a wide one.
  @Test(arguments: [false, true])
  func growsTheSameTreesOnManyFeatures(isWeighted: Bool) throws {
    var random = SeededRandom(seed: 45)
    let binCounts = [Int](repeating: 129, count: 17) + [5, 3, 2, 300]
    var data = RandomDataset(using: &random, rowCount: 40)
    data.features = binCounts.enumerated().map { index, count in
      BinnedFeature(
        name: "f\(index)",
        mapper: .numeric(NumericBins(cutPoints: (0..<count - 2).map { Double($0) })))
    }
    data.bins = binCounts.map { count in
      (0..<40).map { _ in Int.random(in: 0..<count, using: &random) }
    }
    data.labels = (0..<40).map { row in
      data.bins.indices.reduce(0) { $0 + Double(data.bins[$1][row]) / Double(binCounts[$1]) }
    }
    data.weights = isWeighted ? (0..<40).map { Double($0 % 4) } : nil
    var parameters = TrainParameters()
    parameters.numIterations = 3
    parameters.numLeaves = 8
    parameters.minDataInLeaf = 1
    parameters.learningRate = 1
    var reference = ReferenceTrainer(data: data, parameters: parameters)
    let expected = reference.train()
    let result = try Trainer(parameters: ValidatedTrainParameters(parameters), threads: 2)
      .train(data.binned)
    #expect(result.trees == expected.trees)
  }

  /// The random cases would prove little if they did not reach what they are about.
  @Test func casesReachEveryKindOfSplit() throws {
    var counts: [String: Int] = [:]
    for group in 0..<20 {
      for number in 0..<15 {
        var random = SeededRandom(seed: UInt64(1000 * group + number))
        let (data, parameters) = Self.randomCase(using: &random)
        let result = try Trainer(parameters: ValidatedTrainParameters(parameters), threads: 1)
          .train(data.binned)
        for tree in result.trees {
          if tree.nodes.count == 1 { counts["single leaf", default: 0] += 1 }
          for case .split(let split) in tree.nodes {
            counts[Self.kind(of: split), default: 0] += 1
            if split.missingTakesThen { counts["missing takes then", default: 0] += 1 }
            if data.weights != nil { counts["weighted", default: 0] += 1 }
            if data.features[split.feature].mapper.binCount > 256 {
              counts["wide", default: 0] += 1
            }
          }
        }
      }
    }
    for kind in [
      "single leaf", "cut", "is missing", "one category", "several categories",
      "missing takes then", "weighted", "wide",
    ] {
      #expect(counts[kind] ?? 0 >= 20, "\(kind): \(counts[kind] ?? 0)")
    }
  }

  private static func kind(of split: SplitNode) -> String {
    switch split.test {
    case .atMost(.greatestFiniteMagnitude): "is missing"
    case .atMost: "cut"
    case .isOneOf(let categories): categories.count == 1 ? "one category" : "several categories"
    }
  }
}
