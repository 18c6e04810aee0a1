internal import GBDTCore

/// How good predictions are, as one number.
///
/// What a metric has seen of rows is a `MetricState`, made of exact sums, so that the metric has the
/// same bits for any order of the rows, any thread count and any partitioning. A weight counts like
/// as many rows.
package protocol Metric: Sendable {
  var name: String { get }
  /// Which rows `add` is called with each time.
  var unit: MetricUnit { get }

  /// Whether some labels have no value: `requirement` says which.
  var isBoundToLabels: Bool { get }

  /// Why there is no value for rows with such labels, as the rest of a sentence that begins with the
  /// metric's name and "needs"; nil if there is one.
  func requirement(missingIn labels: MeasuredLabels) -> String?

  /// What is known before any row.
  func makeState() -> MetricState

  /// Adds rows; each term is rounded, its sum is not.
  ///
  /// - Parameter predictions: as `Link.apply` makes them of the rows' scores, those of each output
  ///   together; finite.
  func add(
    _ rows: LabelledRows, predictions: UnsafeBufferPointer<Double>, to state: inout MetricState)

  /// The metric of all rows that were added.
  ///
  /// - Parameter weights: the sum of their weights, which is not 0.
  /// - Returns: finite if no `requirement` is missing.
  func value(of state: MetricState, weights: Double) -> Double
}

/// Which rows a metric must see together.
package enum MetricUnit: Sendable {
  /// Each row counts for itself.
  case row
  /// The rows of one query.
  case query
  /// All rows, in their first order.
  case all
}

extension Metric {
  package var unit: MetricUnit { .row }
  package var isBoundToLabels: Bool { false }

  package func requirement(missingIn labels: MeasuredLabels) -> String? { nil }

  package func makeState() -> MetricState { MetricState(sums: 1) }

  /// Why there is no value for rows with such labels, as a sentence without its beginning and its
  /// full stop; nil if there is one.
  package func complaint(about labels: MeasuredLabels) -> String? {
    requirement(missingIn: labels).map { "`\(name)` needs \($0)" }
  }
}
