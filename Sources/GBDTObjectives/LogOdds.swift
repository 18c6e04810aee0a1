internal import GBDTKernels

/// Base scores of objectives whose link is logistic.
enum LogOdds {
  /// log(positive / negative), for a share of positive drawn to 1e-15...1 - 1e-15: finite, too, where all
  /// rows are of one class.
  static func of(positive: Double, negative: Double) -> Double {
    let share = max(1e-15, min(1 - 1e-15, positive / (positive + negative)))
    return UnaryFunction.log(share / (1 - share))
  }
}
