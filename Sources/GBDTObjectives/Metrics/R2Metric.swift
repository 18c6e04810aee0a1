internal import GBDTCore
internal import GBDTParameters

/// 1 - sum of w (prediction - label)^2 / sum of w (label - mean of the labels)^2.
package struct R2Metric: Metric {
  package let name = MetricName(.r2).description
  /// Deviations are taken from this number near the mean, which makes the rest small: the mean of
  /// the rows that are added need not be known before.
  private let centre: Double

  package init(centre: Double) { self.centre = centre }

  package let isBoundToLabels = true

  package func requirement(missingIn labels: MeasuredLabels) -> String? {
    labels.lowest < labels.highest
      ? nil : "labels that differ, but all of them are \(labels.lowest)"
  }

  package func makeState() -> MetricState { MetricState(sums: 3) }

  package func add(
    _ rows: LabelledRows, predictions: UnsafeBufferPointer<Double>, to state: inout MetricState
  ) {
    for place in 0..<rows.count {
      let weight = rows.weights?[place] ?? 1
      let error = predictions[place] - rows.labels[place]
      let deviation = rows.labels[place] - centre
      state.sums[0].add(weight * (error * error))
      state.sums[1].add(weight * deviation)
      state.sums[2].add(weight * (deviation * deviation))
    }
  }

  package func value(of state: MetricState, weights: Double) -> Double {
    let rest = state.sums[1].value
    let deviations = state.sums[2].value - rest * (rest / weights)
    return 1 - state.sums[0].value / deviations
  }
}
