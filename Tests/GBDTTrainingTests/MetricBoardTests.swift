import GBDTData
import GBDTParameters
import GBDTTestSupport
import GBDTTraining
import Testing

/// Metrics during training, over processes.
@Suite struct MetricBoardTests {
  private func run(_ objective: ObjectiveName, metrics: [MetricName]) -> RunCase {
    var run = RunCase(seed: 77, rowCount: 240)
    run.parameters.objective = objective
    run.parameters.metrics = metrics
    run.parameters.evalFreq = 1
    run.parameters.earlyStoppingMetric = nil
    run.parameters.earlyStoppingSet = .valid
    run.parameters.earlyStoppingMinDelta = 0
    run.parameters.numIterations = 4
    run.parameters.earlyStoppingRound = 0
    run.parameters.isProvideTrainingMetric = true
    run.data.weights = (0..<240).map { Double($0 % 5) * 0.7 + 0.1 }
    run.data.labels = (0..<240).map { row in
      switch objective {
      case .crossEntropy: Double(row * 7 % 9) / 8
      case .binary: Double(row * 7 % 9 / 5)
      default: 0.5 + Double(row * 7 % 23)
      }
    }
    return run
  }

  @Test(arguments: [ObjectiveName.regression, .poisson, .crossEntropy, .binary])
  func allMetricsAreThoseOfOneProcess(objective: ObjectiveName) throws {
    let metrics = MetricKind.fitting(objective.predictionKind).map { MetricName($0) }
    let run = run(objective, metrics: metrics)
    let expected = try run.alone().result
    #expect(expected.history.map(\.name) == (metrics + metrics).map(\.description))
    #expect(expected.history.allSatisfy { $0.values.allSatisfy(\.isFinite) })
    #expect(try run.alone(threads: 3).result.history == expected.history)
    for worldSize in [1, 2, 3, 5, 7] {
      for result in try run.together(
        InProcessCluster(worldSize: worldSize), seed: UInt64(worldSize))
      {
        expectEqual(result, expected, "\(worldSize) processes")
      }
    }
  }

  @Test func largerIsBetterWhereItIs() throws {
    var run = run(.binary, metrics: [MetricName(.auc)])
    run.parameters.isProvideTrainingMetric = false
    run.parameters.numIterations = 12
    run.parameters.earlyStoppingRound = 12
    let result = try run.alone().result
    let values = try #require(result.history.first?.values)
    #expect(values[result.bestIteration - 1] == values.max())
  }

  @Test func aSetOfOneClassIsRefused() {
    var run = run(.binary, metrics: [MetricName(.logloss), MetricName(.auc)])
    for row in run.trainingCount..<240 { run.data.labels[row] = 1 }
    let error = #expect(throws: TrainingError.self) { try run.alone() }
    #expect(
      error?.message
        == "The metric `auc` needs rows of both classes, but all that have a weight are of the second, "
        + "in the valid set. Choose another metric.")
  }
}
