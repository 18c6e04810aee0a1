internal import GBDTCore
internal import GBDTKernels

/// Base scores of objectives whose link is exp.
enum LogMean {
  /// The logarithm of the quotient of two sums, the second above 0; finite, too, for a first of 0.
  static func of(_ labels: ExactSum, over weights: ExactSum) -> Double {
    UnaryFunction.log(max(labels.value / weights.value, 1e-30))
  }
}
