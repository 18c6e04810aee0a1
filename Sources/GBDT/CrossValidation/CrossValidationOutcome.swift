/// What cross-validation found.
public struct CrossValidationOutcome: Sendable {
  /// How rows were divided.
  public let scheme: FoldScheme
  /// The iteration that all metrics are of, from 1: with early stopping the best one, else the last.
  public let iteration: Int
  /// Repetition by repetition.
  public let folds: [Fold]
  /// Every metric over the iterations.
  public let curves: [MetricCurve]

  /// One fold.
  public struct Fold: Sendable {
    /// From 0.
    public let repetition: Int
    /// From 0, in its repetition.
    public let fold: Int
    /// Rows that its model was trained on.
    public let trainingRowCount: Int
    /// Rows that its model was tested on.
    public let testedRowCount: Int
    /// Their positions in the table, ascending.
    public let testedRows: [Int]
    /// At the iteration of all folds.
    public let metrics: [MetricValue]
    /// The iteration at which the first metric was best in this fold alone, from 1.
    public let bestIteration: Int
    /// The model, with the trees of all iterations that were run.
    public let model: Model
    /// Seconds to bin its rows and grow its trees.
    public let seconds: Double
  }

  /// One metric over all folds.
  public struct Summary: Sendable, Equatable {
    /// `training` or `valid`: the rows that a fold tests on.
    public let set: String
    /// The metric's name.
    public let name: String
    /// Mean over the folds.
    public let mean: Double
    /// Standard deviation over the folds.
    public let deviation: Double
    /// Of the mean: the deviation divided by the root of the number of folds. As folds share training
    /// rows, it is rather too small.
    public let standardError: Double
  }

  /// Mean and spread of every metric.
  public var metrics: [Summary] {
    curves.map { curve in
      let deviation = curve.deviations[iteration - 1]
      return Summary(
        set: curve.set, name: curve.name, mean: curve.means[iteration - 1], deviation: deviation,
        standardError: deviation / Double(curve.foldCount).squareRoot())
    }
  }
}
