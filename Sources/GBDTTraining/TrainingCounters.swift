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
  /// Histograms built from rows; others are a parent's less these.
  package var builtHistograms = 0
  /// Splits in the trees.
  package var splits = 0
  /// Most histograms held at once.
  package var peakHistograms = 0
  /// Exchanges with other processes, in all.
  package var traffic = CollectiveTraffic()
  /// Of each tree that this process has grown, in order.
  package var trees: [TreeCost] = []

  package init() {}
}

/// What one tree has cost: from the end of the one before until it was agreed. Growth that had to be
/// redone is included.
package struct TreeCost: Sendable, Equatable {
  /// Batches of nodes expanded, the root's evaluation included.
  package var rounds = 0
  /// Nodes expanded that did not become splits.
  package var wastedExpansions = 0
  /// Histograms built from rows, with a share of the rows in each process.
  package var builtHistograms = 0
  package var traffic = CollectiveTraffic()

  package init() {}

  /// All so far.
  init(counters: TrainingCounters, traffic: CollectiveTraffic) {
    rounds = counters.rounds
    wastedExpansions = counters.wastedExpansions
    builtHistograms = counters.builtHistograms
    self.traffic = traffic
  }

  static func - (later: TreeCost, earlier: TreeCost) -> TreeCost {
    var cost = later
    cost.rounds -= earlier.rounds
    cost.wastedExpansions -= earlier.wastedExpansions
    cost.builtHistograms -= earlier.builtHistograms
    cost.traffic.rounds -= earlier.traffic.rounds
    cost.traffic.bytesSent -= earlier.traffic.bytesSent
    cost.traffic.bytesReceived -= earlier.traffic.bytesReceived
    cost.traffic.waitSeconds -= earlier.traffic.waitSeconds
    return cost
  }
}

/// Where the time of a training run went, in seconds of wall clock on the training thread.
package struct TrainingTimings: Sendable, Equatable {
  package var layout = 0.0
  package var gradients = 0.0
  package var histograms = 0.0
  /// Waiting for the sums of histograms, and for other processes' best splits.
  package var exchange = 0.0
  package var partition = 0.0
  package var splits = 0.0
  /// Finding leaf values anew.
  package var renewal = 0.0
  package var scores = 0.0
  /// Putting rows in another order.
  package var order = 0.0
  package var metrics = 0.0
  /// Choosing nodes, sampling, building trees.
  package var rest = 0.0

  package init() {}

  /// In the order of an iteration.
  static var fields: [(name: String, field: WritableKeyPath<TrainingTimings, Double>)] {
    [
      ("layout", \.layout), ("gradients", \.gradients), ("partition", \.partition),
      ("histograms", \.histograms), ("exchange", \.exchange), ("splits", \.splits),
      ("renewal", \.renewal), ("scores", \.scores), ("order", \.order), ("metrics", \.metrics),
      ("rest", \.rest),
    ]
  }

  /// Stage by stage, in the order of an iteration.
  package var stages: [(name: String, seconds: Double)] {
    Self.fields.map { ($0.name, self[keyPath: $0.field]) }
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
