/// What an objective's predictions are, and so which metrics can measure them.
package enum PredictionKind: String, Sendable, CaseIterable {
  case number
  /// Above 0: a mean, a rate.
  case positive
  /// Several quantiles a row.
  case quantiles
  /// The probability of the second of two classes.
  case probability
  /// As `probability`, of labels that may lie between 0 and 1.
  case share
  /// A probability for each class.
  case classes
  /// Larger for rows that should stand first among those of their query.
  case order

  /// What predictions are, in messages.
  package var description: String {
    switch self {
    case .number: "numbers"
    case .positive: "numbers above 0"
    case .quantiles: "several quantiles"
    case .probability: "probabilities of the second class"
    case .share: "probabilities of labels from 0 to 1"
    case .classes: "probabilities of several classes"
    case .order: "orders of the rows of a query"
    }
  }
}

extension ObjectiveName {
  /// What is predicted from one output an objective's row, or from one a class.
  package var predictionKind: PredictionKind {
    switch self {
    case .regression: .number
    }
  }

  /// What training watches unless told otherwise: the loss that is minimised, or what stands for it.
  package var defaultMetric: MetricName {
    switch self {
    case .regression: .rmse
    }
  }
}

extension TrainParameters {
  /// What a model of these parameters predicts.
  package var predictionKind: PredictionKind { objective.predictionKind }
}
