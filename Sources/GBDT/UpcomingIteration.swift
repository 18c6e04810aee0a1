internal import GBDTTraining

/// What is known before an iteration, and what may be changed about it.
public struct UpcomingIteration {
  /// From 1.
  public let iteration: Int
  /// The number of iterations asked for.
  public let iterationCount: Int
  /// As the parameters say; may be set to any finite number above 0.
  public var learningRate: Double
  private let training: GBDTTraining.UpcomingIteration

  init(_ upcoming: GBDTTraining.UpcomingIteration) {
    iteration = upcoming.iteration
    iterationCount = upcoming.iterationLimit
    learningRate = upcoming.learningRate
    training = upcoming
  }

  /// Every metric so far, also of iterations before a run went on from a checkpoint. Made when it is asked
  /// for, at a cost proportional to the iterations.
  public var history: [TrainingOutcome.MetricHistory] {
    training.history.map(TrainingOutcome.MetricHistory.init)
  }
}
