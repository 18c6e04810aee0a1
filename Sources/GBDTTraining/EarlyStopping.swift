/// Ends training when one metric of one set of rows has not improved for some iterations.
struct EarlyStopping {
  private let isHigherBetter: Bool
  private let patience: Int
  private let minimumGain: Double
  /// From 1; 0 before the first value.
  private(set) var bestIteration = 0
  private var iteration = 0
  private var bestValue: Double?

  /// - Parameters:
  ///   - patience: iterations without improvement, at least 1.
  ///   - minimumGain: a value that is better by this and no more is no improvement; at least 0.
  init(isHigherBetter: Bool, patience: Int, minimumGain: Double) {
    self.isHigherBetter = isHigherBetter
    self.patience = patience
    self.minimumGain = minimumGain
  }

  /// Takes note of the metric after an iteration; an equal value is no improvement.
  ///
  /// - Parameter iteration: from 1, ascending from call to call; those left out were not measured.
  mutating func append(_ value: Double, iteration: Int) {
    self.iteration = iteration
    if bestValue.map({ isImproved(value, from: $0) }) ?? true {
      bestValue = value
      bestIteration = iteration
    }
  }

  /// Whether it is time to stop, as of the newest value.
  var isWorn: Bool { iteration - bestIteration >= patience }

  private func isImproved(_ value: Double, from best: Double) -> Bool {
    isHigherBetter ? value > best + minimumGain : value < best - minimumGain
  }
}
