// The plain twins of the kernels in `objectives.c`: the same operations in the same order, one row at a
// time, before they are multiplied by the row's weight.
extension DerivativeKernel {
  package typealias Derivatives = (gradient: Double, hessian: Double)

  /// Rates are e to a score drawn to -350...350.
  private static let rateLimit = 350.0

  private static func drawn(_ score: Double, to limit: Double) -> Double {
    max(-limit, min(limit, score))
  }

  package static func referenceLogistic(
    score: Double, label: Double, positiveFactor: Double, negativeFactor: Double
  ) -> Derivatives {
    let (chance, rest) = LinkKernel.referenceLogistic(score)
    let factor = label > 0.5 ? positiveFactor : negativeFactor
    return (((1 - label) * chance - label * rest) * factor, chance * rest * factor)
  }

  package static func referencePoisson(
    score: Double, label: Double, hessianFactor: Double
  ) -> Derivatives {
    let rate = ScalarMath.exp(drawn(score, to: rateLimit))
    return (rate - label, rate * hessianFactor)
  }

  package static func referenceGamma(score: Double, label: Double) -> Derivatives {
    let ratio = label * ScalarMath.exp(-drawn(score, to: rateLimit))
    return (1 - ratio, ratio)
  }

  package static func referenceTweedie(
    score: Double, label: Double, power: Double
  ) -> Derivatives {
    let (above, below) = (power - 1, 2 - power)
    let score = drawn(score, to: rateLimit)
    let growing = ScalarMath.exp(below * score)
    let falling = label * ScalarMath.exp(-above * score)
    return (growing - falling, below * growing + above * falling)
  }

  /// Of one row's scores, one a class.
  package static func referenceSoftmax(
    scores: [Double], label: Double, hessianFactor: Double
  ) -> [Derivatives] {
    LinkKernel.referenceSoftmax(scores).enumerated().map { index, p in
      (label == Double(index) ? p - 1 : p, p * (1 - p) * hessianFactor)
    }
  }
}
