internal import GBDTCore
internal import GBDTKernels
internal import GBDTObjectives
internal import GBDTParameters

/// The metrics of every set of rows, after every iteration.
struct MetricBoard {
  private let sets: [(rows: ScoredRows, weights: Double)]
  private let metrics: [any Metric]
  private let link: Link
  private(set) var history: [MetricHistory]

  /// - Parameter sets: with the sums of their weights, which are not 0.
  init(sets: [(rows: ScoredRows, weights: Double)], metrics: [MetricName], link: Link) {
    self.sets = sets
    self.metrics = metrics.map { $0.makeMetric() }
    self.link = link
    history = sets.flatMap { set in
      metrics.map { MetricHistory(set: set.rows.name, metric: $0, values: []) }
    }
  }

  /// Computes all metrics and appends them to the history.
  mutating func update(
    collective: any TrainingCollective, threads: Int
  ) throws(CollectiveError) -> [MetricValue] {
    var sums: [ExactSum] = []
    for set in sets {
      let rows = set.rows
      let parts = Parallel.map(count: rows.stretches.count, threads: threads) { index in
        let labelled = rows.rows(rows.stretches[index])
        return metrics.map { metric in
          var sum = ExactSum()
          metric.add(labelled, link: link, to: &sum)
          return sum
        }
      }
      for place in metrics.indices {
        sums.append(parts.reduce(into: ExactSum()) { $0.add($1[place]) })
      }
    }
    sums = try collective.sum(sums)
    for place in history.indices {
      let metric = metrics[place % metrics.count]
      history[place].values.append(
        metric.value(
          errors: sums[place].value, weights: sets[place / metrics.count].weights))
    }
    return history.compactMap { line in
      line.values.last.map { MetricValue(set: line.set, metric: line.metric, value: $0) }
    }
  }
}

/// Ends training when a metric has not improved for some iterations.
struct EarlyStopping {
  private let metric: any Metric
  private let patience: Int
  private(set) var bestIteration = 0
  private var bestValue: Double?

  /// - Parameter patience: iterations without improvement, at least 1.
  init(metric: MetricName, patience: Int) {
    self.metric = metric.makeMetric()
    self.patience = patience
  }

  /// Takes note of the metric after `iteration` (from 1); an equal value is no improvement.
  ///
  /// - Returns: whether to stop.
  mutating func shouldStop(iteration: Int, value: Double) -> Bool {
    if bestValue.map({ metric.isBetter(value, than: $0) }) ?? true {
      bestValue = value
      bestIteration = iteration
    }
    return iteration - bestIteration >= patience
  }
}
