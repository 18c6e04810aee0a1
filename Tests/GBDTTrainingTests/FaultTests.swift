import GBDTCore
import GBDTParameters
import GBDTTestSupport
import GBDTTraining
import Testing

/// Whatever happens to the processes of a run, the model is the one of a single process.
@Suite struct FaultTests {
  /// Four trees with everything that a run keeps from tree to tree.
  private static let short: RunCase = {
    var run = RunCase(seed: 12, rowCount: 90)
    run.parameters.numIterations = 4
    run.parameters.numLeaves = 6
    run.parameters.minDataInLeaf = 2
    run.parameters.baggingFraction = 0.8
    run.parameters.baggingFreq = 3
    run.parameters.metrics = [.rmse]
    run.parameters.earlyStoppingMetric = nil
    run.parameters.learningRateSchedule = .constant
    run.parameters.isProvideTrainingMetric = true
    return run
  }()

  private static let expected = Result { try short.alone().result }
  private static let undisturbed = Result {
    let cluster = InProcessCluster(worldSize: 3)
    let results = try short.together(cluster)
    return (
      exchangeCount: cluster.exchangeCount,
      peakHistograms: results.map(\.counters.peakHistograms).max() ?? 0
    )
  }

  /// A fault at every exchange: all are told, or one process is lost and replaced as well.
  @Test(arguments: InProcessCluster.Fault.Moment.allCases, [nil, 0, 1, 2])
  func oneFault(moment: InProcessCluster.Fault.Moment, victim: Int?) throws {
    let expected = try Self.expected.get()
    let (count, peakHistograms) = try Self.undisturbed.get()
    #expect(expected.trees.count == 4 && count > 20)
    for exchange in 0..<count {
      let cluster = InProcessCluster(
        worldSize: 3, faults: [.init(exchange: exchange, moment: moment, victim: victim)])
      for result in try Self.short.together(cluster) {
        expectEqual(result, expected, "fault at exchange \(exchange)")
        // Those of the tree that was given up are used again.
        #expect(result.counters.peakHistograms <= peakHistograms)
      }
      #expect(
        cluster.progress.iterations.prefix(expected.bestIteration).flatMap(\.self)
          == expected.trees)
    }
  }

  @Test func lossesBeforeTraining() throws {
    for call in 0..<3 {
      let cluster = InProcessCluster(
        worldSize: 3, earlyLosses: [(rank: 1, call: call), (rank: 2, call: 1)])
      for result in try Self.short.together(cluster) {
        expectEqual(result, try Self.expected.get(), "loss at call \(call)")
      }
    }
  }

  /// Many faults, in any run; some while processes still recover from the one before.
  @Test(arguments: 0..<30) func anyFaults(seed: UInt64) throws {
    let run = RunCase(seed: seed)
    let expected = try run.alone().result
    var random = SeededRandom(seed: seed)
    let worldSize = Int.random(in: 2...5, using: &random)
    let faults = (0..<Int.random(in: 1...12, using: &random)).map { _ in
      InProcessCluster.Fault(
        exchange: Int.random(in: 0...40, using: &random),
        moment: InProcessCluster.Fault.Moment.allCases.randomElement(using: &random) ?? .before,
        victim: random.chance(0.6) ? Int.random(in: 0..<worldSize, using: &random) : nil)
    }
    let cluster = InProcessCluster(worldSize: worldSize, faults: faults)
    for result in try run.together(cluster, seed: seed) {
      expectEqual(result, expected, "seed \(seed)")
    }
  }

  /// All processes go on from a checkpoint, and are interrupted again.
  @Test func faultsAfterAResumption() throws {
    let (expected, checkpoints) = try Self.short.alone()
    let cluster = InProcessCluster(
      worldSize: 2, resuming: checkpoints[1],
      faults: [.init(exchange: 4, moment: .during, victim: 0)])
    for result in try Self.short.together(cluster) { expectEqual(result, expected) }
    #expect(cluster.faultsLeft == 0)
  }

  /// The coordinator's wish reaches all processes, and those that join later.
  @Test func aRunIsStoppedForAll() throws {
    var shorter = Self.short
    shorter.parameters.numIterations = 2
    let expected = try shorter.alone().result
    for exchange in [0, 14, 15, 16, 17] {
      let cluster = InProcessCluster(
        worldSize: 2, faults: [.init(exchange: exchange, moment: .during, victim: 0)],
        stopAfter: 2)
      for result in try Self.short.together(cluster) {
        #expect(result.trees == expected.trees && result.stopReason == .interrupted)
      }
    }
  }

  @Test func anErrorOfOneProcessEndsTheRun() throws {
    var run = Self.short
    run.data.labels[0] = .nan
    let error = #expect(throws: TrainingError.self) {
      try run.together(InProcessCluster(worldSize: 3))
    }
    #expect(error?.category == .data)
  }
}
