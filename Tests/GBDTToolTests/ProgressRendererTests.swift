import GBDT
import GBDTTool
import Testing

@Suite struct ProgressRendererTests {
  private func event(_ iteration: Int, of count: Int = 100, value: Double = 3.25) -> ProgressEvent {
    ProgressEvent(
      iteration: iteration, iterationCount: count, rowCount: 1_000_000, learningRate: 0.1,
      metrics: [
        .init(set: "training", name: "rmse", value: 1),
        .init(set: "valid", name: "rmse", value: value),
      ])
  }

  /// The bar after an iteration when every one so far took equally long.
  private func bar(_ event: ProgressEvent, seconds: Double, width: Int) -> String {
    var renderer = ProgressRenderer(style: .bar)
    let start = seconds / Double(event.iteration)
    let first = ProgressEvent(
      iteration: 1, iterationCount: event.iterationCount, rowCount: event.rowCount,
      learningRate: 0.1, metrics: event.metrics)
    _ = renderer.text(after: first, seconds: start, width: width)
    return renderer.text(after: event, seconds: seconds, width: width)
  }

  @Test(arguments: [
    (
      100,
      " 25/100 [=========>                           ]  valid rmse 3.25  0:15 left  5M rows/s"
    ),
    (60, " 25/100 [=====>               ]  valid rmse 3.25  0:15 left"),
    (50, " 25/100 [==>        ]  valid rmse 3.25  0:15 left"),
    (45, " 25/100 [====>            ]  valid rmse 3.25"),
    (30, " 25/100 [====>              ]"),
    (20, " 25/100"),
    (5, " 25/"),
    (1, ""),
  ])
  func barFitsTheTerminal(width: Int, expected: String) {
    let text = bar(event(25), seconds: 5, width: width)
    #expect(text == "\r" + expected + "\u{1B}[K")
    #expect(text.count - 4 < max(width, 1), "the last column stays free")
  }

