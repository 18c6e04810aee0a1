internal import GBDTKernels

/// The search for the quantile of one set of rows: what is known of it in all processes.
///
/// The alpha-quantile here is the middle of all values that are best by the pinball loss of alpha,
/// that is (low + high) / 2 of
///
/// ```
/// low    the smallest value such that the weights of values up to it are at least alpha * total
/// high   the smallest value such that they are more than alpha * total
/// ```
///
/// Weights are integers on a grid that the largest weight of the set fixes, and alpha * total is
/// the product rounded to a double, so that a tenth of ten rows is one row. So the median of an even
/// number of rows is the mean of the two in the middle, a row of weight 2 counts as two rows, one
/// of weight 0 as none, and multiplying all weights by a power of two changes nothing. (LightGBM
/// interpolates between neighbours, by other rules with weights than without.) All zeros count as
/// 0.0.
struct QuantileSearch {
  enum Stage {
    /// The candidates are counted by buckets.
    case counting
    /// So few candidates are left that they are gathered and sorted.
    case few
    /// `low` is the largest value of this bucket, and `high` the smallest in later ones.
    case split(bucket: Int)
    /// nil: no row has a weight.
    case done(Double?)
  }

  /// Bits of the weights' integers: the sum over 2^32 rows fits 63.
  static let weightBits = FixedPoint.weightedBits

  private let alpha: Double
  let isWeighted: Bool
  private(set) var stage: Stage
  /// Candidates in all processes, those without weight included.
  private(set) var candidateCount: Int
  private(set) var buckets: QuantileBuckets?
  private var grid: FixedPoint?
  private var ranks: QuantileRanks?
  /// Weight of the values below all candidates.
  private var below: Int64 = 0
  private var isByKey = false

  /// - Parameters:
  ///   - alpha: in 0...1.
  ///   - rowCount: in all processes.
  ///   - limit: so many candidates are few.
  init(alpha: Double, isWeighted: Bool, rowCount: Int, limit: Int) {
    self.alpha = alpha
    self.isWeighted = isWeighted
    candidateCount = rowCount
    stage = rowCount == 0 ? .done(nil) : rowCount <= limit ? .few : .counting
  }

  var isCounting: Bool { if case .counting = stage { true } else { false } }

  var isDone: Bool { if case .done = stage { true } else { false } }

  /// What makes a weight an integer.
  var weightScale: Double { grid?.scale ?? 1 }

  // MARK: - Counting

  /// Buckets for the next count follow from the bounds of the candidates in all processes.
  ///
  /// - Parameter highestWeight: of the set; looked at the first time.
  mutating func divide(low: Double, high: Double, highestWeight: Double) {
    if isWeighted && grid == nil {
      grid = FixedPoint(maximum: highestWeight, bits: Self.weightBits)
    }
    if low < high {
      buckets = QuantileBuckets(low: low, high: high, isByKey: isByKey)
    } else {
      // Candidates that remain of a count have a weight.
      let hasWeight = !isWeighted || ranks != nil || integer(of: highestWeight) > 0
      stage = .done(hasWeight ? low : nil)
    }
  }

  /// Takes what was counted in all processes.
  ///
  /// - Parameters:
  ///   - counts: candidates by bucket.
  ///   - sums: their weights; the counts again without weights.
  /// - Returns: the buckets whose candidates remain.
  mutating func narrow(
    counts: UnsafePointer<Int64>, sums: UnsafePointer<Int64>, limit: Int
  ) -> ClosedRange<Int> {
    let ranks = self.ranks ?? QuantileRanks(alpha: alpha, total: total(of: sums))
    self.ranks = ranks
    if ranks.total == 0 {
      stage = .done(nil)
      return 0...0
    }
    var first = 0
    while below + sums[first] < ranks.low {
      below += sums[first]
      first += 1
    }
    var (last, upTo) = (first, below + sums[first])
    while upTo < ranks.high {
      last += 1
      upTo += sums[last]
    }
    if first < last {
      stage = .split(bucket: first)
    } else {
      let left = Int(counts[first])
      // Values that are bunched need buckets that follow the doubles' own density.
      if left > candidateCount / 4 { isByKey = true }
      candidateCount = left
      if left <= limit { stage = .few }
    }
    return first...last
  }

