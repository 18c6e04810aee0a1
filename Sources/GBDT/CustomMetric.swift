internal import GBDTObjectives

/// A metric that has no name in `docs/PARAMETERS.md`, given as a closure: `Training.metrics`, and those of
/// `CrossValidation` and `Model.evaluate`.
///
///     // What a fare that is too low costs more than one that is too high.
///     training.metrics = [
///       CustomMetric("regret") { fare, label in fare < label ? 3 * (label - fare) : fare - label }
///     ]
///
/// A closure is called on any thread and possibly more than once with equal rows. As long as it looks at nothing
/// that changes, the metric is the same for any number of threads, and whether or not a run went on from a
/// checkpoint. NaN or infinity ends the training with an error. It cannot be sent to worker processes.
public struct CustomMetric: Sendable {
  /// Rows that are measured together, while they are: of no use afterwards.
  public struct Rows {
    fileprivate let rows: LabelledRows
    fileprivate let predictions: UnsafeBufferPointer<Double>

    /// How many.
    public var count: Int { rows.count }
    /// Predictions, and raw scores, a row.
    public var outputCount: Int { rows.outputCount }
    /// What was to be predicted: for classes the place of the row's class, from 0.
    public func label(_ row: Int) -> Double { rows.labels[row] }
    /// What the row counts for; 0 for a row that a sample of the rows has left out.
    public func weight(_ row: Int) -> Double { rows.weights?[row] ?? 1 }
    /// What `Model.predict` gives.
    public func prediction(_ row: Int, output: Int = 0) -> Double {
      predictions[output * rows.count + row]
    }
    /// The raw score.
    public func score(_ row: Int, output: Int = 0) -> Double { rows.scores(of: output)[row] }
  }

  /// Which rows are measured together.
  public enum Unit: Sendable {
    /// All of them, in their order in the table; on one thread.
    case all
    /// The rows of one query; the metric is the mean over queries, each weighing the mean of its rows' weights.
    case query
  }

  /// What it is called in reports, beside the metrics that gbdt has.
  public var name: String { metric.name }
  /// Whether larger values are better; early stopping asks.
  public var isHigherBetter: Bool { metric.isHigherBetter }

  let metric: GBDTObjectives.CustomMetric

  /// The weighted mean of a loss of each row, summed exactly.
  ///
  /// - Parameters:
  ///   - name: without spaces and commas, and not one of gbdt's.
  ///   - loss: of a row, from its only prediction, as `Model.predict` gives it, and its label.
  public init(
    _ name: String, isHigherBetter: Bool = false,
    loss: @escaping @Sendable (_ prediction: Double, _ label: Double) -> Double
  ) {
    metric = GBDTObjectives.CustomMetric(name, isHigherBetter: isHigherBetter, loss: loss)
  }

  /// A number of rows together, for what is no mean of losses.
  ///
  /// - Parameters:
  ///   - name: without spaces and commas, and not one of gbdt's.
  ///   - unit: which rows.
  ///   - measure: of so many rows; the weights are for it to heed.
  public init(
    _ name: String, isHigherBetter: Bool = false, of unit: Unit,
    measure: @escaping @Sendable (Rows) -> Double
  ) {
    metric = GBDTObjectives.CustomMetric(
      name, isHigherBetter: isHigherBetter, of: unit == .all ? .all : .query
    ) { rows, predictions in
      measure(Rows(rows: rows, predictions: predictions))
    }
  }
}
