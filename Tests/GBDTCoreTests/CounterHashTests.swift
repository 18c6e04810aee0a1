import GBDTCore
import Testing

@Suite struct CounterHashTests {
  /// SplitMix64's published first outputs for seed 0 are the finaliser of multiples of its increment.
  @Test func mixIsSplitMix64() {
    let increment: UInt64 = 0x9E37_79B9_7F4A_7C15
    #expect(CounterHash.mix(increment) == 0xE220_A839_7B1D_CDAF)
    #expect(CounterHash.mix(2 &* increment) == 0x6E78_9E6A_A1B9_65F4)
    #expect(CounterHash.mix(3 &* increment) == 0x06C4_5D18_8009_454F)
    #expect(CounterHash.mix(0) == 0)
  }

  /// Other values would sample other rows: every model would change.
  @Test func valuesAreStable() {
    let hash = CounterHash(seed: 0, purpose: .binSample)
    #expect(
      [0, 1, .max].map { hash.value($0) }
        == [9_639_420_846_141_804_449, 5_283_499_334_869_912_440, 5_030_171_812_741_402_187])
    #expect(hash.atIteration(3).value(5) == 13_351_351_347_608_163_497)
    #expect(CounterHash(seed: 42, purpose: .bagging).value(7) == 2_917_417_609_433_574_369)
  }

  @Test func purposesSeedsAndIterationsDiffer() {
    let hashes = [
      CounterHash(seed: 0, purpose: .bagging), CounterHash(seed: 1, purpose: .bagging),
      CounterHash(seed: 0, purpose: .featureFraction),
      CounterHash(seed: 0, purpose: .bagging).atIteration(0),
      CounterHash(seed: 0, purpose: .bagging).atIteration(1),
    ]
    let values = hashes.flatMap { hash in (0..<100).map { hash.value($0) } }
    #expect(Set(values).count == values.count)
  }

  /// Each of 64 buckets of consecutive row numbers gets its share: chi-squared with 63 degrees of
  /// freedom lies below 120 but for one seed in 20,000.
  @Test(arguments: [0, 1, 2026] as [UInt64])
  func consecutiveNumbersAreUniform(seed: UInt64) {
    let hash = CounterHash(seed: seed, purpose: .binSample)
    for shift in [58, 0] as [UInt64] {
      var buckets = [Int](repeating: 0, count: 64)
      for row in 0..<64_000 as Range<UInt64> { buckets[Int(hash.value(row) >> shift & 63)] += 1 }
      let chiSquared = buckets.reduce(0.0) { $0 + Double(($1 - 1_000) * ($1 - 1_000)) / 1_000 }
      #expect(chiSquared < 120)
    }
  }

  @Test func thresholds() throws {
    #expect(CounterHash.threshold(fraction: 1) == nil)
    #expect(CounterHash.threshold(fraction: 0) == 0)
    #expect(CounterHash.threshold(fraction: 0.5) == 1 << 63)
    #expect(try #require(CounterHash.threshold(fraction: (1.0).nextDown)) > .max - 4_096)
    let hash = CounterHash(seed: 9, purpose: .validationRows)
    let limit = try #require(CounterHash.threshold(fraction: 0.2))
    let chosen = (0..<50_000 as Range<UInt64>).count { hash.value($0) < limit }
    #expect(abs(chosen - 10_000) < 400)
  }
}
