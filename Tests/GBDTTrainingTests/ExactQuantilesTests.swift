import GBDTKernels
import GBDTTestSupport
import Testing

@testable import GBDTTraining

@Suite struct ExactQuantilesTests {
  /// Rows in sets, and what quantiles of them are asked for.
  struct Case {
    var labels: [Double]
    var scores: [Double]?
    var weights: [Double]?
    var isOverLabel = false
    /// Of each row; -1: of no set.
    var sets: [Int]
    var alpha: Double

    var setCount: Int { (sets.max() ?? -1) + 1 }

    /// The definition, by sorting.
    var expected: [Double?] {
      (0..<setCount).map { set in
        let rows = sets.indices.filter { sets[$0] == set }
        let values = rows.map { labels[$0] - (scores?[$0] ?? 0) }
        let weights = rows.map {
          (self.weights?[$0] ?? 1) / (isOverLabel ? max(1, abs(labels[$0])) : 1)
        }
        return Self.quantile(alpha, values: values, weights: weights)
      }
    }

    static func quantile(_ alpha: Double, values: [Double], weights: [Double]) -> Double? {
      guard let highest = weights.max(), highest > 0 else { return nil }
      let scale = FixedPoint(maximum: highest, bits: 31).scale
      let sorted = zip(values, weights).map {
        (value: $0, weight: ($1 * scale).rounded(.toNearestOrEven))
      }
      .sorted { $0.value < $1.value }.filter { $0.weight > 0 }
      // Test data is small enough for sums in doubles to be exact.
      let total = sorted.reduce(0) { $0 + $1.weight }
      var (sum, low, high) = (0.0, Double?.none, Double?.none)
      for (value, weight) in sorted {
        sum += weight
        if sum >= alpha * total, low == nil { low = value }
        if sum > alpha * total, high == nil { high = value }
      }
      guard let low = low ?? sorted.last?.value, let high = high ?? sorted.last?.value else {
        return nil
      }
      return low == high ? low + 0 : (low + high) / 2 + 0
    }

    /// The rows of a process.
    func part(_ rows: Range<Int>) -> Case {
      Case(
        labels: Array(labels[rows]), scores: scores.map { Array($0[rows]) },
        weights: weights.map { Array($0[rows]) }, isOverLabel: isOverLabel,
        sets: Array(sets[rows]), alpha: alpha)
    }

    /// What a process finds that has these rows.
    ///
    /// - Parameter counts: of each set in all processes.
    func quantiles(
      counts: [Int], collective: any TrainingCollective, threads: Int
    ) throws -> [Double?] {
      let padding = [Double](repeating: .nan, count: RowMasks.wordRows)
      let (labels, scores) = (
        KernelBuffer(copying: labels + padding), scores.map { KernelBuffer(copying: $0 + padding) }
      )
      let weights = weights.map { KernelBuffer(copying: $0 + padding) }
      let exact = ExactQuantiles(
        rowCount: sets.count, isWeighted: weights != nil || isOverLabel, collective: collective,
        threads: threads)
      let masks = counts.indices.map { set in
        let masks = RowMaskBuffer(rowCount: sets.count)
        for row in sets.indices where sets[row] != set {
          masks.masks[row / 64] &= ~(1 << UInt64(row % 64))
        }
        return masks
      }
      defer { withExtendedLifetime((labels, scores, weights, masks)) {} }
      let source = QuantileSource(
        labels: UnsafePointer(labels.start), scores: scores.map { UnsafePointer($0.start) },
        weights: weights.map { UnsafePointer($0.start) }, isOverLabel: isOverLabel)
      // Sets come in two parts, as leaves may.
      let rows = counts.indices.map { set in
        let all = masks[set].rows
        let middle = all.count / 2
        return QuantileRows(
          rows: [all.slice(0..<middle), all.slice(middle..<all.count)], totalCount: counts[set])
      }
      let first = try exact.quantiles(alpha, of: rows, source: source)
      // The memory can be used again.
      #expect(try exact.quantiles(alpha, of: rows, source: source) == first)
      return first
    }

    var counts: [Int] { (0..<setCount).map { set in sets.count { $0 == set } } }

    func alone(threads: Int = 1) throws -> [Double?] {
      try quantiles(counts: counts, collective: IdentityCollective(), threads: threads)
    }

    func together(worldSize: Int, seed: UInt64) throws -> [[Double?]] {
      var random = SeededRandom(seed: seed)
      let inner = (1..<worldSize).map { _ in Int.random(in: 0...sets.count, using: &random) }
      let bounds = [0] + inner.sorted() + [sets.count]
      let counts = counts
      let cluster = InProcessCluster(worldSize: worldSize)
      let results = try cluster.run { collective in
        try part(bounds[collective.rank]..<bounds[collective.rank + 1]).quantiles(
          counts: counts, collective: collective, threads: 1)
      }
      #expect(cluster.complaints == [])
      return results
    }
  }

