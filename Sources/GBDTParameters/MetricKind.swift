/// The metrics. Names are LightGBM's or those that everybody uses; a name of another library is an
/// alias only where it means the same number.
package enum MetricKind: String, Sendable, CaseIterable {
  case rmse
  case mse
  case mae
  case mape
  case rmsle
  case r2
  case quantile
  case huber
  case fair
  case poisson
  case poissonDeviance = "poisson_deviance"
  case gamma
  case gammaDeviance = "gamma_deviance"
  case tweedie
  case tweedieDeviance = "tweedie_deviance"
  case logloss
  case crossEntropy = "cross_entropy"
  case error
  case auc
  case aucPR = "auc_pr"
  case multiLogloss = "multi_logloss"
  case multiError = "multi_error"
  case ndcg
  case map
}

extension MetricKind: ParameterChoice {
  package var aliases: [String] {
    switch self {
    case .rmse: ["root_mean_squared_error", "l2_root"]
    case .mse: ["mean_squared_error", "l2", "regression_l2", "regression", "brier"]
    case .mae: ["mean_absolute_error", "l1", "regression_l1"]
    case .mape: ["mean_absolute_percentage_error"]
    case .rmsle: ["root_mean_squared_log_error"]
    case .r2: ["r2_score"]
    case .quantile: ["pinball"]
    case .huber, .fair, .poisson: []
    case .poissonDeviance: ["mean_poisson_deviance"]
    case .gamma: ["gamma-nloglik"]
    case .gammaDeviance: ["gamma-deviance", "mean_gamma_deviance"]
    case .tweedie: ["tweedie-nloglik"]
    case .tweedieDeviance: ["mean_tweedie_deviance"]
    case .logloss: ["binary_logloss", "binary", "log_loss"]
    case .crossEntropy: ["xentropy"]
    case .error: ["binary_error"]
    case .auc: ["roc_auc"]
    case .aucPR: ["average_precision"]
    case .multiLogloss:
      [
        "mlogloss", "multiclass", "softmax", "multiclassova", "multiclass_ova", "ova", "ovr",
      ]
    case .multiError: ["merror"]
    case .ndcg:
      [
        "lambdarank", "rank_xendcg", "xendcg", "xe_ndcg", "xe_ndcg_mart", "xendcg_mart",
        "rank:ndcg",
      ]
    case .map: ["mean_average_precision"]
    }
  }

  package var sentence: String {
    switch self {
    case .rmse: "Root of the mean squared error."
    case .mse: "Mean squared error; of probabilities: the Brier score."
    case .mae: "Mean absolute error."
    case .mape:
      "Mean of the absolute error divided by the label's magnitude, or by 1 if that is smaller."
    case .rmsle: "Root of the mean squared error of ln(1 + value); predictions below 0 count as 0."
    case .r2: "1 - squared errors / squared deviations of the labels from their mean."
    case .quantile:
      "Mean pinball loss at `alpha`, or `quantile@0.9`; of several quantiles: the mean over them."
    case .huber: "Mean Huber loss at `alpha`, or `huber@2`."
    case .fair: "Mean Fair loss at `fair_c`, or `fair@2`."
    case .poisson: "Mean negative Poisson log-likelihood, without ln(label!)."
    case .poissonDeviance: "Mean Poisson deviance."
    case .gamma: "Mean negative gamma log-likelihood of shape 1."
    case .gammaDeviance: "Mean gamma deviance."
    case .tweedie:
      "Mean negative Tweedie log-likelihood at `tweedie_variance_power`, or `tweedie@1.2`."
    case .tweedieDeviance: "Mean Tweedie deviance, with the power likewise."
    case .logloss: "Mean negative log-likelihood of two classes."
    case .crossEntropy: "Mean cross-entropy of labels from 0 to 1."
    case .error: "Share of rows on the wrong side of the probability 0.5, or of `error@0.7`."
    case .auc: "Area under the receiver operating characteristic; ties count half."
    case .aucPR: "Average precision: the area under the precision-recall steps."
    case .multiLogloss: "Mean negative log-likelihood of the classes."
    case .multiError:
      "Share of rows whose class is not the likeliest, or with `multi_error@3` not among the 3 likeliest."
    case .ndcg:
      "Mean over queries of the discounted cumulative gain of the first rows, as a share of the best "
        + "possible: `ndcg@5`; without a number as `eval_at` says."
    case .map:
      "Mean over queries of the average precision of the first rows: `map@5`; without a number as "
        + "`eval_at` says."
    }
  }
}

extension MetricKind {
  /// Whether larger values are better; early stopping asks.
  package var isHigherBetter: Bool {
    switch self {
    case .r2, .auc, .aucPR, .ndcg, .map: true
    case .rmse, .mse, .mae, .mape, .rmsle, .quantile, .huber, .fair, .poisson, .poissonDeviance,
      .gamma, .gammaDeviance, .tweedie, .tweedieDeviance, .logloss, .crossEntropy, .error,
      .multiLogloss, .multiError:
      false
    }
  }

  /// Whether it measures the order of the rows of a query.
  package var isOfQueries: Bool { predictionKinds == [.order] }

  /// Which predictions it measures.
  package var predictionKinds: [PredictionKind] {
    switch self {
    case .rmse, .mae, .mape, .rmsle, .r2, .huber, .fair: [.number, .positive]
    case .mse: [.number, .positive, .probability, .share]
    case .quantile: [.number, .positive, .quantiles]
    case .poisson, .poissonDeviance, .gamma, .gammaDeviance, .tweedie, .tweedieDeviance:
      [.positive]
    case .logloss: [.probability]
    case .crossEntropy: [.share]
    case .error, .auc, .aucPR: [.probability, .share]
    case .multiLogloss, .multiError: [.classes]
    case .ndcg, .map: [.order]
    }
  }

  /// The number that may follow the name; nil: none.
  package var argument: MetricArgument? {
    switch self {
    case .quantile: .number(above: 0, below: 1, example: 0.9)
    case .error: .number(above: 0, below: 1, example: 0.7)
    case .huber, .fair: .number(above: 0, below: .infinity, example: 2)
    case .tweedie, .tweedieDeviance: .number(above: 1, below: 2, example: 1.2)
    case .multiError: .count(example: 3)
    case .ndcg, .map: .count(example: 5)
    case .rmse, .mse, .mae, .mape, .rmsle, .r2, .poisson, .poissonDeviance, .gamma,
      .gammaDeviance, .logloss, .crossEntropy, .auc, .aucPR, .multiLogloss:
      nil
    }
  }

  /// The metrics that measure such predictions.
  package static func fitting(_ prediction: PredictionKind) -> [MetricKind] {
    allCases.filter { $0.predictionKinds.contains(prediction) }
  }
}

/// Which numbers may follow a metric's name and an `@`.
package enum MetricArgument: Sendable, Equatable {
  /// Between the two, neither included.
  case number(above: Double, below: Double, example: Double)
  /// A whole number from 1.
  case count(example: Int)
}
