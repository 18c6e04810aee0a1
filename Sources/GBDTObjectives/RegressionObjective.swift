internal import GBDTCore
internal import GBDTKernels
package import GBDTParameters

/// Squared error: the loss is weight * (score - label)^2 / 2, the gradient weight * (score -
/// label), the hessian the weight. The base score is the weighted mean of the labels.
package struct RegressionObjective: Objective {
  package let name = ObjectiveName.regression
  package let link = Link.identity
  package let outputCount = 1
  package let hasConstantHessian = true

  package init() {}

  package func baseScores(of summary: LabelSummary) -> [Double] {
    [summary.weightedLabels.value / summary.weights.value]
  }

  package func writeGradients(
    of rows: LabelledRows, gradients: UnsafeMutableBufferPointer<Double>,
    hessians: UnsafeMutableBufferPointer<Double>?
  ) {
    GradientKernel.squaredError(
      scores: rows.scores, labels: rows.labels, weights: rows.weights, gradients: gradients)
    rows.writeConstant(hessians: hessians)
  }
}
