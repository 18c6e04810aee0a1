import GBDTModel
import GBDTParameters
import GBDTTestSupport
import GBDTTraining
import Testing

/// A run that goes on from what was agreed before ends as if it had never been interrupted.
@Suite struct ResumptionTests {
  @Test(arguments: 0..<60) func anInterruptionLeavesNoTrace(seed: UInt64) throws {
    let run = RunCase(seed: seed)
    let (expected, checkpoints) = try run.alone()
    var random = SeededRandom(seed: seed)
    for checkpoint in [checkpoints.first, checkpoints.randomElement(using: &random)] {
      guard var checkpoint else { continue }
      // With the metrics of the newest tree, or with the tree alone.
      if random.chance(0.5) { checkpoint.metricLines.removeLast() }
      let resumed = try run.alone(resuming: checkpoint, threads: 2)
      expectEqual(
        resumed.result, expected, "seed \(seed), \(checkpoint.iterations.count) iterations")
      #expect(
        resumed.checkpoints.map(\.metricLines.count)
          == Array(checkpoint.metricLines.count..<checkpoints.count).map { $0 + 1 })
    }
  }

  @Test func aRunThatWasAtItsEndEndsAtOnce() throws {
    let run = RunCase(seed: 3)
    let (expected, checkpoints) = try run.alone()
    let resumed = try run.alone(resuming: checkpoints.last)
    expectEqual(resumed.result, expected)
    #expect(resumed.checkpoints.isEmpty)
  }

  /// Rows enough for a pilot tree, trees enough for rows to be put in other orders.
  @Test func largerRuns() throws {
    var run = RunCase(seed: 8, rowCount: 7000)
    run.parameters.numIterations = 6
    run.parameters.earlyStoppingRound = 0
    let (expected, checkpoints) = try run.alone()
    for place in [1, 4] {
      expectEqual(try run.alone(resuming: checkpoints[place], threads: 2).result, expected)
    }
  }

  @Test func refusesTreesOfOtherRows() throws {
    let run = RunCase(seed: 2)
    let (_, checkpoints) = try run.alone()
    let progress = try #require(checkpoints.last)
    func message(_ change: (inout AgreedProgress) -> Void) throws -> String? {
      var progress = progress
      change(&progress)
      return #expect(throws: TrainingError.self) { try run.alone(resuming: progress) }?.message
    }
    let misfit = SplitNode(
      feature: 0, test: .atMost(0.123456), missingTakesThen: true, gain: 1, count: 2, cover: 2,
      elseIndex: 2)
    let leaf = TreeNode.leaf(LeafNode(value: 1, count: 1, cover: 1))
    #expect(
      try message { $0.iterations[0] = [Tree(output: 0, nodes: [.split(misfit), leaf, leaf])] }
        == "Training cannot go on from a tree that tests feature 0 where its bins have no bound: the "
        + "trees belong to other rows or parameters. Start anew.")
    #expect(
      try message { $0.iterations[0] = [Tree(output: 0, nodes: [.split(misfit), leaf])] } != nil)
    let count = progress.iterations.count
    #expect(
      try message { $0.metricLines.removeLast(2) }
        == "Training cannot go on from \(count) iterations with \(count - 2) lines of metrics: they "
        + "belong to other parameters or sets of rows. Start anew.")
    #expect(try message { $0.metricLines[0].append(1) } != nil)
    let base = try #require(progress.baseScores?.first)
    #expect(
      try message { $0.baseScores = [base.nextUp] }
        == "Training cannot go on from trees that add to the raw score \(base.nextUp), for these rows "
        + "begin with \(base): the trees belong to other rows or parameters. Start anew.")
  }
}
