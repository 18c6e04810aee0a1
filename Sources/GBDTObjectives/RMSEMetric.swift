package import GBDTCore
package import GBDTParameters

/// Root of the weighted mean squared error of the predictions.
package struct RMSEMetric: Metric {
  package let name = MetricName.rmse
  package let isHigherBetter = false

  package init() {}

  package func add(
    _ rows: LabelledRows, predictions: UnsafeBufferPointer<Double>, to errors: inout ExactSum
  ) {
    for place in 0..<rows.count {
      let error = predictions[place] - rows.labels[place]
      errors.add((rows.weights?[place] ?? 1) * (error * error))
    }
  }

  package func value(errors: Double, weights: Double) -> Double {
    (errors / weights).squareRoot()
  }
}
