internal import GBDTCore
internal import GBDTKernels
package import GBDTParameters

/// Two classes: cross entropy of the label, 0 or 1, and p = 1 / (1 + e^-score): -weight * factor *
/// (label log p + (1 - label) log(1 - p)). The raw score is the log odds.
///
/// The gradient is weight * factor * (p - label), the hessian weight * factor * p (1 - p). The factor is
/// `scale_pos_weight` for positive rows; with `is_unbalance` that of the class of less weight makes both
/// count the same. All are multiplied by the square of `sigmoid`: predictions are LightGBM's then,
/// whose raw scores are those here divided by `sigmoid`. The base score is the log odds of the
/// weights times factors (LightGBM's leaves the factors out).
package struct BinaryObjective: Objective {
  package let name = ObjectiveName.binary
  package let link = Link.logistic
  package let outputCount = 1
  package let hasConstantHessian = false
  package let stepLimit = StepLimit.logarithmic
  private let weighting: ClassWeighting
  private let factors: ClassWeighting.Factors

  package init(weighting: ClassWeighting = ClassWeighting()) {
    self.init(weighting: weighting, factors: weighting.factors(positive: 0, negative: 0))
  }

  private init(weighting: ClassWeighting, factors: ClassWeighting.Factors) {
    self.weighting = weighting
    self.factors = factors
  }

  package func complaint(about label: Double) -> String? {
    ClassLabels(count: 2).complaint(about: label)
  }

  package func baseScores(of summary: LabelSummary) -> [Double] {
    let (positive, negative) = Self.weights(in: summary)
    let factors = weighting.factors(positive: positive, negative: negative)
    return [
      LogOdds.of(
        positive: positive * factors.positive, negative: negative * factors.negative)
    ]
  }

  package func adapted(to summary: LabelSummary) -> any Objective {
    let (positive, negative) = Self.weights(in: summary)
    return BinaryObjective(
      weighting: weighting, factors: weighting.factors(positive: positive, negative: negative))
  }

  private static func weights(in summary: LabelSummary) -> (positive: Double, negative: Double) {
    let positive = summary.weightedLabels
    return (positive.value, summary.weights.value(less: positive))
  }

  package func writeGradients(
    of rows: LabelledRows, gradients: UnsafeMutableBufferPointer<Double>,
    hessians: UnsafeMutableBufferPointer<Double>?
  ) {
    DerivativeKernel.logistic(
      rows.buffers(gradients: gradients, hessians: hessians), positiveFactor: factors.positive,
      negativeFactor: factors.negative)
  }
}
