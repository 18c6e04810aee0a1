package import GBDTParameters

/// The "fair" loss: with x = score - label, weight * c^2 * (|x|/c - log(1 + |x|/c)), between squared
/// error near 0 and absolute error far away (Rey 1983, "Introduction to robust and quasi-robust
/// statistical methods").
///
/// The gradient is weight * x * r with r = c / (|x| + c), the hessian weight * r^2. The base score is the
/// weighted median of the labels, which outliers do not move (LightGBM starts at their mean).
package struct FairObjective: Objective {
  package let name = ObjectiveName.fair
  package let link = Link.identity
  package let outputCount = 1
  package let hasConstantHessian = false
  package let baseRule = BaseRule.quantiles([0.5], .rowWeight)
  private let scale: Double

  /// - Parameter scale: c, above 0.
  package init(scale: Double) { self.scale = scale }

  package func baseScores(of summary: LabelSummary) -> [Double] { [0] }

  package func writeGradients(
    of rows: LabelledRows, gradients: UnsafeMutableBufferPointer<Double>,
    hessians: UnsafeMutableBufferPointer<Double>?
  ) {
    let scale = scale
    rows.write(gradients: gradients) { score, label in
      let difference = score - label
      return difference * (scale / (abs(difference) + scale))
    }
    guard let hessians else { preconditionFailure("hessians that differ by row are written") }
    rows.write(gradients: hessians) { score, label in
      let ratio = scale / (abs(score - label) + scale)
      return ratio * ratio
    }
  }
}
