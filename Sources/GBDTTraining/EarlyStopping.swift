internal import GBDTParameters

/// Ends training when a metric has not improved for some iterations.
struct EarlyStopping {
  private let isHigherBetter: Bool
  private let patience: Int
  /// From 1; 0 before the first.
  private(set) var bestIteration = 0
  private var iteration = 0
  private var bestValue: Double?

  /// - Parameter patience: iterations without improvement, at least 1.
  init(metric: MetricName, patience: Int) {
    isHigherBetter = metric.isHigherBetter
    self.patience = patience
  }

  /// Takes note of the metric after the next iteration; an equal value is no improvement.
  mutating func append(_ value: Double) {
    iteration += 1
    if bestValue.map({ isHigherBetter ? value > $0 : value < $0 }) ?? true {
      bestValue = value
      bestIteration = iteration
    }
  }

  /// Whether it is time to stop.
  var isWorn: Bool { iteration - bestIteration >= patience }
}
