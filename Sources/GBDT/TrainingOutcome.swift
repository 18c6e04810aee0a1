internal import GBDTData
internal import GBDTParameters
internal import GBDTTraining

/// A trained model and how it came about.
public struct TrainingOutcome: Sendable {
  /// Why training ended.
  public enum StopReason: String, Sendable, CaseIterable {
    /// All iterations were run.
    case completed
    /// The metric on the validation rows stopped improving; the model has the best iteration's trees.
    case earlyStopping = "early_stopping"
    /// The caller stopped it; the model has the trees so far.
    case interrupted
    /// Another iteration would have gone beyond `time_limit`; the model has the trees so far.
    case timeLimit = "time_limit"
    /// No further split improves the objective.
    case noSplit = "no_split"

    /// Whether more iterations could follow: then a checkpoint is not to be removed.
    public var canGoOn: Bool { self == .interrupted || self == .timeLimit }
  }

  /// What was trained.
  public let model: Model
  /// Why training ended.
  public let stopReason: StopReason
  /// The iteration whose trees the model ends with, from 1; 0 for a model without trees.
  public let bestIteration: Int
  /// Last value of every metric, at the best iteration when training stopped early.
  public let metrics: [MetricValue]
  /// Every metric after each iteration.
  public let history: [MetricHistory]
  /// What became of the rows.
  public let rowCounts: RowCounts
  /// Seconds to evaluate the recipe, choose cut points and bin.
  public let binSeconds: Double
  /// Seconds to grow the trees.
  public let trainSeconds: Double
  /// How much work that was, and which stages took the time.
  public let work: TrainingWork
  /// Of each worker process; empty without workers.
  public let workers: [WorkerReport]
  /// What the workers' exchange has cost; nil without workers.
  public let collective: CollectiveWork?
  /// What became of every column of the table, in its order.
  public let columnUses: [ColumnUse]

  /// What became of the rows.
  public struct RowCounts: Sendable, Equatable {
    /// Rows in the training table.
    public let read: Int
    /// Rows that a filter of the recipe dropped from it.
    public let dropped: Int
    /// Rows that trees were grown on.
    public let training: Int
    /// Rows that metrics were measured on.
    public let validation: Int
  }

  /// One metric on one set of rows, by iteration.
  public struct MetricHistory: Sendable, Equatable {
    /// `training` or `valid`.
    public let set: String
    /// The metric's name.
    public let name: String
    /// Those after which it was measured, from 1, ascending: with `eval_freq` above 1 not all.
    public let iterations: [Int]
    /// One value for each of them, the kept and the dropped ones.
    public let values: [Double]

    /// The newest value that is known after an iteration.
    func value(afterIteration iteration: Int) -> Double? {
      iterations.lastIndex { $0 <= iteration }.map { values[$0] }
    }
  }

  /// A raw column and what the recipe did with it.
  public struct ColumnUse: Sendable, Equatable {
    /// The column's name.
    public let column: String
    /// `number`, `integer`, `boolean`, `timestamp` or `category`.
    public let type: String
    /// Such as `label`, `weight`, `features: hour, weekday`, `not used`,
    /// `left out: looks like an identifier`.
    public let use: String
  }
}

extension TrainingOutcome {
  init(
    model: Model, result: TrainingResult, rows: PreparedRows,
    identifiers: [String], seconds: (bin: Double, train: Double),
    workers: [WorkerReport] = [], collective: CollectiveWork? = nil
  ) {
    let stopReason = StopReason(result.stopReason)
    let history = result.history.map(MetricHistory.init)
    // The model ends with the best iteration's trees, so its metrics are those of that iteration.
    metrics = history.compactMap { metric in
      metric.value(afterIteration: result.bestIteration).map {
        MetricValue(set: metric.set, name: metric.name, value: $0)
      }
    }
    self.model = model
    self.stopReason = stopReason
    bestIteration = result.bestIteration
    self.history = history
    rowCounts = rows.counts
    binSeconds = seconds.bin
    trainSeconds = seconds.train
    self.workers = workers
    self.collective = collective
    work = TrainingWork(result.counters, timings: result.timings)
    columnUses = ColumnUse.all(of: rows, identifiers: identifiers)
  }
}

extension TrainingOutcome.StopReason {
  init(_ reason: GBDTTraining.StopReason) {
    switch reason {
    case .completed: self = .completed
    case .earlyStopping: self = .earlyStopping
    case .interrupted: self = .interrupted
    case .timeLimit: self = .timeLimit
    case .noSplit: self = .noSplit
    }
  }
}

extension TrainingOutcome.MetricHistory {
  init(_ history: GBDTTraining.MetricHistory) {
    self.init(
      set: history.set, name: history.name, iterations: history.iterations,
      values: history.values)
  }
}
