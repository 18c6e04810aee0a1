package import GBDTCore
package import GBDTParameters

/// How good predictions are, as one number.
///
/// A metric is a function of exact sums over rows, so it has the same bits for any order of the
/// rows, any thread count and any partitioning.
package protocol Metric: Sendable {
  var name: MetricName { get }
  /// Whether larger values are better; early stopping asks.
  var isHigherBetter: Bool { get }

  /// Adds each row's weighted error to `errors`; each term is rounded, the sum is not.
  func add(_ rows: LabelledRows, link: Link, to errors: inout ExactSum)

  /// The metric from the sum of errors and the sum of weights, which is not 0.
  func value(errors: Double, weights: Double) -> Double
}

extension Metric {
  /// Whether `value` beats `best`; equal values do not.
  package func isBetter(_ value: Double, than best: Double) -> Bool {
    isHigherBetter ? value > best : value < best
  }
}

extension MetricName {
  package func makeMetric() -> any Metric {
    switch self {
    case .rmse: RMSEMetric()
    case .mae: MAEMetric()
    }
  }
}
