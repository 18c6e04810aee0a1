/// A metric after each iteration, over all folds.
public struct MetricCurve: Sendable, Equatable {
  /// `training` or `valid`: the rows that a fold tests on.
  public let set: String
  /// The metric's name.
  public let name: String
  /// Whether larger values are better.
  public let isHigherBetter: Bool
  /// For each iteration the mean over the folds.
  public let means: [Double]
  /// For each iteration the standard deviation over the folds, as an estimate from so many values; 0 for
  /// one fold.
  public let deviations: [Double]
  /// One a fold, its values by iteration; one that ended early stays what it was.
  public let histories: [[Double]]

  /// Values that each mean is of.
  public var foldCount: Int { histories.count }

  /// How much better a mean must be, and then some, to count as better.
  let minimumGain: Double

  /// - Parameter histories: one a fold; one that ended early stays what it was, for its model does.
  init(
    set: String, name: String, isHigherBetter: Bool, minimumGain: Double = 0,
    histories: [[Double]]
  ) {
    self.minimumGain = minimumGain
    self.set = set
    self.name = name
    self.isHigherBetter = isHigherBetter
    // A fold in which nothing could be split has no values: then there is no mean either.
    let length = histories.allSatisfy { !$0.isEmpty } ? histories.map(\.count).max() ?? 0 : 0
    let spreads = (0..<length).map { iteration in
      Spread(of: histories.map { $0[min(iteration, $0.count - 1)] })
    }
    self.histories = histories.map { history in
      history + Array(repeating: history.last ?? .nan, count: max(0, length - history.count))
    }
    means = spreads.map(\.mean)
    deviations = spreads.map(\.deviation)
  }

  /// Iterations of the fold that had the most.
  public var iterationCount: Int { means.count }

  /// From 1: the first of the best means; 0 without iterations.
  public var bestIteration: Int { bestIteration(patience: 0) }

  /// The first of the best means before `patience` iterations brought no better one; 0: of all.
  func bestIteration(patience: Int) -> Int { search(patience: patience).best }

  /// Whether `patience` iterations brought no better mean.
  func hasEnded(patience: Int) -> Bool { search(patience: patience).hasEnded }

  private func search(patience: Int) -> (best: Int, hasEnded: Bool) {
    var best = 0
    for iteration in 0..<means.count {
      if best == 0 || isBetter(means[iteration], than: means[best - 1]) { best = iteration + 1 }
      if patience > 0, iteration + 1 - best >= patience { return (best, true) }
    }
    return (best, false)
  }

  private func isBetter(_ value: Double, than other: Double) -> Bool {
    isHigherBetter ? value > other + minimumGain : value < other - minimumGain
  }
}

/// Mean and spread of a few values.
struct Spread {
  let mean: Double
  /// With n - 1 in the denominator; 0 for one value.
  let deviation: Double

  /// - Precondition: at least one value.
  init(of values: [Double]) {
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    deviation = values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : 0
  }
}
