package import GBDTCore
package import GBDTParameters

/// Weighted mean of the absolute errors of the predictions.
package struct MAEMetric: Metric {
  package let name = MetricName.mae
  package let isHigherBetter = false

  package init() {}

  package func add(
    _ rows: LabelledRows, predictions: UnsafeBufferPointer<Double>, to errors: inout ExactSum
  ) {
    for place in 0..<rows.count {
      let error = predictions[place] - rows.labels[place]
      errors.add((rows.weights?[place] ?? 1) * abs(error))
    }
  }

  package func value(errors: Double, weights: Double) -> Double { errors / weights }
}
