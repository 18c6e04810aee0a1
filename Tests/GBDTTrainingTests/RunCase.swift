import GBDTData
import GBDTParameters
import GBDTTestSupport
import GBDTTraining
import Testing

/// A training run that one process can do alone, or several together.
struct RunCase {
  var data: RandomDataset
  var parameters: TrainParameters
  /// Rows from this one on are the validation set.
  var trainingCount: Int
  /// Classes of the labels; 0: they are numbers.
  var classCount = 0

  /// A random run of some iterations with a validation set.
  init(seed: UInt64, rowCount: Int = 120) {
    var random = SeededRandom(seed: 90_000 + seed)
    data = RandomDataset(using: &random, rowCount: rowCount)
    data.blockStarts = [0]
    trainingCount = rowCount * 3 / 4
    data.weights?[trainingCount] = 1
    parameters = RandomDataset.parameters(using: &random)
    parameters.numIterations = Int.random(in: 4...7, using: &random)
    parameters.baggingFreq = max(parameters.baggingFreq, random.chance(0.5) ? 2 : 0)
    if parameters.baggingFreq > 0 { parameters.baggingFraction = 0.7 }
    parameters.metrics = random.chance(0.5) ? [.rmse] : [.mae, .rmse]
    if random.chance(0.5) {
      parameters.earlyStoppingRound = Int.random(in: 1...2, using: &random)
    }
    parameters.isProvideTrainingMetric = random.chance(0.5)
    chooseControl(using: &random)
  }

  /// Sometimes a schedule, an early end by other rules, iterations that are not measured.
  private mutating func chooseControl(using random: inout SeededRandom) {
    parameters.evalFreq = random.chance(0.6) ? 1 : Int.random(in: 2...4, using: &random)
    parameters.learningRateSchedule =
      LearningRateSchedule.allCases.randomElement(using: &random) ?? .constant
    parameters.learningRateDecay = 0.7
    if parameters.earlyStoppingRound > 0 {
      parameters.earlyStoppingMetric = parameters.metrics.randomElement(using: &random)
      parameters.earlyStoppingMinDelta = random.chance(0.3) ? 0.05 : 0
      if parameters.isProvideTrainingMetric, random.chance(0.3) {
        parameters.earlyStoppingSet = .training
      }
    }
  }

  /// The rows of each of so many processes, some perhaps with none.
  func parts(_ count: Int, seed: UInt64) -> [(training: BinnedDataset, validation: BinnedDataset)] {
    var random = SeededRandom(seed: seed)
    func bounds(_ range: Range<Int>) -> [Int] {
      let inner = (1..<count).map { _ in
        beginningOfQuery(at: Int.random(in: range.lowerBound...range.upperBound, using: &random))
      }
      return [range.lowerBound] + inner.sorted() + [range.upperBound]
    }
    let whole = data.binned
    let (training, validation) = (bounds(0..<trainingCount), bounds(trainingCount..<data.rowCount))
    return (0..<count).map { part in
      let sets = [training, validation].map { bounds in
        let rows = bounds[part]..<bounds[part + 1]
        return BinnedDataset(
          features: whole.features, blocks: rows.isEmpty ? [] : [whole.blocks[0].rows(rows)])
      }
      return (sets[0], sets[1])
    }
  }

  /// The first row of a query, from this row on: queries are not split.
  private func beginningOfQuery(at row: Int) -> Int {
    guard let groups = data.groups else { return row }
    var row = row
    while row > 0, row < groups.count, row != trainingCount, groups[row] == groups[row - 1] {
      row += 1
    }
    return row
  }

  /// The result of one process, and what its observer could have kept after each iteration.
  func alone(
    resuming progress: AgreedProgress? = nil, threads: Int = 1
  ) throws -> (result: TrainingResult, checkpoints: [AgreedProgress]) {
    let part = parts(1, seed: 0)[0]
    var checkpoints: [AgreedProgress] = []
    let result = try Trainer(
      parameters: ValidatedTrainParameters(parameters), classCount: classCount,
      collective: IdentityCollective(resuming: progress), threads: threads
    ).train(part.training, validation: [("valid", part.validation)]) {
      checkpoints.append($0.progress)
      return .proceed
    }
    return (result, checkpoints)
  }

  /// The results of the processes of a cluster.
  func together(
    _ cluster: InProcessCluster, seed: UInt64 = 1, growth: GrowthOptions = GrowthOptions()
  ) throws -> [TrainingResult] {
    let parts = parts(cluster.worldSize, seed: seed)
    let parameters = try ValidatedTrainParameters(parameters)
    let classCount = classCount
    let results = try cluster.run { collective in
      let part = parts[collective.rank]
      return try Trainer(
        parameters: parameters, classCount: classCount, collective: collective, threads: 1,
        growth: growth
      ).train(part.training, validation: [("valid", part.validation)])
    }
    #expect(cluster.complaints == [])
    #expect(results.count == cluster.worldSize)
    return results
  }
}

/// Expects equal models with equal histories.
func expectEqual(
  _ result: TrainingResult, _ expected: TrainingResult, _ comment: Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(result.trees == expected.trees, comment, sourceLocation: sourceLocation)
  #expect(result.history == expected.history, comment, sourceLocation: sourceLocation)
  #expect(result.baseScores == expected.baseScores, comment, sourceLocation: sourceLocation)
  #expect(result.bestIteration == expected.bestIteration, comment, sourceLocation: sourceLocation)
  #expect(result.stopReason == expected.stopReason, comment, sourceLocation: sourceLocation)
}
