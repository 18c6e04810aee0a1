internal import GBDT

/// Progress of a search: a line a trial, and between them a bar or objects for the iterations of its folds.
struct TuningProgress {
  private let console: Console
  private let trialCount: Int
  private var folds: FoldProgress
  private var clock = PhaseClock()
  private let foldCount: Int

  init(console: Console, tuning: Tuning) {
    self.console = console
    trialCount = tuning.trialCount
    foldCount = tuning.validation.foldCount
    folds = FoldProgress(console: console, foldCount: foldCount, hasLines: false)
  }

  mutating func show(_ report: FoldReport) { folds.show(report) }

  mutating func show(_ evaluation: TuningOutcome.Evaluation) {
    folds = FoldProgress(console: console, foldCount: foldCount, hasLines: false)
    let settings = evaluation.settings.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
    let seconds = clock.lap()
    let time = evaluation.isFromLog ? "from the log" : Console.text(seconds: seconds)
    let rung = evaluation.rung > 1 ? ", rung \(evaluation.rung)" : ""
    let result = evaluation.failure.map { "failed: \($0)" } ?? TuningText.result(of: evaluation)
    console.note("trial \(evaluation.trial)/\(trialCount)\(rung): \(result), \(time); \(settings)")
    console.beginProgress()
  }
}
