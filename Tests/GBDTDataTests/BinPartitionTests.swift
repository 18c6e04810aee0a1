@testable import GBDTData
import GBDTCore
import Testing

@Suite struct BinPartitionTests {
  /// Rows in each bin.
  private func binCounts(_ distinct: DistinctValues, _ boundaries: [Int]) -> [Int] {
    let edges = [0] + boundaries + [distinct.count]
    return zip(edges, edges.dropFirst()).map { distinct.counts[$0..<$1].reduce(0, +) }
  }

  private func random(_ count: Int, seed: UInt64, maximumCount: UInt64) -> DistinctValues {
    let hash = CounterHash(seed: seed, purpose: .selfTestRows)
    let values = Set((0..<count).map { Double(hash.value(UInt64($0)) >> 40) }).sorted()
    let counts = values.indices.map { index -> Int in
      let word = hash.value(UInt64(1_000_000 + index))
      return Int(word % maximumCount) + (word >> 60 == 0 ? Int(maximumCount) * 20 : 1)
    }
    return DistinctValues(values: values, counts: counts)
  }

  @Test func oneBinAValueWhereTheyFit() {
    let distinct = DistinctValues(values: [1, 2, 5, 9], counts: [1, 7, 1, 90])
    #expect(BinPartition.boundaries(of: distinct, maximumBins: 4) == [1, 2, 3])
    #expect(BinPartition.boundaries(of: distinct, maximumBins: 255) == [1, 2, 3])
    let single = DistinctValues(values: [3], counts: [9])
    #expect(BinPartition.boundaries(of: single, maximumBins: 2) == [])
    let none = DistinctValues(values: [], counts: [])
    #expect(BinPartition.boundaries(of: none, maximumBins: 2) == [])
  }

  @Test(arguments: [2, 3, 7, 8, 15, 16, 63, 255], 0..<6 as Range<UInt64>)
  func usesEveryBin(maximumBins: Int, seed: UInt64) {
    let distinct = random(40 + Int(seed) * 150, seed: seed, maximumCount: 1 + seed * 10)
    let boundaries = BinPartition.boundaries(of: distinct, maximumBins: maximumBins)
    #expect(boundaries.count == min(maximumBins, distinct.count) - 1)
    #expect(zip(boundaries, boundaries.dropFirst()).allSatisfy(<))
    #expect(boundaries.allSatisfy { $0 > 0 && $0 < distinct.count })
  }

  /// The smallest share by definition: the best of all partitions, by dynamic programming.
  private func bestShare(_ counts: [Int], bins: Int) -> Int {
    let empty = [Int](repeating: .max, count: counts.count + 1)
    var best = empty
    best[0] = 0
    for _ in 0..<bins {
      var next = best
      for start in 0..<counts.count where best[start] != .max {
        var sum = 0
        for end in (start + 1)...counts.count {
          sum += counts[end - 1]
          // A bin of one value may be of any size.
          next[end] = min(next[end], max(best[start], end - start == 1 ? 1 : sum))
        }
      }
      best = next
    }
    return max(1, best[counts.count])
  }

  @Test(arguments: 0..<25 as Range<UInt64>)
  func shareIsTheSmallestPossible(seed: UInt64) {
    let distinct = random(24, seed: seed, maximumCount: 1 + seed % 9)
    for bins in [2, 5, 11, 20] {
      let share = BinPartition.smallestShare(distinct.cumulativeCounts, bins: bins)
      #expect(share == bestShare(distinct.counts, bins: bins), "bins \(bins)")
    }
  }

  /// No bin of several values holds more than its share of the rows that are not in heavy values.
  @Test(arguments: 0..<6 as Range<UInt64>)
  func binsAreNoFullerThanTheirShare(seed: UInt64) {
    let distinct = random(3_000, seed: seed, maximumCount: 30)
    let boundaries = BinPartition.boundaries(of: distinct, maximumBins: 255)
    let share = BinPartition.smallestShare(distinct.cumulativeCounts, bins: 255 - 31)
    let edges = [0] + boundaries + [distinct.count]
    for (start, end) in zip(edges, edges.dropFirst()) where end - start > 1 {
      #expect(distinct.counts[start..<end].reduce(0, +) <= share)
    }
    // Heavy values are alone.
    for position in distinct.counts.indices where distinct.counts[position] > share {
      #expect(position == 0 || boundaries.contains(position))
      #expect(position + 1 == distinct.count || boundaries.contains(position + 1))
    }
  }

