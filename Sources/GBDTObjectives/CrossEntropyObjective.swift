internal import GBDTCore
internal import GBDTKernels
package import GBDTParameters

/// Labels that are chances: cross entropy of the label, in 0...1, and p = 1 / (1 + e^-score):
/// -weight * (label log p + (1 - label) log(1 - p)).
///
/// The gradient is weight * (p - label), the hessian weight * p (1 - p). The base score is the log odds of the
/// weighted mean of the labels.
package struct CrossEntropyObjective: Objective {
  package let name = ObjectiveName.crossEntropy
  package let link = Link.logistic
  package let outputCount = 1
  package let hasConstantHessian = false
  package let stepLimit = StepLimit.logarithmic

  package init() {}

  package func complaint(about label: Double) -> String? {
    label >= 0 && label <= 1
      ? nil : "is no chance; objective=cross_entropy takes labels from 0 to 1"
  }

  package func baseScores(of summary: LabelSummary) -> [Double] {
    [
      LogOdds.of(
        positive: summary.weightedLabels.value,
        negative: max(0, summary.weights.value(less: summary.weightedLabels)))
    ]
  }

  package func writeGradients(
    of rows: LabelledRows, gradients: UnsafeMutableBufferPointer<Double>,
    hessians: UnsafeMutableBufferPointer<Double>?
  ) {
    DerivativeKernel.logistic(rows.buffers(gradients: gradients, hessians: hessians))
  }
}
