/// What trials that do badly at first are spared.
public enum Halving: String, Sendable, CaseIterable {
  /// Nothing: every trial runs to its end.
  case none
  /// Iterations: a third of the trials, the best, go on with three times as many.
  case iterations
  /// Rows: a third of the trials, the best, go on with three times as many.
  case rows
}

/// The rungs of successive halving with a factor of 3; without halving, a single one.
///
/// Source: Jamieson and Talwalkar 2016, "Non-stochastic best arm identification and hyperparameter
/// optimization".
struct HalvingPlan: Equatable {
  /// What a trial is given that got so far.
  struct Rung: Equatable {
    let trialCount: Int
    let iterationCount: Int
    /// Share of the rows; nil: all.
    let rowShare: Double?
  }

  let rungs: [Rung]

  private static let factor = 3
  /// Less than this says too little of a trial.
  private static let fewestIterations = 10
  private static let fewestRows = 1000

  init(_ halving: Halving, trialCount: Int, iterationCount: Int, rowCount: Int) {
    let fewest =
      switch halving {
      case .none: Int.max
      case .iterations: iterationCount / Self.fewestIterations
      case .rows: rowCount / Self.fewestRows
      }
    // How often the resource can be divided, and trials are left to divide.
    var divisors = [1]
    while halving != .none, let last = divisors.last, last * Self.factor <= fewest,
      last * Self.factor <= trialCount
    {
      divisors.append(last * Self.factor)
    }
    var left = trialCount
    rungs = divisors.reversed().map { divisor in
      defer { left = (left + Self.factor - 1) / Self.factor }
      return Rung(
        trialCount: left,
        iterationCount: halving == .iterations
          ? (iterationCount + divisor - 1) / divisor : iterationCount,
        rowShare: halving == .rows && divisor > 1 ? 1 / Double(divisor) : nil)
    }
  }
}
