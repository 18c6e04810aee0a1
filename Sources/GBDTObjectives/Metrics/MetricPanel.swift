internal import GBDTCore
package import GBDTParameters

/// Metrics that are measured together on the same rows.
package struct MetricPanel: Sendable {
  /// Rows whose predictions are made at a time: they stay in the cache.
  private static let chunkRows = 1024

  /// Predictions are brought between these, so that no loss is infinite: raw scores are no further
  /// from 0.
  private static let largestPrediction = 1e120
  private static let smallestPositivePrediction = 1e-120

  package private(set) var metrics: [any Metric]
  private let link: Link
  private let lowestPrediction: Double

  /// - Parameters:
  ///   - names: of metrics that measure predictions of the link.
  ///   - custom: metrics that come before them.
  ///   - labels: of all rows that are to be measured, at least their summary.
  package init(
    _ names: [MetricName], custom: [CustomMetric] = [], settings: MetricSettings, link: Link,
    labels: MeasuredLabels
  ) {
    metrics = custom + names.map { $0.makeMetric(settings, labels: labels) }
    self.link = link
    lowestPrediction =
      settings.predictionKind == .positive
      ? Self.smallestPositivePrediction : -Self.largestPrediction
  }

  /// Whether some metrics must see such rows together.
  package func hasMetrics(of unit: MetricUnit) -> Bool { metrics.contains { $0.unit == unit } }

  /// Whether some metric has no value for some labels.
  package var isBoundToLabels: Bool { metrics.contains { $0.isBoundToLabels } }

  /// What is known before any row, one a metric.
  package var states: [MetricState] { metrics.map { $0.makeState() } }

  /// Adds rows to the states of the metrics for which each row counts for itself.
  package func add(_ rows: LabelledRows, to states: inout [MetricState]) {
    let places = places(of: .row)
    if places.isEmpty { return }
    for first in stride(from: 0, to: rows.count, by: Self.chunkRows) {
      let chunk = rows[first..<min(first + Self.chunkRows, rows.count)]
      add(chunk, to: &states, places: places)
    }
  }

  /// Adds the rows of one query to the states of the metrics that must see them together.
  package func add(query rows: LabelledRows, to states: inout [MetricState]) {
    add(rows, to: &states, places: places(of: .query))
  }

  /// Adds all rows, in their first order, to the states of the metrics that must see them together.
  package func add(all rows: LabelledRows, to states: inout [MetricState]) {
    add(rows, to: &states, places: places(of: .all))
  }

  private func places(of unit: MetricUnit) -> [Int] {
    metrics.indices.filter { metrics[$0].unit == unit }
  }

  private func add(_ rows: LabelledRows, to states: inout [MetricState], places: [Int]) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: rows.outputCount * rows.count) {
      predictions in
      for output in 0..<rows.outputCount {
        let start = output * rows.count
        _ = UnsafeMutableBufferPointer(rebasing: predictions[start..<start + rows.count])
          .initialize(fromContentsOf: rows.scores(of: output))
      }
      link.apply(to: predictions, outputCount: rows.outputCount)
      for place in predictions.indices {
        predictions[place] = min(max(predictions[place], lowestPrediction), Self.largestPrediction)
      }
      for place in places {
        metrics[place].add(
          rows, predictions: UnsafeBufferPointer(predictions), to: &states[place])
      }
    }
  }

  /// The values of the metrics.
  ///
  /// - Parameter weights: the sum of the weights of the rows that were added, not 0.
  package func values(of states: [MetricState], weights: Double) -> [Double] {
    zip(metrics, states).map { $0.value(of: $1, weights: weights) }
  }

  /// Without the metrics that have no value for such labels.
  package func measuring(_ labels: MeasuredLabels) -> MetricPanel {
    var panel = self
    panel.metrics = metrics.filter { $0.complaint(about: labels) == nil }
    return panel
  }

  /// The first reason why a metric has no value for such labels.
  package func complaint(about labels: MeasuredLabels) -> String? {
    metrics.lazy.compactMap { $0.complaint(about: labels) }.first
  }
}
