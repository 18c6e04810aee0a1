package import GBDTParameters

/// Pinball loss of one or several quantiles: with x = label - score, weight * x * alpha where x > 0, else
/// weight * -x * (1 - alpha) (Koenker and Bassett 1978, "Regression quantiles").
///
/// Each quantile has an output of its own. The gradient is weight * (1 - alpha) where score >= label, else
/// -weight * alpha; the weight stands for the hessian while a tree grows, and its leaves then become the
/// exact weighted quantiles of label - score. The base scores are the quantiles of the labels. The link
/// of several quantiles puts them in ascending order, so that they never cross: sorting estimated
/// quantiles never makes them worse (Chernozhukov, Fernandez-Val and Galichon 2010, "Quantile and
/// probability curves without crossing").
package struct QuantileObjective: Objective {
  package let name = ObjectiveName.quantile
  package let hasConstantHessian = true
  private let alphas: [Double]

  /// - Parameter alphas: ascending, between 0 and 1; at least one.
  package init(alphas: [Double]) { self.alphas = alphas }

  package var link: Link { alphas.count > 1 ? .ascending : .identity }
  package var outputCount: Int { alphas.count }
  package var leafRenewal: LeafRenewal? {
    LeafRenewal(quantiles: alphas, weighting: .rowWeight)
  }
  package var baseRule: BaseRule { .quantiles(alphas, .rowWeight) }

  package func baseScores(of summary: LabelSummary) -> [Double] { alphas.map { _ in 0 } }

  package func writeGradients(
    of rows: LabelledRows, gradients: UnsafeMutableBufferPointer<Double>,
    hessians: UnsafeMutableBufferPointer<Double>?
  ) {
    for (output, alpha) in alphas.enumerated() {
      rows.write(
        output: output,
        gradients: UnsafeMutableBufferPointer(rebasing: gradients[rows.places(of: output)])
      ) { score, label in score >= label ? 1 - alpha : -alpha }
    }
    rows.writeConstant(hessians: hessians)
  }
}
