internal import GBDTTraining

/// How much work training did and where its time went: for those who want to know what it costs.
///
/// Counts may depend on the number of threads and of workers; the model never does. With workers, what is
/// counted by rows is summed over those that saw the end, and all else is that of one of them.
public struct TrainingWork: Sendable, Equatable {
  /// Seconds of wall clock by stage, in the order of an iteration; together the training time. With
  /// workers those of the first.
  public let stages: [Stage]
  /// Updates of histogram sums: one a row and feature, less where features of few bins share one.
  public let histogramUpdates: UInt64
  /// Rows sent to a child, over all splits tried.
  public let partitionedRows: UInt64
  /// Words of up to 64 neighbouring rows that this took: the fewer, the closer together rows lie.
  public let partitionedWords: UInt64
  /// Parallel regions entered while growing trees.
  public let parallelRegions: Int
  /// Batches of nodes expanded; each is one pass over its nodes' rows.
  public let rounds: Int
  /// Splits in the trees.
  public let splits: Int
  /// Splits tried that are in no tree.
  public let wastedSplits: Int
  /// Node histograms built from rows; the others are a parent's less such a one.
  public let builtHistograms: Int
  /// Most node histograms held at once.
  public let peakHistograms: Int

  /// A part of training.
  public struct Stage: Sendable, Equatable {
    /// Such as `histograms`.
    public let name: String
    /// Of wall clock, over the whole run.
    public let seconds: Double
  }

  init(_ counters: TrainingCounters, timings: TrainingTimings) {
    stages = timings.stages.map { Stage(name: $0.name, seconds: $0.seconds) }
    histogramUpdates = counters.histogramUpdates
    partitionedRows = counters.partitionedRows
    partitionedWords = counters.partitionedWords
    parallelRegions = counters.parallelRegions
    rounds = counters.rounds
    splits = counters.splits
    wastedSplits = counters.wastedExpansions
    builtHistograms = counters.builtHistograms
    peakHistograms = counters.peakHistograms
  }
}
