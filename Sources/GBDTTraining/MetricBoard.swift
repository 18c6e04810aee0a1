internal import GBDTCore
internal import GBDTKernels
internal import GBDTObjectives
internal import GBDTParameters

/// The metrics of every set of rows. Those after one iteration make a line: sets in order, and for
/// each the metrics in order.
struct MetricBoard {
  private let sets: [(rows: ScoredRows, weights: Double)]
  private let names: [MetricName]
  private let metrics: [any Metric]
  private let link: Link

  /// - Parameter sets: with the sums of their weights, which are not 0.
  init(sets: [(rows: ScoredRows, weights: Double)], metrics: [MetricName], link: Link) {
    self.sets = sets
    names = metrics
    self.metrics = metrics.map { $0.makeMetric() }
    self.link = link
  }

  /// Values in a line.
  var lineWidth: Int { sets.count * metrics.count }

  /// The line of the present scores.
  func line(
    collective: any TrainingCollective, threads: Int
  ) throws(CollectiveError) -> [Double] {
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
    return sums.indices.map { place in
      metrics[place % metrics.count].value(
        errors: sums[place].value, weights: sets[place / metrics.count].weights)
    }
  }

  /// What the values of a line are.
  func values(of line: [Double]) -> [MetricValue] {
    line.enumerated().map { place, value in
      MetricValue(
        set: sets[place / metrics.count].rows.name, metric: names[place % metrics.count],
        value: value)
    }
  }

  /// The lines by set and metric.
  func history(of lines: [[Double]]) -> [MetricHistory] {
    (0..<lineWidth).map { place in
      MetricHistory(
        set: sets[place / metrics.count].rows.name, metric: names[place % metrics.count],
        values: lines.map { $0[place] })
    }
  }
}
