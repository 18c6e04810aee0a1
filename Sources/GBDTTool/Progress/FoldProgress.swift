internal import GBDT

/// Progress through the folds of a cross-validation: a bar or objects for the iterations of all folds
/// together, or a line a fold.
struct FoldProgress {
  private let console: Console
  private let foldCount: Int
  private let hasLines: Bool
  private var shown = 0
  private var clock = PhaseClock()
  private var last: FoldReport?

  /// - Parameters:
  ///   - foldCount: folds of a repetition.
  ///   - hasLines: whether each fold has its line, where there is no bar.
  init(console: Console, foldCount: Int, hasLines: Bool = true) {
    self.hasLines = hasLines
    self.console = console
    self.foldCount = foldCount
  }

  mutating func show(_ report: FoldReport) {
    if let last, (last.fold, last.repetition) != (report.fold, report.repetition) { endFold() }
    last = report
    guard console.style != .lines else { return }
    shown += 1
    let training = report.training
    console.show(
      ProgressEvent(
        iteration: shown, iterationCount: training.iterationCount * report.foldCount,
        rowCount: training.rowCount, learningRate: training.learningRate,
        metrics: training.metrics.map {
          ProgressEvent.Metric(set: $0.set, name: $0.name, value: $0.value)
        }))
  }

  /// Says how far the newest fold has come.
  mutating func endFold() {
    guard let last, hasLines, console.style == .lines else { return }
    let place = last.repetition * foldCount + last.fold + 1
    let metric = last.training.metrics.first { $0.set == "valid" }.map {
      ", valid \($0.name) \(Console.text(metric: $0.value))"
    }
    console.note(
      "fold \(place)/\(last.foldCount): iteration \(last.training.iteration)\(metric ?? ""), "
        + Console.text(seconds: clock.lap()))
  }
}
