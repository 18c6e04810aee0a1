internal import GBDTKernels

/// How far a leaf moves its rows' scores.
///
/// A step is -G / (H + lambda_l2), by which a parabola is lowest; the loss itself is only where it is
/// flatter than that parabola, and then not far from it. Rows that are predicted with certainty have no
/// hessian to speak of: one of them that is wrong would otherwise move its leaf by hundreds.
package enum StepLimit: Sendable, Equatable {
  case none
  /// For losses whose third derivative in a score nowhere exceeds the second one: with r the step's magnitude,
  /// the loss at distance x is at most (H + lambda_l2) (e^x - 1 - x - r x) above where it was, which is lowest
  /// at x = ln(1 + r). What comes of the step and the learning rate is at most that, or 1 if that is more.
  /// (Bach 2010, "Self-concordant analysis for logistic regression", lemma 1.)
  case logarithmic
  /// The step is at most this, before the learning rate.
  case atMost(Double)

  /// What is added to a leaf's scores.
  ///
  /// - Parameter step: -G / (H + lambda_l2).
  package func limited(_ step: Double, learningRate: Double) -> Double {
    let value = step * learningRate
    switch self {
    case .none: return value
    case .atMost(let largest): return min(max(step, -largest), largest) * learningRate
    case .logarithmic:
      // Of steps up to 1 a logarithm is not even taken: most of them by far.
      if abs(value) <= 1 { return value }
      let limit = max(1, UnaryFunction.log(1 + abs(step)))
      return min(max(value, -limit), limit)
    }
  }
}
