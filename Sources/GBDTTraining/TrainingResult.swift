package import GBDTModel

/// A trained forest and how it came about. Equal data and parameters give an equal result in all
/// but `counters` and `timings`.
package struct TrainingResult: Sendable {
  /// The raw scores that every row starts with, one an output.
  package let baseScores: [Double]
  /// Those of each kept iteration, in order: one an output.
  package let trees: [Tree]
  /// For all iterations that were run and measured, kept or not: sets in order, and for each the metrics in
  /// order.
  package let history: [MetricHistory]
  /// How many iterations are kept: with early stopping the best one's number, else all that were
  /// run.
  package let bestIteration: Int
  package let stopReason: StopReason
  /// The metrics after the last iteration that was run; empty without iterations or sets to measure.
  package let lastLine: [Double]
  package let counters: TrainingCounters
  package let timings: TrainingTimings

  package init(
    baseScores: [Double], trees: [Tree], history: [MetricHistory], bestIteration: Int,
    stopReason: StopReason, lastLine: [Double], counters: TrainingCounters,
    timings: TrainingTimings
  ) {
    self.baseScores = baseScores
    self.trees = trees
    self.history = history
    self.bestIteration = bestIteration
    self.stopReason = stopReason
    self.lastLine = lastLine
    self.counters = counters
    self.timings = timings
  }
}

/// One metric of one set of rows, by iteration.
package struct MetricHistory: Sendable, Equatable {
  /// "training" or the name of a validation set.
  package let set: String
  /// The metric's name.
  package let name: String
  /// Those after which it was measured, from 1, ascending: with `eval_freq` above 1 not all.
  package let iterations: [Int]
  /// One value for each of them.
  package var values: [Double]

  package init(set: String, name: String, iterations: [Int], values: [Double]) {
    self.set = set
    self.name = name
    self.iterations = iterations
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
  /// The next iteration would have gone beyond `time_limit`.
  case timeLimit
  /// No split improves the objective, nor would one in any later iteration.
  case noSplit
}
