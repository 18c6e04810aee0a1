import GBDTData
import GBDTObjectives
import GBDTParameters
import GBDTTestSupport
import GBDTTraining
import Testing

/// Whatever is minimised: training learns, and any number of threads and processes gives the model of one.
@Suite struct ObjectiveRunTests {
  static let settings = [
    "regression", "regression_l1", "huber alpha=0.5", "fair fair_c=2", "quantile alpha=0.7",
    "quantile alpha=0.1,0.5,0.9", "mape", "poisson", "gamma", "tweedie", "cross_entropy",
    "poisson boost_from_average=false",
  ]

  /// A function of two features; rows from `trainingCount` on are the validation set.
  private func run(_ text: String, hasWeights: Bool) throws -> RunCase {
    var run = RunCase(seed: 41, rowCount: 240)
    run.data.features = (0..<3).map { feature in
      BinnedFeature(
        name: "f\(feature)",
        mapper: .numeric(NumericBins(cutPoints: (0..<6).map { Double($0 + feature) })))
    }
    run.data.bins = [(5, 1), (3, 7), (7, 3)].map { step in
      (0..<240).map { 1 + ($0 * step.0 + $0 / 8 * step.1) % 7 }
    }
    let isChance = text.hasPrefix("cross_entropy")
    run.data.labels = (0..<240).map { row in
      let value = Double(run.data.bins[0][row] + 2 * run.data.bins[1][row] % 5)
      return isChance ? value / 16 : value
    }
    run.data.weights = hasWeights ? (0..<240).map { Double($0 % 4) * 0.7 + 0.1 } : nil
    let words = ("objective=" + text).split(separator: " ").map { word in
      let sides = word.split(separator: "=")
      return ParameterSetting(name: String(sides[0]), value: String(sides[1]))
    }
    run.parameters = try TrainParameters(parsing: words)
    run.parameters.numIterations = 8
    run.parameters.numLeaves = 7
    run.parameters.minDataInLeaf = 3
    run.parameters.learningRate = 0.3
    run.parameters.isProvideTrainingMetric = true
    return run
  }

  @Test(arguments: settings, [false, true])
  func anyThreadsAndProcesses(text: String, hasWeights: Bool) throws {
    let run = try run(text, hasWeights: hasWeights)
    let expected = try run.alone().result
    #expect(!expected.trees.isEmpty)
    expectEqual(try run.alone(threads: 3).result, expected, "3 threads")
    for worldSize in [1, 2, 3] {
      for result in try run.together(
        InProcessCluster(worldSize: worldSize), seed: UInt64(worldSize))
      {
        expectEqual(result, expected, "\(worldSize) processes")
      }
    }
  }

  @Test(arguments: settings)
  func everyObjectiveLearns(text: String) throws {
    let history = try run(text, hasWeights: false).alone().result.history
    for metric in history {
      let (first, last) = (metric.values.first ?? 0, metric.values.last ?? 0)
      #expect(last < first, "\(metric.set) \(first) to \(last)")
    }
  }
}
