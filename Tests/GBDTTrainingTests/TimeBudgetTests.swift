import GBDTCore
import GBDTData
import GBDTParameters
import GBDTTestSupport
import GBDTTraining
import Synchronization
import Testing

@Suite struct TimeBudgetTests {
  /// A clock that goes on when it is told to.
  private final class HandClock: Sendable {
    private let seconds = Mutex(0.0)
    var now: Double { seconds.withLock { $0 } }
    func pass(_ seconds: Double) { self.seconds.withLock { $0 += seconds } }
  }

  /// A budget that `#expect` can ask.
  private final class Budget {
    var value: TimeBudget
    init(seconds: Double, _ clock: HandClock) {
      value = TimeBudget(seconds: seconds) { clock.now }
    }
    func hasTime(forIterations count: Int = 1, after iteration: Int) -> Bool {
      value.hasTime(forIterations: count, after: iteration)
    }
  }

  @Test func asksWhetherTheNextIterationEndsInTime() {
    let clock = HandClock()
    let budget = Budget(seconds: 10, clock)
    clock.pass(5)
    #expect(budget.hasTime(after: 0), "nothing is known of an iteration, and there is time")
    clock.pass(2)
    #expect(budget.hasTime(after: 1), "7 + 1.1 * 2 <= 10")
    clock.pass(1)
    #expect(!budget.hasTime(after: 2), "8 + 1.1 * 2 > 10: the slower of the two counts")
    #expect(!budget.hasTime(forIterations: 2, after: 2))
  }

  @Test func forgetsWhatWasLongAgo() {
    let clock = HandClock()
    let budget = Budget(seconds: 25, clock)
    #expect(budget.hasTime(after: 3))
    clock.pass(9)
    #expect(budget.hasTime(after: 4))
    var count = 4
    while budget.hasTime(after: count) {
      clock.pass(1)
      count += 1
    }
    // Four iterations of 1 s later that of 9 s is forgotten; until then there was time for another such.
    #expect(count == 19 && clock.now == 24)
  }

  @Test func iterationsThatAreReportedTogetherShareTheTime() {
    let clock = HandClock()
    let budget = Budget(seconds: 10, clock)
    #expect(budget.hasTime(after: 0))
    clock.pass(4)
    #expect(budget.hasTime(forIterations: 2, after: 4), "1 s each")
    #expect(budget.hasTime(forIterations: 2, after: 5))
  }

  @Test func theEndIsTheEnd() throws {
    let clock = HandClock()
    let budget = Budget(seconds: 2.5, clock)
    try budget.value.check(after: "nothing was done")
    clock.pass(2.5)
    #expect(!budget.hasTime(after: 0))
    let error = #expect(throws: TrainingError.self) {
      try budget.value.check(after: "rows were read")
    }
    #expect(
      error?.message
        == "time_limit=2.5 was over before the first iteration: 2.5 s had gone when rows were read. "
        + "Raise it, or give fewer rows.")
    #expect(error?.category == .usage)
  }

  /// Each iteration takes as long as the observer says.
  private func train(
    _ run: RunCase, limit: Double, secondsEach: Double, resuming progress: AgreedProgress? = nil,
    begun: Double = 0, observer: (TrainingEvent) -> Void = { _ in }
  ) throws -> TrainingResult {
    let clock = HandClock()
    clock.pass(begun)
    let part = run.parts(1, seed: 0)[0]
    return try Trainer(
      parameters: ValidatedTrainParameters(run.parameters),
      collective: IdentityCollective(resuming: progress), threads: 1
    ).train(
      part.training, validation: [("valid", part.validation)],
      budget: TimeBudget(seconds: limit) { clock.now }
    ) {
      clock.pass(secondsEach)
      observer($0)
      return .proceed
    }
  }

  @Test func aRunKeepsTheTreesThatThereIsTimeFor() throws {
    var run = RunCase(seed: 40, rowCount: 200)
    run.setFeatures { _ in .numeric(NumericBins(cutPoints: [0.5, 1.5, 2.5, 3.5])) }
    run.parameters = TrainParameters()
    run.parameters.numIterations = 12
    run.parameters.evalFreq = 5
    run.parameters.minDataInLeaf = 3
    let straight = try run.alone()
    var checkpoint: AgreedProgress?
    let result = try train(run, limit: 8, secondsEach: 1) { checkpoint = $0.progress }
    #expect(result.stopReason == .timeLimit)
    #expect(result.trees == Array(straight.result.trees.prefix(7)) && result.bestIteration == 7)
    #expect(result.history[0].iterations == [5, 7], "the last one is measured, too")
    let unlimited = try train(run, limit: 100, secondsEach: 1)
    expectEqual(unlimited, straight.result)
    expectEqual(try run.alone(resuming: checkpoint).result, straight.result)
    // From a checkpoint with trees, but without time.
    let resumed = try train(
      run, limit: 1, secondsEach: 1, resuming: straight.checkpoints[3], begun: 2)
    #expect(resumed.stopReason == .timeLimit && resumed.trees.count == 4)
  }

  @Test func withoutTimeThereIsNoModel() throws {
    let error = #expect(throws: TrainingError.self) {
      try train(RunCase(seed: 5), limit: 1, secondsEach: 1, begun: 1.26)
    }
    #expect(
      error?.message.hasPrefix(
        "time_limit=1.0 was over before the first iteration: 1.3 s had gone when the first tree")
        ?? false)
  }
}
