internal import GBDTKernels

// Losses of predictions above 0. A deviance is twice the difference of the log-likelihood to that of
// a perfect prediction: 0 is best. Predictions are kept above 0 by `MetricPanel`.

/// prediction - label * ln(prediction): LightGBM's `poisson`. XGBoost's `poisson-nloglik` adds
/// ln(label!), which no model can change.
package struct PoissonLoss: PointwiseLoss {
  package static let labels = LabelDomain.notNegative

  package func loss(_ prediction: Double, _ label: Double) -> Double {
    prediction - label * UnaryFunction.log(prediction)
  }
}

/// 2 * (label * ln(label / prediction) - label + prediction).
package struct PoissonDevianceLoss: PointwiseLoss {
  package static let labels = LabelDomain.notNegative

  package func loss(_ prediction: Double, _ label: Double) -> Double {
    let surplus =
      label > 0 ? label * (UnaryFunction.log(label) - UnaryFunction.log(prediction)) : 0
    return 2 * (surplus - label + prediction)
  }
}

/// label / prediction + ln(prediction).
package struct GammaLoss: PointwiseLoss {
  package static let labels = LabelDomain.positive

  package func loss(_ prediction: Double, _ label: Double) -> Double {
    label / prediction + UnaryFunction.log(prediction)
  }
}

/// 2 * (label / prediction - ln(label / prediction) - 1).
package struct GammaDevianceLoss: PointwiseLoss {
  package static let labels = LabelDomain.positive

  package func loss(_ prediction: Double, _ label: Double) -> Double {
    let logRatio = UnaryFunction.log(label) - UnaryFunction.log(prediction)
    return 2 * (label / prediction - logRatio - 1)
  }
}

/// prediction^(2-p) / (2-p) - label * prediction^(1-p) / (1-p), for the power p of the variance.
package struct TweedieLoss: PointwiseLoss {
  package static let labels = LabelDomain.notNegative
  /// Above 1 and below 2.
  let power: Double

  package func loss(_ prediction: Double, _ label: Double) -> Double {
    let log = UnaryFunction.log(prediction)
    let mean = UnaryFunction.exp((2 - power) * log) / (2 - power)
    return mean - label * UnaryFunction.exp((1 - power) * log) / (1 - power)
  }
}

/// 2 * (label^(2-p) / ((1-p)(2-p)) - label * prediction^(1-p) / (1-p) + prediction^(2-p) / (2-p)).
package struct TweedieDevianceLoss: PointwiseLoss {
  package static let labels = LabelDomain.notNegative
  /// Above 1 and below 2.
  let power: Double

  package func loss(_ prediction: Double, _ label: Double) -> Double {
    let best =
      label > 0
      ? UnaryFunction.exp((2 - power) * UnaryFunction.log(label)) / ((1 - power) * (2 - power)) : 0
    return 2 * (best + TweedieLoss(power: power).loss(prediction, label))
  }
}