  @Test func equalCountsWhereValuesAreContinuous() {
    let distinct = DistinctValues(
      values: (0..<100_000).map { Double($0) * 0.37 }, counts: [Int](repeating: 1, count: 100_000))
    let counts = binCounts(distinct, BinPartition.boundaries(of: distinct, maximumBins: 255))
    // 224 equal bins would hold 447 rows each; 31 more boundaries only divide them.
    #expect((counts.max() ?? 0) <= 447)
  }

  @Test func denseValuesLeaveBoundariesForTheRest() {
    // 99,000 rows in [0, 1], 1,000 rows spread over (1, 1000].
    let values = (0..<99_000).map { Double($0) / 99_000 } + (1...1_000).map { Double($0) + 0.5 }
    let distinct = DistinctValues(values: values, counts: values.map { _ in 1 })
    let boundaries = BinPartition.boundaries(of: distinct, maximumBins: 255)
    #expect(boundaries.contains { values[$0] > 1 })
  }

  @Test func interleavedHeavyValuesTakeTheirNeighboursAlong() {
    // 300 values of 40 rows, each followed by one of 2 rows: too many to be alone.
    let values = (0..<600).map { Double($0) + 0.5 }
    let distinct = DistinctValues(
      values: values, counts: values.indices.map { $0 % 2 == 0 ? 40 : 2 })
    let counts = binCounts(distinct, BinPartition.boundaries(of: distinct, maximumBins: 343))
    #expect((counts.max() ?? 0) <= 42)
  }

  @Test func zeroCountsAreAllowed() {
    var distinct = DistinctValues(of: [1, 2, 3, 4, 5, .nan, 3])
    distinct.extend(minimum: -7, maximum: 99)
    #expect(distinct.values == [-7, 1, 2, 3, 4, 5, 99])
    #expect(distinct.counts == [0, 1, 1, 2, 1, 1, 0])
    for bins in 2...6 {
      #expect(BinPartition.boundaries(of: distinct, maximumBins: bins).count == bins - 1)
    }
  }

  @Test func valuesThatNoFloat32SeparatesStayTogether() {
    // Eight doubles to a float32, one row each.
    let values = (0..<40_000).map { 64 + Double($0) * 0x1p-20 }
    let distinct = DistinctValues(values: values, counts: values.map { _ in 1 })
    let boundaries = BinPartition.boundaries(of: distinct, maximumBins: 255)
    #expect(boundaries.count == 254)
    #expect(boundaries.allSatisfy { $0 % 8 == 1 })
    let counts = binCounts(distinct, boundaries)
    #expect((counts.max() ?? 0) <= 184)  // 40,000 / 224 rounded up to units of eight rows.
  }

  @Test func valuesThatNoFloat32SeparatesPartWhereTheyAreMany() {
    // All rows between two neighbouring float32 numbers.
    let values = (0..<1_000).map { 1e9 + Double($0) * 0x1p-10 }
    let distinct = DistinctValues(values: values, counts: values.map { _ in 5 })
    let boundaries = BinPartition.boundaries(of: distinct, maximumBins: 255)
    #expect(boundaries.count == 254)
    #expect((binCounts(distinct, boundaries).max() ?? 0) <= 25)
    // A rare neighbour of a frequent value is no reason for a bin.
    let noisy = (0..<300).map { Double($0) + 0.9 } + [200.899_999_999_999_98]
    let sorted = noisy.sorted()
    let rare = DistinctValues(
      values: sorted, counts: sorted.map { $0 == noisy[300] ? 1 : 400 })
    let position = sorted.firstIndex(of: noisy[300]) ?? 0
    #expect(!BinPartition.boundaries(of: rare, maximumBins: 290).contains(position + 1))
  }

  @Test func scaleChangesNothing() {
    let distinct = random(2_000, seed: 3, maximumCount: 9)
    let doubled = DistinctValues(values: distinct.values.map { $0 * 2 }, counts: distinct.counts)
    #expect(
      BinPartition.boundaries(of: distinct, maximumBins: 100)
        == BinPartition.boundaries(of: doubled, maximumBins: 100))
  }

  @Test func hugeRangesDoNotOverflow() {
    let values = [-1.7e308, -1e308, -5, 0, 1, 2, 3, 4, 5, 6, 7, 1e308, 1.7e308]
    let distinct = DistinctValues(values: values, counts: values.map { _ in 3 })
    #expect(BinPartition.boundaries(of: distinct, maximumBins: 12).count == 11)
  }
}
