internal import GBDTParameters
internal import GBDTTraining

/// What `time_limit` does to a run over workers, which have no say in it: the coordinator asks them to end
/// as if somebody had stopped the run.
struct ClusterTime {
  private var budget: TimeBudget?
  /// What the run goes on from.
  let progress: AgreedProgress?
  /// Whether it was the time that ended the run.
  private var isOver = false
  /// Whether the caller wanted it to end.
  private var isStopped = false

  /// - Parameter progress: of a checkpoint.
  /// - Throws: if the time is over and there are no trees.
  init(_ budget: TimeBudget?, progress: AgreedProgress?) throws(GBDTError) {
    self.budget = budget
    let count = progress?.iterations.count ?? 0
    if count == 0 {
      try GBDTError.wrapping { () throws(TrainingError) in
        try budget?.check(after: "the first tree could have been grown")
      }
    }
    isOver = !(self.budget?.hasTime(after: count) ?? true)
    var progress = progress
    if isOver { progress?.isStopping = true }
    self.progress = progress
  }

  /// What becomes of the run after an iteration. Workers are about to complete another one, which can no
  /// longer be helped: the question is whether there is time for one more.
  mutating func directive(
    after iteration: Int, _ decision: TrainingDecision
  ) -> TrainingDirective {
    isStopped = isStopped || decision == .stop
    if isStopped || isOver { return .stop }
    isOver = !(budget?.hasTime(forIterations: 2, after: iteration) ?? true)
    return isOver ? .stop : .proceed
  }

  /// Why training ended, from what workers say.
  func stopReason(_ reason: GBDTTraining.StopReason) -> GBDTTraining.StopReason {
    reason == .interrupted && isOver ? .timeLimit : reason
  }
}
