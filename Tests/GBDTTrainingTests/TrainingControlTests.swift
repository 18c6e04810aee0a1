import GBDTData
import GBDTParameters
import GBDTTestSupport
import GBDTTraining
import Testing

/// How training goes on and ends: metrics, early stopping, learning rates.
@Suite struct TrainingControlTests {
  private func run(_ change: (inout TrainParameters) -> Void = { _ in }) -> RunCase {
    var run = RunCase(seed: 40, rowCount: 200)
    run.data.weights = nil
    run.setFeatures { _ in
      .numeric(NumericBins(cutPoints: (0..<12).map { Double($0) / 4 }))
    }
    run.parameters = TrainParameters()
    run.parameters.numIterations = 10
    run.parameters.numLeaves = 5
    run.parameters.minDataInLeaf = 5
    run.parameters.learningRate = 0.3
    run.parameters.metrics = [.rmse, .mae]
    run.parameters.isProvideTrainingMetric = true
    change(&run.parameters)
    return run
  }

  private func values(
    _ result: TrainingResult, _ set: String, _ metric: MetricName
  ) -> [Double] {
    result.history.first { $0.set == set && $0.name == metric.description }?.values ?? []
  }

  // MARK: - Metrics

  @Test(arguments: [2, 3, 4, 10, 99]) func everySoManyIterations(frequency: Int) throws {
    let all = try run().alone()
    let few = try run { $0.evalFreq = frequency }.alone()
    #expect(few.result.trees == all.result.trees)
    let expected = (1...10).filter { $0 % frequency == 0 || $0 == 10 }
    for (history, full) in zip(few.result.history, all.result.history) {
      #expect(history.iterations == expected)
      #expect(history.values == expected.map { full.values[$0 - 1] })
    }
    let lines = try #require(few.checkpoints.last).metricLines
    #expect(lines.indices.filter { !lines[$0].isEmpty }.map { $0 + 1 } == expected)
  }

  @Test func theLastIterationIsMeasuredWhateverEndsTheRun() throws {
    let run = run { $0.evalFreq = 4 }
    let part = run.parts(1, seed: 0)[0]
    let trainer = Trainer(parameters: try ValidatedTrainParameters(run.parameters), threads: 1)
    let result = try trainer.train(part.training, validation: [("valid", part.validation)]) {
      $0.iteration == 6 ? .stop : .proceed
    }
    #expect(result.stopReason == .interrupted && result.history[0].iterations == [4, 6])
    #expect(result.lastLine.count == 4)
    // Processes do so together.
    for result in try run.together(InProcessCluster(worldSize: 3, stopAfter: 6)) {
      #expect(result.stopReason == .interrupted && result.history[0].iterations == [4, 6])
    }
  }

  @Test func noSplitIsAnEndThatIsMeasured() throws {
    // The labels of four bins are learned exactly, and then nothing is left.
    let data = BinnedDataset(
      features: [
        BinnedFeature(
          name: "x", mapper: .numeric(NumericBins(cutPoints: [0.5, 1.5, 2.5])))
      ],
      blocks: [
        RowBlock(
          rowNumbers: RowNumbers(Array(0..<40)),
          columns: [.narrow(copying: (0..<40).map { UInt8($0 % 4 + 1) })],
          labels: RowValues(copying: (0..<40).map { Double($0 % 4) }), weights: nil)
      ])
    var parameters = TrainParameters()
    parameters.learningRate = 1
    parameters.minDataInLeaf = 1
    parameters.minGainToSplit = 1e-9
    parameters.evalFreq = 50
    let result = try Trainer(parameters: ValidatedTrainParameters(parameters), threads: 1)
      .train(data, validation: [("valid", data)])
    #expect(result.stopReason == .noSplit)
    #expect(result.history[0].iterations == [result.bestIteration] && result.bestIteration > 0)
  }

  /// What is measured only because a run ended is no part of what it goes on from.
  @Test(arguments: 1...9) func anEndThatWasMeasuredLeavesNoTrace(iteration: Int) throws {
    let run = run {
      $0.evalFreq = 4
      $0.earlyStoppingRound = 3
    }
    let (straight, checkpoints) = try run.alone()
    guard iteration <= checkpoints.count else { return }
    let cluster = InProcessCluster(worldSize: 2, stopAfter: iteration)
    _ = try run.together(cluster)
    var progress = cluster.progress
    progress.isStopping = false
    #expect(progress == checkpoints[iteration - 1])
    expectEqual(try run.alone(resuming: progress).result, straight)
  }