  /// Ties, gaps, bunches, outliers, weights of 0, sets without rows, values of any size.
  private static func randomCase(seed: UInt64) -> Case {
    var random = SeededRandom(seed: 8800 + seed)
    let rowCount = [1, 2, 3, 10, 100, 700, 5000].randomElement(using: &random) ?? 1
    let setCount = Int.random(in: 1...9, using: &random)
    let kind = Int.random(in: 0...6, using: &random)
    func value() -> Double {
      let plain = Double.random(in: -1...1, using: &random)
      switch kind {
      case 0: return plain
      case 1: return Double(Int.random(in: -2...2, using: &random))
      case 2: return random.chance(0.9) ? 0 : plain
      case 3:
        let exponent = Int.random(in: -300...300, using: &random)
        return plain * Double(sign: .plus, exponent: exponent, significand: 1)
      case 4: return random.chance(0.01) ? 1e100 * plain : plain
      case 5: return 1 + Double(Int.random(in: 0...3, using: &random)).ulp
      default: return random.chance(0.5) ? -0.0 : 0.0
      }
    }
    let sets = (0..<rowCount).map { _ in
      random.chance(0.1)
        ? -1 : Int.random(in: 0..<setCount, using: &random) / (random.chance(0.5) ? 2 : 1)
    }
    var weights: [Double]?
    switch Int.random(in: 0...4, using: &random) {
    case 0: weights = (0..<rowCount).map { _ in Double(Int.random(in: 0...3, using: &random)) }
    case 1: weights = (0..<rowCount).map { _ in Double.random(in: 0...1, using: &random) * 1e-20 }
    case 2: weights = sets.map { $0 == 0 ? 0 : random.chance(0.9) ? 1e-12 : 1e3 }
    default: break
    }
    return Case(
      labels: (0..<rowCount).map { _ in value() },
      scores: random.chance(0.5) ? (0..<rowCount).map { _ in value() } : nil, weights: weights,
      isOverLabel: random.chance(0.2), sets: sets,
      alpha: [0, 0.1, 0.25, 0.5, 0.9, 1, Double.random(in: 0...1, using: &random)]
        .randomElement(using: &random) ?? 0.5)
  }

  @Test(arguments: 0..<300) func equalsSorting(seed: UInt64) throws {
    let test = Self.randomCase(seed: seed)
    let expected = test.expected
    for threads in [1, 3] {
      let found = try test.alone(threads: threads)
      #expect(bits(found) == bits(expected), "seed \(seed), \(threads) threads")
    }
  }

  @Test(arguments: 0..<60) func anyNumberOfProcesses(seed: UInt64) throws {
    let test = Self.randomCase(seed: seed)
    let expected = bits(test.expected)
    for worldSize in [1, 2, 3, 5, 7] {
      for found in try test.together(worldSize: worldSize, seed: seed) {
        #expect(bits(found) == expected, "seed \(seed), \(worldSize) processes")
      }
    }
  }

  private func bits(_ values: [Double?]) -> [UInt64?] { values.map { $0?.bitPattern } }

  private static let ten: [Double] = [10, 1, 9, 2, 8, 3, 7, 4, 6, 5]

  private static let known: [(values: [Double], alpha: Double, quantile: Double)] = [
    ([5], 0.5, 5), ([1, 2], 0.5, 1.5), ([3, 1, 2], 0.5, 2), ([4, 1, 2, 3], 0.5, 2.5),
    ([1, 2, 3, 4], 0, 1), ([1, 2, 3, 4], 1, 4), ([7, 7, 7], 0.3, 7),
    (ten, 0.1, 1.5), (ten, 0.9, 9.5), (ten, 0.95, 10), ([-0.0, 0.0], 0.5, 0),
  ]

  @Test(arguments: known)
  func knownQuantiles(values: [Double], alpha: Double, expected: Double) throws {
    let test = Case(
      labels: values, sets: [Int](repeating: 0, count: values.count), alpha: alpha)
    #expect(bits(try test.alone()) == [expected.bitPattern])
  }

  /// A row of weight 3 counts as three rows, and one of weight 0 as none.
  @Test func weightsAreRepetitions() throws {
    var random = SeededRandom(seed: 91)
    for alpha in [0.1, 0.3, 0.5, 0.8] {
      let values = (0..<500).map { _ in Double.random(in: -1...1, using: &random) }
      let weights = values.map { _ in Double(Int.random(in: 0...3, using: &random)) }
      let repeated = zip(values, weights).flatMap { [Double](repeating: $0, count: Int($1)) }
      let zeros = [Int](repeating: 0, count: 500)
      let weighted = Case(labels: values, weights: weights, sets: zeros, alpha: alpha)
      let plain = Case(
        labels: repeated, sets: [Int](repeating: 0, count: repeated.count), alpha: alpha)
      #expect(try weighted.alone() == plain.alone())
      let doubled = Case(
        labels: values, weights: weights.map { 2 * $0 }, sets: zeros, alpha: alpha)
      #expect(try doubled.alone() == plain.alone())
    }
  }

  @Test func noRowsAndNoWeightsHaveNoQuantile() throws {
    let weightless = Case(
      labels: (0..<1000).map(Double.init), weights: [Double](repeating: 0, count: 1000),
      sets: (0..<1000).map { $0 < 10 ? 2 : 0 }, alpha: 0.5)
    #expect(try weightless.alone() == [nil, nil, nil])
  }

  /// What other processes are told does not grow with the rows.
  @Test func trafficIsBounded() throws {
    var random = SeededRandom(seed: 92)
    let rowCount = 60_000
    let test = Case(
      labels: (0..<rowCount).map { _ in Double.random(in: -1...1, using: &random) },
      sets: (0..<rowCount).map { $0 % 3 }, alpha: 0.5)
    let cluster = InProcessCluster(worldSize: 2)
    let costs = try cluster.run { collective in
      let half = collective.rank * rowCount / 2..<(collective.rank + 1) * rowCount / 2
      let exact = test.part(half)
      _ = try exact.quantiles(counts: test.counts, collective: collective, threads: 1)
      return collective.traffic
    }
    // Twice: a round of bounds and one of counts, then what is left.
    #expect(costs[0].rounds == 6)
    #expect(costs[0].bytesSent <= 2 * 3 * (24 + 2048 + 2049))
  }
}
