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
      let trainer = Trainer(
        parameters: try ValidatedTrainParameters(parameters),
        threads: Int.random(in: 1...3, using: &random),
        batchSize: [1, 2, 3, 8, 64].randomElement(using: &random) ?? 1,
        histogramBytes: random.chance(0.3) ? 1 : 1 << 20)
      let result = try trainer.train(data.binned)
      #expect(result.baseScore == expected.baseScore, "seed \(seed)")
      #expect(result.trees == expected.trees, "seed \(seed)")
    }
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
