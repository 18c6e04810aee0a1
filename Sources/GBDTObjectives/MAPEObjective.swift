package import GBDTParameters

/// Absolute error relative to the label: the loss is weight * |score - label| / max(1, |label|), the
/// gradient weight * sign(score - label) / max(1, |label|).
///
/// The weight stands for the hessian while a tree grows; its leaves then become the exact medians of
/// label - score, each row counting weight / max(1, |label|), as in LightGBM. The base score is such a
/// median of the labels.
package struct MAPEObjective: Objective {
  package let name = ObjectiveName.mape
  package let link = Link.identity
  package let outputCount = 1
  package let hasConstantHessian = true
  package let leafRenewal: LeafRenewal? = LeafRenewal(
    quantiles: [0.5], weighting: .rowWeightOverLabel)
  package let baseRule = BaseRule.quantiles([0.5], .rowWeightOverLabel)

  package init() {}

  package func baseScores(of summary: LabelSummary) -> [Double] { [0] }

  package func writeGradients(
    of rows: LabelledRows, gradients: UnsafeMutableBufferPointer<Double>,
    hessians: UnsafeMutableBufferPointer<Double>?
  ) {
    rows.write(gradients: gradients) { score, label in
      ((score > label ? 1 : 0) - (score < label ? 1 : 0)) / max(1, abs(label))
    }
    rows.writeConstant(hessians: hessians)
  }
}