  private func total(of sums: UnsafePointer<Int64>) -> Int64 {
    (0..<QuantileBuckets.count).reduce(0) { $0 + sums[$1] }
  }

  // MARK: - The end

  /// What a process must tell the others of its candidates, to end the search: the values of few, and
  /// then their weights if there are any; of those that were split the two ends, the latter negated.
  func contribution(of candidates: [QuantileKernel.Candidates]) -> [Double] {
    guard case .split(let bucket) = stage, let buckets else {
      return candidates.flatMap { UnsafeBufferPointer(start: $0.values, count: $0.count) }
        + candidates.flatMap {
          UnsafeBufferPointer(start: $0.weights, count: $0.weights == nil ? 0 : $0.count)
        }
    }
    var (low, negatedHigh) = (-Double.infinity, -Double.infinity)
    for candidates in candidates {
      for place in 0..<candidates.count where integer(of: candidates.weights?[place]) > 0 {
        let value = candidates.values[place]
        if buckets.bucket(of: value) <= bucket {
          low = max(low, value)
        } else {
          negatedHigh = max(negatedHigh, -value)
        }
      }
    }
    return [low, negatedHigh]
  }

  /// Whether a process's contribution has the form that it should.
  func accepts(_ contribution: [Double]) -> Bool {
    if case .split = stage { return contribution.count == 2 }
    return contribution.count.isMultiple(of: isWeighted ? 2 : 1)
  }

  private func integer(of weight: Double?) -> Int64 {
    weight.map { QuantileKernel.integer(ofWeight: $0, scale: weightScale) } ?? 1
  }

  /// Ends the search with the contributions of all processes, in any order.
  mutating func finish(_ contributions: [[Double]]) {
    if case .split = stage {
      let low = contributions.reduce(-.infinity) { max($0, $1[0]) }
      let high = -contributions.reduce(-.infinity) { max($0, $1[1]) }
      stage = .done(Self.middle(low, high))
    } else {
      stage = .done(selected(of: contributions))
    }
  }

  private mutating func selected(of contributions: [[Double]]) -> Double? {
    if isWeighted && grid == nil {
      let highest = contributions.reduce(0) { $1[($1.count / 2)...].reduce($0, max) }
      grid = FixedPoint(maximum: highest, bits: Self.weightBits)
    }
    let sorted = contributions.flatMap { part in
      let count = isWeighted ? part.count / 2 : part.count
      return (0..<count).map {
        (value: part[$0], weight: integer(of: isWeighted ? part[count + $0] : nil))
      }
    }.sorted { $0.value < $1.value }
    let ranks = ranks ?? QuantileRanks(alpha: alpha, total: sorted.reduce(0) { $0 + $1.weight })
    if ranks.total == 0 { return nil }
    var (upTo, low) = (below, Double?.none)
    for (value, weight) in sorted {
      upTo += weight
      if low == nil && upTo >= ranks.low { low = value }
      if let low, upTo >= ranks.high { return Self.middle(low, value) }
    }
    preconditionFailure("the candidates reach the ranks that they were kept for")
  }

  private static func middle(_ low: Double, _ high: Double) -> Double {
    low == high ? low : (low + high) / 2
  }
}

/// The weights that the values up to the ends of a quantile's range reach.
struct QuantileRanks: Equatable {
  let total: Int64
  let low: Int64
  let high: Int64

  /// - Parameter alpha: in 0...1.
  init(alpha: Double, total: Int64) {
    let share = alpha * Double(total)
    self.total = total
    low = min(max(1, Int64(share.rounded(.up))), total)
    high = min(Int64(share.rounded(.down)) + 1, total)
  }
}
