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
  ///
  /// - Parameter predictions: as `Link.apply` makes them of the rows' scores.
  func add(
    _ rows: LabelledRows, predictions: UnsafeBufferPointer<Double>, to errors: inout ExactSum)

  /// The metric from the sum of errors and the sum of weights, which is not 0.
  func value(errors: Double, weights: Double) -> Double
}

extension Metric {
  /// Rows whose predictions are made at a time: they stay in the cache.
  private static var chunkRows: Int { 1024 }

  /// Adds each row's weighted error to `errors`.
  package func add(_ rows: LabelledRows, link: Link, to errors: inout ExactSum) {
    withUnsafeTemporaryAllocation(
      of: Double.self, capacity: rows.outputCount * min(rows.count, Self.chunkRows)
    ) { buffer in
      for first in stride(from: 0, to: rows.count, by: Self.chunkRows) {
        let chunk = rows[first..<min(first + Self.chunkRows, rows.count)]
        let predictions = UnsafeMutableBufferPointer(
          rebasing: buffer[0..<chunk.outputCount * chunk.count])
        for output in 0..<chunk.outputCount {
          let start = output * chunk.count
          _ = UnsafeMutableBufferPointer(rebasing: predictions[start..<start + chunk.count])
            .initialize(fromContentsOf: chunk.scores(of: output))
        }
        link.apply(to: predictions, outputCount: chunk.outputCount)
        add(chunk, predictions: UnsafeBufferPointer(predictions), to: &errors)
      }
    }
  }

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
