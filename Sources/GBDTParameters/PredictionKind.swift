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
  /// What is predicted of one raw score a row, or one a class.
  package var predictionKind: PredictionKind {
    switch self {
    case .regression, .regressionL1, .huber, .fair, .quantile, .mape, .custom: .number
    case .poisson, .gamma, .tweedie: .positive
    case .binary: .probability
    case .crossEntropy: .share
    case .multiclass, .multiclassOVA: .classes
    case .lambdarank, .rankXENDCG: .order
    }
  }

  /// What training watches unless told otherwise: the loss that is minimised, or what stands for it.
  package var defaultMetric: MetricName {
    switch self {
    case .regression, .custom: MetricName(.rmse)
    case .regressionL1: MetricName(.mae)
    case .huber: MetricName(.huber)
    case .fair: MetricName(.fair)
    case .quantile: MetricName(.quantile)
    case .mape: MetricName(.mape)
    case .poisson: MetricName(.poisson)
    case .gamma: MetricName(.gamma)
    case .tweedie: MetricName(.tweedie)
    case .binary: MetricName(.logloss)
    case .crossEntropy: MetricName(.crossEntropy)
    case .multiclass, .multiclassOVA: MetricName(.multiLogloss)
    case .lambdarank, .rankXENDCG: MetricName(.ndcg)
    }
  }
}

extension TrainParameters {
  /// What a model of these parameters predicts.
  package var predictionKind: PredictionKind {
    objective == .quantile && alphas.count > 1 ? .quantiles : objective.predictionKind
  }
}
