internal import GBDTCore
internal import GBDTKernels
package import GBDTParameters

/// Counts: the negative log-likelihood of Poisson's distribution with the rate e^score, weight *
/// (e^score - label * score).
///
/// The gradient is weight * (e^score - label), the hessian weight * e^(score + poisson_max_delta_step),
/// whose factor keeps steps small, as in LightGBM. That parabola bounds the loss for steps up to
/// `poisson_max_delta_step`, so they end there, as in XGBoost. The rate times the row's exposure is the expected
/// count: the logarithm of the exposure is part of the score while training, and the base score is
/// log(sum of labels / sum of exposures), weighted.
package struct PoissonObjective: Objective {
  package let name = ObjectiveName.poisson
  package let link = Link.exp
  package let outputCount = 1
  package let hasConstantHessian = false
  package let stepLimit: StepLimit
  private let hessianFactor: Double

  /// - Parameter maxDeltaStep: above 0, at most 50.
  package init(maxDeltaStep: Double) {
    stepLimit = .atMost(maxDeltaStep)
    hessianFactor = UnaryFunction.exp(maxDeltaStep)
  }

  package func complaint(about label: Double) -> String? {
    label >= 0 ? nil : "is no count; objective=poisson takes labels of at least 0"
  }

  package func complaint(about summary: LabelSummary) -> String? {
    summary.weightedLabels.value > 0
      ? nil : "are all 0; objective=poisson needs a count above 0 in some row that has weight"
  }

  package func baseScores(of summary: LabelSummary) -> [Double] {
    [LogMean.of(summary.weightedLabels, over: summary.weightedExposures)]
  }

  package func writeGradients(
    of rows: LabelledRows, gradients: UnsafeMutableBufferPointer<Double>,
    hessians: UnsafeMutableBufferPointer<Double>?
  ) {
    DerivativeKernel.poisson(
      rows.buffers(gradients: gradients, hessians: hessians), hessianFactor: hessianFactor)
  }
}
