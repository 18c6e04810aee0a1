import GBDT
import Testing

/// What a tree costs each worker, and which of them lags.
@Suite struct WorkerReportTests {
  private func report(
    _ worker: Int, trees: Int, seconds: Double, replacements: Int = 0
  ) -> WorkerReport {
    WorkerReport(
      worker: worker, rows: 100, trees: trees,
      total: WorkerCost(
        computeSeconds: seconds, waitSeconds: 2 * seconds, bytes: Double(trees) * 1000),
      replacementCount: replacements)
  }

  @Test func aTreeCostsTheMeanOfTheLastTen() throws {
    var history = WorkerHistory()
    #expect(history.add([report(0, trees: 1, seconds: 9)])[0].tree == nil)
    var last: WorkerCost?
    // Twenty trees of a second each, then ten of two.
    for trees in 2...31 {
      let seconds = 9 + Double(min(trees - 1, 20)) + 2 * Double(max(0, trees - 21))
      last = history.add([report(0, trees: trees, seconds: seconds)])[0].tree
      if trees == 11 { #expect(last?.computeSeconds == 1) }
    }
    #expect(last == WorkerCost(computeSeconds: 2, waitSeconds: 4, bytes: 1000))
  }

  @Test func reportsBetweenTreesDoNotCountTwice() {
    var history = WorkerHistory()
    _ = history.add([report(0, trees: 1, seconds: 1)])
    _ = history.add([report(0, trees: 2, seconds: 3)])
    #expect(history.add([report(0, trees: 2, seconds: 4)])[0].tree?.computeSeconds == 3)
    // Long without a report: the mean of all since the last one.
    #expect(history.add([report(0, trees: 32, seconds: 64)])[0].tree?.computeSeconds == 2)
  }

  @Test func aReplacementHasItsOwnMeasure() {
    var history = WorkerHistory()
    _ = history.add([report(0, trees: 1, seconds: 1)])
    _ = history.add([report(0, trees: 5, seconds: 10)])
    #expect(history.add([report(0, trees: 5, seconds: 0.5, replacements: 1)])[0].tree == nil)
    let next = history.add([report(0, trees: 6, seconds: 1.5, replacements: 1)])
    #expect(next[0].tree?.computeSeconds == 1)
  }

  private func straggler(_ seconds: [Double?]) -> Straggler? {
    Straggler(
      of: seconds.enumerated().map { worker, seconds in
        WorkerReport(
          worker: worker, rows: 1, trees: 3,
          total: WorkerCost(computeSeconds: 1, waitSeconds: 1, bytes: 1),
          tree: seconds.map { WorkerCost(computeSeconds: $0, waitSeconds: 0, bytes: 0) })
      })
  }

  @Test func theSlowestLagsIfItIsAFifthBehind() throws {
    let slow = try #require(straggler([0.01, 0.013, 0.01, 0.011]))
    #expect(slow.worker == 1)
    #expect(abs(slow.behind - 0.3) < 1e-9)
    #expect(straggler([0.01, 0.0119]) == nil)
    #expect(straggler([0.02, 0.01])?.worker == 0)
  }

  @Test(arguments: [[], [0.01], [0.0001, 0.0005], [0, 0.02], [0.01, nil, 0.05]] as [[Double?]])
  func nobodyLags(seconds: [Double?]) {
    #expect(straggler(seconds) == nil)
  }
}