  @Test func barEndsFull() {
    #expect(
      bar(event(100), seconds: 60, width: 100)
        == "\r100/100 [=====================================]  valid rmse 3.25  0:00 left"
        + "  1.67M rows/s\u{1B}[K")
  }

  @Test func longTimesHaveHours() {
    #expect(bar(event(2), seconds: 200, width: 100).contains("  2:43:20 left"))
  }

  @Test func barIsDrawnAtMostTenTimesASecond() {
    var renderer = ProgressRenderer(style: .bar)
    let drawn = (1...100).filter { iteration in
      !renderer.text(after: event(iteration), seconds: Double(iteration) * 0.03, width: 80).isEmpty
    }
    #expect(drawn.count < 31)
    #expect(drawn.first == 1 && drawn.last == 100)
  }

  @Test func messagesEraseTheBar() {
    var renderer = ProgressRenderer(style: .bar)
    #expect(renderer.interruption() == "")
    _ = renderer.text(after: event(1), seconds: 0, width: 80)
    #expect(renderer.interruption() == "\r\u{1B}[K")
    #expect(renderer.interruption() == "")
  }

  @Test func linesComeAboutEveryTenth() {
    var renderer = ProgressRenderer(style: .lines)
    let lines = (1...25).map {
      renderer.text(after: event($0, of: 25), seconds: Double($0), width: 0)
    }.filter { !$0.isEmpty }
    #expect(lines.count == 11)
    #expect(lines[0] == "iteration  1/25, valid rmse 3.25\n")
    #expect(lines[1] == "iteration  3/25, valid rmse 3.25, 1M rows/s, 0:22 left\n")
    #expect(lines[10] == "iteration 25/25, valid rmse 3.25, 1M rows/s\n")
  }

  @Test func lineWithoutMetrics() {
    var renderer = ProgressRenderer(style: .lines)
    func text(_ iteration: Int, _ seconds: Double) -> String {
      let event = ProgressEvent(
        iteration: iteration, iterationCount: 3, rowCount: 10, learningRate: 0.1, metrics: [])
      return renderer.text(after: event, seconds: seconds, width: 0)
    }
    #expect(text(1, 100) == "iteration 1/3\n")
    #expect(text(2, 102) == "iteration 2/3, 5 rows/s, 0:02 left\n")
  }

  /// What is not measured every time is shown as it was.
  @Test func theNewestMetricIsShown() {
    var renderer = ProgressRenderer(style: .lines)
    func text(_ iteration: Int, _ metrics: [ProgressEvent.Metric]) -> String {
      let event = ProgressEvent(
        iteration: iteration, iterationCount: 3, rowCount: 10, learningRate: 0.1, metrics: metrics)
      return renderer.text(after: event, seconds: Double(iteration), width: 0)
    }
    #expect(text(1, []) == "iteration 1/3\n")
    #expect(
      text(2, [.init(set: "valid", name: "mae", value: 7)]).hasPrefix(
        "iteration 2/3, valid mae 7, "))
    #expect(text(3, []).hasPrefix("iteration 3/3, valid mae 7, "))
  }

  @Test func jsonIsOneObjectAnIteration() {
    var renderer = ProgressRenderer(style: .json)
    #expect(
      renderer.text(after: event(2, value: .nan), seconds: 1.2346, width: 80)
        == #"{"iteration":2,"iterations":100,"rows":1000000,"seconds":1.235,"learning_rate":0.1,"metrics":["#
        + #"{"set":"training","name":"rmse","value":1.0},{"set":"valid","name":"rmse","value":null}]}"#
        + "\n")
  }

  /// After ten trees; worker 2 takes half as long again as the others.
  private func workers(_ count: Int = 3) -> [WorkerReport] {
    (0..<count).map { worker in
      let seconds = worker == 2 ? 0.015 : 0.01
      return WorkerReport(
        worker: worker, rows: 1000, trees: 10,
        total: WorkerCost(computeSeconds: seconds * 10, waitSeconds: 0.02, bytes: 41e6),
        tree: WorkerCost(computeSeconds: seconds, waitSeconds: 0.002, bytes: 4.1e6),
        replacementCount: worker == 1 ? 2 : 0)
    }
  }

  @Test func aLineHasWhatATreeCostsTheWorkers() {
    var renderer = ProgressRenderer(style: .lines)
    func text(_ workers: [WorkerReport]) -> String {
      let event = ProgressEvent(
        iteration: 1, iterationCount: 20, rowCount: 10, learningRate: 0.1, metrics: [],
        workers: workers)
      return renderer.text(after: event, seconds: 1, width: 0)
    }
    #expect(
      text(workers()) == "iteration  1/20; workers 11.7+2 ms, 4.1 MB a tree; slowest: worker 2 "
        + "(50% behind)\n")
    #expect(text(workers(2)) == "iteration  1/20; workers 10+2 ms, 4.1 MB a tree\n")
    let new = WorkerReport(
      worker: 0, rows: 3, trees: 1,
      total: WorkerCost(computeSeconds: 1, waitSeconds: 1, bytes: 1))
    #expect(text([new]) == "iteration  1/20; 1 worker\n")
  }

  @Test func aBarNamesTheSlowestWorkerWhereItFits() {
    func text(width: Int) -> String {
      let event = ProgressEvent(
        iteration: 25, iterationCount: 100, rowCount: 10, learningRate: 0.1, metrics: [],
        workers: workers())
      return bar(event, seconds: 5, width: width)
    }
    #expect(text(width: 80).contains("0:15 left  worker 2 (50% behind)  50 rows/s"))
    #expect(text(width: 40).contains("0:15 left\u{1B}"))
  }

  @Test func jsonHasEveryWorker() {
    var renderer = ProgressRenderer(style: .json)
    let event = ProgressEvent(
      iteration: 1, iterationCount: 2, rowCount: 10, learningRate: 0.1, metrics: [],
      workers: workers())
    let text = renderer.text(after: event, seconds: 1, width: 0)
    #expect(
      text.contains(
        #""workers":[{"worker":0,"rows":1000,"trees":10,"compute_s":0.1,"wait_s":0.02,"#
          + #""bytes":41000000,"tree":{"compute_s":0.01,"wait_s":0.002,"bytes":4100000}},"#),
      "\(text)")
    #expect(text.hasSuffix("],\"straggler\":2}\n"), "\(text)")
  }

  @Test func theEndHasALineForEachWorker() {
    #expect(
      WorkerText(workers(2))?.summaries == [
        "worker 0: 1000 rows, 0.1 s of work, 0.02 s of waiting, 41 MB",
        "worker 1: 1000 rows, 0.1 s of work, 0.02 s of waiting, 41 MB, replaced 2 times",
      ])
    let small = WorkerReport(
      worker: 3, rows: 1, trees: 1,
      total: WorkerCost(computeSeconds: 1, waitSeconds: 2, bytes: 1))
    #expect(
      WorkerText([small])?.summaries == ["worker 3: 1 row, 1 s of work, 2 s of waiting, 1 byte"])
    #expect(WorkerText([]) == nil)
  }

  @Test func autoIsABarOnATerminalOnly() {
    #expect(ProgressMode.auto.style(terminalWidth: 80) == .bar)
    #expect(ProgressMode.auto.style(terminalWidth: 0) == .lines)
    #expect(ProgressMode.none.style(terminalWidth: 80) == nil)
  }
}