  @Test func refusesMetricsOfOtherIterations() throws {
    let (_, checkpoints) = try run().alone()
    #expect(throws: TrainingError.self) {
      try run { $0.evalFreq = 2 }.alone(resuming: checkpoints[4])
    }
  }

  // MARK: - Early stopping

  @Test func stopsOnTheChosenMetricOfTheChosenSet() throws {
    for set in EarlyStoppingSet.allCases {
      for metric in [MetricName.rmse, .mae] {
        let result = try run {
          $0.numIterations = 300
          $0.earlyStoppingRound = 5
          $0.earlyStoppingSet = set
          $0.earlyStoppingMetric = metric
          $0.earlyStoppingMinDelta = 0.003
        }.alone().result
        let values = values(result, set.rawValue, metric)
        var best = 0
        for (index, value) in values.enumerated() where value < values[best] - 0.003 {
          best = index
        }
        #expect(result.bestIteration == best + 1, "\(set) \(metric)")
        #expect(result.stopReason == .earlyStopping && values.count == best + 1 + 5)
      }
    }
  }

  @Test func trainingRowsNeedNoOthers() throws {
    let run = run {
      $0.earlyStoppingRound = 1
      $0.earlyStoppingSet = .training
      $0.earlyStoppingMinDelta = 1e6
    }
    let result = try Trainer(parameters: ValidatedTrainParameters(run.parameters), threads: 1)
      .train(run.parts(1, seed: 0)[0].training)
    #expect(result.stopReason == .earlyStopping && result.bestIteration == 1)
  }

  /// An iteration that was not measured neither ends a run nor is the best.
  @Test func onlyMeasuredIterationsCount() throws {
    let result = try run {
      $0.numIterations = 300
      $0.earlyStoppingRound = 3
      $0.evalFreq = 4
    }.alone().result
    let (values, iterations) = (values(result, "valid", .rmse), result.history[0].iterations)
    let best = values.indices.min { values[$0] < values[$1] } ?? 0
    #expect(result.stopReason == .earlyStopping && result.bestIteration == iterations[best])
    #expect(iterations == (1...iterations.count).map { 4 * $0 })
    #expect(
      best == values.count - 2, "the first that is 3 iterations later, and no better, ends it")
  }

  // MARK: - Learning rates

  /// A list of rates, the schedule that it comes from, and a callback that sets them are the same.
  @Test(arguments: LearningRateSchedule.allCases)
  func ratesAreWhatTheyAreHoweverTheyAreSaid(schedule: LearningRateSchedule) throws {
    let scheduled = run {
      $0.learningRateSchedule = schedule
      $0.learningRateDecay = 0.8
    }
    let rates = LearningRates(scheduled.parameters)
    let listed = (1...10).map { rates.rate(ofIteration: $0) }
    let expected = try scheduled.alone().result
    expectEqual(try run { $0.learningRates = listed }.alone().result, expected)
    let part = scheduled.parts(1, seed: 0)[0]
    var seen: [Double] = []
    let called = try Trainer(
      parameters: ValidatedTrainParameters(run().parameters), threads: 1
    ).train(part.training, validation: [("valid", part.validation)]) {
      seen.append($0.learningRate)
      return .proceed
    } beforeIteration: {
      #expect($0.learningRate == 0.3 && $0.iterationLimit == 10)
      #expect($0.history[0].values.count == $0.iteration - 1)
      $0.learningRate = listed[$0.iteration - 1]
    }
    expectEqual(called, expected)
    #expect(seen == listed)
  }

  @Test(arguments: [0, -0.1, .nan, .infinity]) func refusesRatesThatAreNone(rate: Double) throws {
    let run = run()
    let part = run.parts(1, seed: 0)[0]
    let error = #expect(throws: TrainingError.self) {
      try Trainer(parameters: ValidatedTrainParameters(run.parameters), threads: 1)
        .train(part.training) { _ in
          .proceed
        } beforeIteration: {
          if $0.iteration == 3 { $0.learningRate = rate }
        }
    }
    #expect(
      error?.message
        == "Before iteration 3 the learning rate was set to \(rate); it must be a number above 0.")
  }
}
