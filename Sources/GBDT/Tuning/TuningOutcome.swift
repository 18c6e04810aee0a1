internal import GBDTParameters

/// What tuning found.
public struct TuningOutcome: Sendable {
  /// Why tuning ended.
  public enum StopReason: String, Sendable, CaseIterable {
    /// All trials were run.
    case completed
    /// The time was over.
    case outOfTime = "out_of_time"
    /// The caller stopped it.
    case interrupted
  }

  /// One trial, cross-validated.
  public struct Evaluation: Sendable, Equatable {
    /// A parameter's value.
    public struct Setting: Sendable, Equatable {
      /// The parameter's name.
      public let name: String
      /// As one writes it after `name=`.
      public let value: String
    }

    /// From 1.
    public let trial: Int
    /// From 1; the last one has all iterations and rows.
    public let rung: Int
    /// The parameters of the search space.
    public let settings: [Setting]
    /// Mean over the folds, at its best iteration; NaN for a trial that failed.
    public let mean: Double
    /// Standard deviation over the folds.
    public let deviation: Double
    /// Of the mean.
    public let standardError: Double
    /// The iteration of the best mean, from 1.
    public let iteration: Int
    /// What the mean is of, fold by fold: the folds are the same in each trial of a rung.
    public let foldValues: [Double]
    /// Why it failed; nil: it did not.
    public let failure: String?
    /// Whether an earlier run has left it in the log.
    public let isFromLog: Bool
  }

  /// How much the mean of one trial differs from that of another over the same folds.
  public struct Difference: Sendable, Equatable {
    /// Mean over the folds of the differences.
    public let mean: Double
    /// Standard error of that mean: what folds have in common is no part of it.
    public let standardError: Double
  }

  /// The difference of a trial from the first, the parameters as given; nil for the first itself, and where
  /// one of both failed or got less far.
  public func differenceFromGiven(_ evaluation: Evaluation) -> Difference? {
    guard evaluation.trial != 1, evaluation.failure == nil,
      let given = evaluations.first(where: {
        $0.trial == 1 && $0.rung == evaluation.rung && $0.failure == nil
      })
    else { return nil }
    let spread = Spread(of: zip(evaluation.foldValues, given.foldValues).map { $0 - $1 })
    return Difference(
      mean: spread.mean,
      standardError: spread.deviation / Double(given.foldValues.count).squareRoot())
  }

  /// The metric that trials are compared by.
  public let metric: String
  /// Whether larger values are better.
  public let isHigherBetter: Bool
  /// In the order in which they were run.
  public let evaluations: [Evaluation]
  /// The best trial of the highest rung that was reached.
  public let best: Evaluation
  /// The best trial's parameters as a configuration file for `gbdt train --config`: with its best number
  /// of iterations, and without early stopping, as all rows are then trained on.
  public let configuration: String
  /// Why tuning ended.
  public let stopReason: StopReason
}

extension TuningOutcome {
  /// The text of a configuration file: what differs from the defaults, and what was searched.
  static func configuration(
    of evaluation: Evaluation, parameters: TrainParameters, heading: String
  ) -> String {
    var values = parameters
    values.numIterations = evaluation.iteration
    values.earlyStoppingRound = 0
    let names = evaluation.settings.map(\.name) + ["num_iterations"]
    let lines = ParameterCatalogue.entries.filter { entry in
      entry.role == .model
        && (names.contains(entry.name) || entry.value(in: values) != entry.defaultValue)
    }.map { "\($0.name) = \($0.value(in: values))\n" }
    return "# \(heading)\n" + lines.joined()
  }
}
