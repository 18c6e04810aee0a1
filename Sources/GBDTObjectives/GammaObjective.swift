internal import GBDTCore
internal import GBDTKernels
package import GBDTParameters

/// Labels above 0: the negative log-likelihood of the gamma distribution with the mean e^score, but for
/// its shape: weight * (score + label * e^-score).
///
/// The gradient is weight * (1 - label * e^-score), the hessian weight * label * e^-score. The base score is
/// the logarithm of the weighted mean of the labels.
package struct GammaObjective: Objective {
  package let name = ObjectiveName.gamma
  package let link = Link.exp
  package let outputCount = 1
  package let hasConstantHessian = false
  package let stepLimit = StepLimit.logarithmic

  package init() {}

  package func complaint(about label: Double) -> String? {
    label > 0 ? nil : "is not above 0; objective=gamma takes only labels above 0"
  }

  package func baseScores(of summary: LabelSummary) -> [Double] {
    [LogMean.of(summary.weightedLabels, over: summary.weights)]
  }

  package func writeGradients(
    of rows: LabelledRows, gradients: UnsafeMutableBufferPointer<Double>,
    hessians: UnsafeMutableBufferPointer<Double>?
  ) {
    DerivativeKernel.gamma(rows.buffers(gradients: gradients, hessians: hessians))
  }
}
