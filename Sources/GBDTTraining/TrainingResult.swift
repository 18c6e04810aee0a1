package import GBDTModel
package import GBDTParameters

/// A trained forest and how it came about. Equal data and parameters give an equal result in all
/// but `counters` and `timings`.
package struct TrainingResult: Sendable {
  /// The raw scores that every row starts with, one an output.
  package let baseScores: [Double]
  /// Those of each kept iteration, in order: one an output.
  package let trees: [Tree]
  /// For all iterations that were run, kept or not: sets in order, and for each the metrics in
  /// order.
  package let history: [MetricHistory]
  /// How many iterations are kept: with early stopping the best one's number, else all that were
  /// run.
  package let bestIteration: Int
  package let stopReason: StopReason
  package let counters: TrainingCounters
  package let timings: TrainingTimings

  package init(
    baseScores: [Double], trees: [Tree], history: [MetricHistory], bestIteration: Int,
    stopReason: StopReason, counters: TrainingCounters, timings: TrainingTimings
  ) {
    self.baseScores = baseScores
    self.trees = trees
    self.history = history
    self.bestIteration = bestIteration
    self.stopReason = stopReason
    self.counters = counters
    self.timings = timings
  }
}

/// One metric of one set of rows, by iteration.
package struct MetricHistory: Sendable, Equatable {
  /// "training" or the name of a validation set.
  package let set: String
  package let metric: MetricName
  /// One value an iteration.
  package var values: [Double]

  package init(set: String, metric: MetricName, values: [Double]) {
    self.set = set
    self.metric = metric
    self.values = values
  }
}

/// Why training ended.
package enum StopReason: String, Sendable, CaseIterable {
  /// All iterations were run.
  case completed
  /// The metric did not improve for `early_stopping_round` iterations.
  case earlyStopping
  /// The observer asked for it.
  case interrupted
  /// No split improves the objective, nor would one in any later iteration.
  case noSplit
}
