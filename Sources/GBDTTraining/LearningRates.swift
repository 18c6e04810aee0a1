internal import GBDTKernels
package import GBDTParameters

/// The learning rate of each iteration, as the parameters say: a pure function of its number, with
/// equal bits on every machine.
///
/// With t from 0 in the first iteration to 1 in the last:
///
///     constant      rate
///     linear        rate (1 - t) + end t
///     cosine        rate (1 - s) + end s,  s = (1 - cos(pi t)) / 2
///     exponential   rate decay^(iteration - 1), by repeated squaring
package struct LearningRates: Sendable {
  private let parameters: TrainParameters

  package init(_ parameters: TrainParameters) { self.parameters = parameters }

  /// - Parameter iteration: from 1.
  /// - Returns: above 0.
  package func rate(ofIteration iteration: Int) -> Double {
    let rates = parameters.learningRates
    if !rates.isEmpty { return rates[min(iteration, rates.count) - 1] }
    let first = parameters.learningRate
    let last = parameters.learningRateEnd > 0 ? parameters.learningRateEnd : first / 10
    let way =
      parameters.numIterations > 1
      ? Double(iteration - 1) / Double(parameters.numIterations - 1) : 0
    switch parameters.learningRateSchedule {
    case .constant: return first
    case .linear: return first * (1 - way) + last * way
    case .cosine:
      let share = (1 - UnaryFunction.cos(.pi * way)) / 2
      return first * (1 - share) + last * share
    case .exponential:
      // A rate of 0 would be none.
      return max(
        first * Self.power(parameters.learningRateDecay, iteration - 1), .leastNormalMagnitude)
    }
  }

  /// Base to the exponent, with a fixed sequence of multiplications.
  private static func power(_ base: Double, _ exponent: Int) -> Double {
    var (square, rest, result) = (base, exponent, 1.0)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return result
  }
}
