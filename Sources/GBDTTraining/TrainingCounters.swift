/// How much work a training run did. Counts may depend on threads and batch size; the model never
/// does.
package struct TrainingCounters: Sendable, Equatable {
  /// Updates of histogram sums: one a row and feature, less where features of few bins share one.
  package var histogramUpdates: UInt64 = 0
  /// Rows sent to a child, over all splits tried.
  package var partitionedRows: UInt64 = 0
  /// Words of up to 64 neighbouring rows that this took.
  package var partitionedWords: UInt64 = 0
  /// Parallel regions entered while growing trees.
  package var parallelRegions = 0
  /// Batches of nodes expanded, the root's evaluation included.
  package var rounds = 0
  /// Nodes expanded that did not become splits of a tree.
  package var wastedExpansions = 0
  /// Splits in the trees.
  package var splits = 0
  /// Most histograms held at once.
  package var peakHistograms = 0

  package init() {}
}

/// Where the time of a training run went, in seconds of wall clock on the training thread.
package struct TrainingTimings: Sendable, Equatable {
  package var layout = 0.0
  package var gradients = 0.0
  package var histograms = 0.0
  package var partition = 0.0
  package var splits = 0.0
  package var scores = 0.0
  /// Putting rows in another order.
  package var order = 0.0
  package var metrics = 0.0
  /// Choosing nodes, sampling, building trees.
  package var rest = 0.0

  package init() {}

  /// Stage by stage, in the order of an iteration.
  package var stages: [(name: String, seconds: Double)] {
    [
      ("layout", layout), ("gradients", gradients), ("partition", partition),
      ("histograms", histograms), ("splits", splits), ("scores", scores), ("order", order),
      ("metrics", metrics), ("rest", rest),
    ]
  }
}

/// Attributes wall-clock time to the stage that training is in. Used by one thread at a time: the
/// training thread, or the one that begins a phase of its parallel region.
final class StageTimer {
  private(set) var timings = TrainingTimings()
  private var stage: WritableKeyPath<TrainingTimings, Double> = \.rest
  private var since = ContinuousClock.now

  /// Ends the stage before and begins this one.
  func enter(_ next: WritableKeyPath<TrainingTimings, Double>) {
    let now = ContinuousClock.now
    timings[keyPath: stage] += (now - since) / .seconds(1)
    stage = next
    since = now
  }
}
