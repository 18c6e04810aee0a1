internal import GBDTCore
internal import GBDTKernels
package import GBDTParameters

/// Several classes: -weight * log p[label], with p[k] = e^score[k] / sum of e^score, a score for each class.
///
/// The gradient is weight * (p[k] - [k = label]). The hessian is weight * p[k] (1 - p[k]), the diagonal of
/// the true one, times K / (K - 1), as in LightGBM: scores have one degree of freedom too many
/// (Friedman 2001, "Greedy function approximation: a gradient boosting machine", section 4.6). The base
/// scores are the logarithms of the classes' shares of the weight.
package struct MulticlassObjective: Objective {
  package let name = ObjectiveName.multiclass
  package let link = Link.softmax
  package let outputCount: Int
  package let hasConstantHessian = false
  package let stepLimit = StepLimit.logarithmic

  /// - Parameter classCount: at least 2.
  package init(classCount: Int) { outputCount = classCount }

  package func complaint(about label: Double) -> String? {
    ClassLabels(count: outputCount).complaint(about: label)
  }

  package func baseScores(of summary: LabelSummary) -> [Double] {
    let weight = summary.weights.value
    return summary.classWeights.map { UnaryFunction.log(max(1e-15, $0.value / weight)) }
  }

  package func writeGradients(
    of rows: LabelledRows, gradients: UnsafeMutableBufferPointer<Double>,
    hessians: UnsafeMutableBufferPointer<Double>?
  ) {
    guard let hessians else { preconditionFailure("hessians that differ by row are written") }
    let classes = Double(outputCount)
    DerivativeKernel.softmax(
      scores: rows.allScores, scoreStride: rows.scoreStride, classCount: outputCount,
      labels: rows.labels, weights: rows.weights, hessianFactor: classes / (classes - 1),
      gradients: gradients, hessians: hessians)
  }
}
