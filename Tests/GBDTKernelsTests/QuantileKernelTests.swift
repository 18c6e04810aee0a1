import GBDTKernels
import GBDTTestSupport
import Testing

@Suite struct QuantileKernelTests {
  @Test(arguments: KernelVariant.supported)
  func gathersTheRowsOfASet(variant: KernelVariant) {
    var random = SeededRandom(seed: 31)
    for rowCount in Array(0...67) + [1000] {
      for chance in [0.1, 0.9, 1] {
        let some = RandomRows(of: rowCount, chance: chance, using: &random)
        let padded = rowCount + RowMasks.wordRows
        let labels = (0..<padded).map { _ in Double(Int.random(in: -3...3, using: &random)) }
        let scores = (0..<padded).map { _ in Double(Int.random(in: -3...3, using: &random)) }
        let weights = (0..<padded).map { _ in Double.random(in: 0...3, using: &random) }
        let rows = some.rows.positions
        func gathered(_ gather: (UnsafeMutablePointer<Double>) -> Int) -> [Double] {
          var values = [Double](repeating: .infinity, count: rows.count + 1)
          #expect(gather(&values) == rows.count)
          #expect(values.removeLast() == .infinity, "nothing beyond the end")
          return values
        }
        let differences = gathered {
          QuantileKernel.gather(
            some.rows, labels: labels, scores: scores, into: $0, variant: variant)
        }
        #expect(differences == rows.map { labels[$0] - scores[$0] })
        #expect(!differences.contains { $0.isZero && $0.sign == .minus })
        #expect(
          gathered {
            QuantileKernel.gather(
              some.rows, labels: labels, scores: nil, into: $0, variant: variant)
          } == rows.map { labels[$0] })
        for (weights, isOverLabel) in [
          (weights, false), (weights, true), (nil, true), (nil, false),
        ] {
          #expect(
            gathered {
              QuantileKernel.gatherWeights(
                some.rows, weights: weights, overLabels: isOverLabel ? labels : nil, into: $0,
                variant: variant)
            }
              == rows.map {
                (weights?[$0] ?? 1) / (isOverLabel ? max(1, abs(labels[$0])) : 1)
              })
        }
      }
    }
  }

  @Test func negativeZerosBecomeZeros() {
    let row = RowMaskBuffer(rowCount: 1)
    let labels = [Double](repeating: -0.0, count: RowMasks.wordRows)
    for full in [false, true] {
      if full { row.masks[0] = .max }
      var values = [Double](repeating: 7, count: RowMasks.wordRows)
      let count = QuantileKernel.gather(row.rows, labels: labels, scores: nil, into: &values)
      #expect(values[..<count].allSatisfy { $0.bitPattern == 0 })
    }
  }

  @Test(arguments: KernelVariant.supported)
  func bounds(variant: KernelVariant) {
    var random = SeededRandom(seed: 32)
    for count in Array(0...67) + [3001] {
      let values = (0..<count).map { _ in Double.random(in: -9...9, using: &random) }
      var (highest, negated) = (-Double.infinity, -Double.infinity)
      values.withUnsafeBufferPointer {
        QuantileKernel.bound(
          $0, highest: &highest, highestNegated: &negated, variant: variant)
      }
      #expect(highest == values.max() ?? -.infinity)
      #expect(negated == values.min().map { -$0 } ?? -.infinity)
    }
  }

  @Test(arguments: KernelVariant.supported)
  func countsAndKeepsByBucket(variant: KernelVariant) {
    var random = SeededRandom(seed: 33)
    for count in Array(2...67) + [255, 256, 257, 3001] {
      for (isByKey, reach) in [(false, 1.0), (true, 1), (false, 1e100), (true, 1e100), (true, 0)] {
        let values = (0..<count).map { place in
          reach == 0
            ? Double(place % 2).ulp * Double(place)
            : Double.random(in: -reach...reach, using: &random)
        }
        let limit = 0x1p31 - 1
        let weights = (0..<count).map { _ in Double.random(in: 0...limit, using: &random) }
        guard let low = values.min(), let high = values.max(), low < high else { continue }
        let buckets = QuantileBuckets(low: low, high: high, isByKey: isByKey)
        let found = values.map(buckets.bucket)
        #expect(found.allSatisfy { (0..<256).contains($0) })
        check(
          values, weights: weights, scale: 1, buckets: buckets, found: found, variant: variant)
        check(
          values, weights: weights, scale: 0x1p-31, buckets: buckets, found: found,
          variant: variant)
        check(values, weights: nil, scale: 1, buckets: buckets, found: found, variant: variant)
      }
    }
  }

  private func check(
    _ values: [Double], weights: [Double]?, scale: Double, buckets: QuantileBuckets, found: [Int],
    variant: KernelVariant
  ) {
    let values = KernelBuffer(copying: values)
    let weights = weights.map { KernelBuffer(copying: $0) }
    let (oldValues, oldWeights) = (Array(values.elements), weights.map { Array($0.elements) })
    let candidates = QuantileKernel.Candidates(
      values: values.start, weights: weights?.start, count: values.count)
    var counts = [Int64](repeating: 0, count: 256)
    var sums = [Int64](repeating: 0, count: 256)
    QuantileKernel.count(
      candidates, weightScale: scale, buckets: buckets, counts: &counts, sums: &sums,
      variant: variant)
    var expected = (
      counts: [Int64](repeating: 0, count: 256), sums: [Int64](repeating: 0, count: 256)
    )
    for (place, bucket) in found.enumerated() {
      expected.counts[bucket] += 1
      if let oldWeights {
        expected.sums[bucket] += QuantileKernel.integer(
          ofWeight: oldWeights[place], scale: scale)
      }
    }
    #expect(counts == expected.counts)
    #expect(sums == expected.sums)
    let first = found[found.count / 3]
    let last = max(first, found[found.count / 2])
    let kept = QuantileKernel.keep(
      candidates, in: first...last, buckets: buckets, variant: variant)
    let places = found.indices.filter { (first...last).contains(found[$0]) }
    #expect(Array(values.elements[..<kept]) == places.map { oldValues[$0] })
    if let weights, let oldWeights {
      #expect(Array(weights.elements[..<kept]) == places.map { oldWeights[$0] })
    }
  }

  /// A later bucket never has a smaller value, and 256 buckets by key divide any range by as many.
  @Test(arguments: 0..<20) func bucketsFollowTheOrderOfValues(seed: UInt64) {
    var random = SeededRandom(seed: 3400 + seed)
    let values = (0..<300).map { _ in
      Double.random(in: -1...1, using: &random)
        * Double(sign: .plus, exponent: Int.random(in: -1070...300, using: &random), significand: 1)
        + 0
    }.sorted()
    for isByKey in [false, true] {
      let buckets = QuantileBuckets(low: values[0], high: values[299], isByKey: isByKey)
      let found = values.map(buckets.bucket)
      #expect(found == found.sorted())
      #expect(found[0] == 0)
      #expect(!isByKey || found[299] >= 128)
    }
  }
}
