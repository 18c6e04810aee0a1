package import GBDTParameters

/// Huber's loss: with x = score - label, weight * x^2 / 2 where |x| <= delta, else
/// weight * delta * (|x| - delta / 2) (Huber 1964, "Robust estimation of a location parameter").
///
/// The gradient is weight * x drawn to -delta...delta; the weight, which bounds the second derivative,
/// stands for the hessian. The base score is the weighted median of the labels, which outliers do not move
/// (LightGBM starts at their mean).
package struct HuberObjective: Objective {
  package let name = ObjectiveName.huber
  package let link = Link.identity
  package let outputCount = 1
  package let hasConstantHessian = true
  package let baseRule = BaseRule.quantiles([0.5], .rowWeight)
  private let delta: Double

  /// - Parameter delta: above 0.
  package init(delta: Double) { self.delta = delta }

  package func baseScores(of summary: LabelSummary) -> [Double] { [0] }

  package func writeGradients(
    of rows: LabelledRows, gradients: UnsafeMutableBufferPointer<Double>,
    hessians: UnsafeMutableBufferPointer<Double>?
  ) {
    rows.write(gradients: gradients) { score, label in
      max(-delta, min(delta, score - label))
    }
    rows.writeConstant(hessians: hessians)
  }
}
