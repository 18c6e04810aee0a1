internal import GBDTCore
internal import GBDTKernels
package import GBDTParameters

/// Labels of at least 0, many of them 0: the negative log-likelihood of Tweedie's compound of Poisson and
/// gamma distributions with the mean e^score, in the terms that depend on the score, with r the power
/// of the mean that the variance grows with: weight * (e^((2-r) score) / (2-r) - label * e^((1-r)
/// score) / (1-r)) (Jorgensen 1987, "Exponential dispersion models").
///
/// The gradient is weight * (e^((2-r) score) - label * e^((1-r) score)), the hessian its derivative. The base
/// score is the logarithm of the weighted mean of the labels.
package struct TweedieObjective: Objective {
  package let name = ObjectiveName.tweedie
  package let link = Link.exp
  package let outputCount = 1
  package let hasConstantHessian = false
  package let stepLimit = StepLimit.logarithmic
  private let variancePower: Double

  /// - Parameter variancePower: r, in 1...2.
  package init(variancePower: Double) { self.variancePower = variancePower }

  package func complaint(about label: Double) -> String? {
    label >= 0 ? nil : "is below 0; objective=tweedie takes labels of at least 0"
  }

  package func complaint(about summary: LabelSummary) -> String? {
    summary.weightedLabels.value > 0
      ? nil : "are all 0; objective=tweedie needs a label above 0 in some row that has weight"
  }

  package func baseScores(of summary: LabelSummary) -> [Double] {
    [LogMean.of(summary.weightedLabels, over: summary.weights)]
  }

  package func writeGradients(
    of rows: LabelledRows, gradients: UnsafeMutableBufferPointer<Double>,
    hessians: UnsafeMutableBufferPointer<Double>?
  ) {
    DerivativeKernel.tweedie(
      rows.buffers(gradients: gradients, hessians: hessians), power: variancePower)
  }
}
