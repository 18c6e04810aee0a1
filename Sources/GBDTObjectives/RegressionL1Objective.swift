package import GBDTParameters

/// Absolute error: the loss is weight * |score - label|, the gradient weight * sign(score - label).
///
/// The loss has no second derivative: the weight stands for the hessian while a tree grows, and its leaves
/// then become the exact weighted medians of label - score (Friedman 2001, "Greedy function
/// approximation: a gradient boosting machine", section 4.3). The base score is the median of the labels.
package struct RegressionL1Objective: Objective {
  package let name = ObjectiveName.regressionL1
  package let link = Link.identity
  package let outputCount = 1
  package let hasConstantHessian = true
  package let leafRenewal: LeafRenewal? = LeafRenewal(quantiles: [0.5], weighting: .rowWeight)
  package let baseRule = BaseRule.quantiles([0.5], .rowWeight)

  package init() {}

  package func baseScores(of summary: LabelSummary) -> [Double] { [0] }

  package func writeGradients(
    of rows: LabelledRows, gradients: UnsafeMutableBufferPointer<Double>,
    hessians: UnsafeMutableBufferPointer<Double>?
  ) {
    rows.write(gradients: gradients) { score, label in
      (score > label ? 1 : 0) - (score < label ? 1 : 0)
    }
    rows.writeConstant(hessians: hessians)
  }
}
