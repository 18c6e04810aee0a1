/// The objectives. Names are LightGBM's.
package enum ObjectiveName: String, Sendable, CaseIterable {
  case regression
  case regressionL1 = "regression_l1"
  case huber
  case fair
  case quantile
  case mape
  case poisson
  case gamma
  case tweedie
  case binary
  case crossEntropy = "cross_entropy"
  case multiclass
  case multiclassOVA = "multiclassova"
  case lambdarank
  case rankXENDCG = "rank_xendcg"
  /// Given as Swift closures: no name on the command line reaches it.
  case custom
}

extension ObjectiveName {
  /// Whether rows belong to queries, which must be named.
  package var needsQueries: Bool {
    switch self {
    case .lambdarank, .rankXENDCG: true
    case .regression, .regressionL1, .huber, .fair, .quantile, .mape, .poisson, .gamma, .tweedie,
      .binary, .crossEntropy, .multiclass, .multiclassOVA, .custom:
      false
    }
  }
}

extension ObjectiveName: ParameterChoice {
  package var aliases: [String] {
    switch self {
    case .regression:
      [
        "regression_l2", "l2", "mean_squared_error", "mse", "l2_root", "root_mean_squared_error",
        "rmse", "reg:squarederror", "reg:linear", "squared_error",
      ]
    case .regressionL1:
      ["l1", "mean_absolute_error", "mae", "reg:absoluteerror", "absolute_error"]
    case .huber: []
    case .fair: []
    case .quantile: ["reg:quantileerror"]
    case .mape: ["mean_absolute_percentage_error"]
    case .poisson: ["count:poisson"]
    case .gamma: ["reg:gamma"]
    case .tweedie: ["reg:tweedie"]
    case .binary: ["binary:logistic"]
    case .crossEntropy: ["xentropy", "reg:logistic"]
    case .multiclass: ["softmax", "multi:softmax", "multi:softprob"]
    case .multiclassOVA: ["multiclass_ova", "ova", "ovr"]
    case .lambdarank: ["rank:ndcg"]
    case .rankXENDCG: ["xendcg", "xe_ndcg", "xe_ndcg_mart", "xendcg_mart"]
    case .custom: ["none", "null", "na"]
    }
  }

  package var sentence: String {
    switch self {
    case .regression: "Squared error; predicts the mean."
    case .regressionL1: "Absolute error; predicts the median."
    case .huber:
      "Squared error for residuals up to `alpha`, absolute error beyond: outliers count less."
    case .fair: "Between squared and absolute error, smooth, with the scale `fair_c`."
    case .quantile:
      "Pinball loss; predicts the quantile `alpha`, or several at once (`alpha=0.1,0.5,0.9`), which "
        + "never cross."
    case .mape: "Absolute error relative to the label; predicts a median."
    case .poisson: "Counts: labels of at least 0, predicts their mean, which is above 0."
    case .gamma: "Labels above 0 whose spread grows with their mean; predicts the mean."
    case .tweedie:
      "Labels of at least 0, many of them 0, as claims are; predicts the mean. "
        + "`tweedie_variance_power` says how the spread grows."
    case .binary:
      "Two classes, of which the second in order is the positive one; predicts its chance."
    case .crossEntropy: "Labels that are chances, from 0 to 1; predicts a chance."
    case .multiclass: "Any number of classes; predicts their chances, which sum to 1."
    case .multiclassOVA: "Any number of classes, each on its own against the others."
    case .lambdarank: "Ranks the rows of a query: pairs weighted by what NDCG gains by them."
    case .rankXENDCG: "Ranks the rows of a query: a cross entropy that bounds NDCG; faster."
    case .custom: "Given as Swift closures to the library; not for the command line."
    }
  }
}
