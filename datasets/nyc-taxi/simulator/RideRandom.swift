/// The random numbers of one ride: SplitMix64 (Steele, Lea, Flood 2014) started from seed and row.
///
/// Everything drawn is an integer. No floating point and no mathematical library is used anywhere in
/// the simulator, so its bytes cannot differ between machines.
struct RideRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64, row: UInt64) {
    state = Self.mix(Self.mix(seed) &+ row)
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
  }

  /// A number in 0..<bound, for bounds below 2^32.
  mutating func below(_ bound: Int) -> Int {
    Int(truncatingIfNeeded: ((next() >> 32) &* UInt64(truncatingIfNeeded: bound)) >> 32)
  }

  /// True `count` times in a million.
  mutating func happens(perMillion count: Int) -> Bool {
    below(1_000_000) < count
  }

  /// Bell-shaped around 0 with a standard deviation of 1,000: the sum of four uniform numbers, so
  /// never beyond 3,464.
  mutating func bell() -> Int {
    let word = next()
    let sum = (word & 0xFFFF) + (word >> 16 & 0xFFFF) + (word >> 32 & 0xFFFF) + (word >> 48)
    return (Int(sum) - 131_070) * 1000 / 37_837
  }

  private static func mix(_ word: UInt64) -> UInt64 {
    var word = word
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}

/// A choice among a few things with whole-number weights.
struct WeightedChoice {
  /// Thing `i` stands here as many times as its weight says.
  private let slots: [UInt8]

  init(weights: [Int]) {
    slots = weights.enumerated().flatMap { [UInt8](repeating: UInt8($0), count: $1) }
  }

  func draw(_ random: inout RideRandom) -> Int {
    Int(slots[random.below(slots.count)])
  }
}

/// A distribution given by equally spaced quantiles, straight lines between them.
struct QuantileTable {
  let quantiles: [Int]

  func draw(_ random: inout RideRandom) -> Int {
    let position = random.below((quantiles.count - 1) << 16)
    let (step, part) = (position >> 16, position & 0xFFFF)
    return quantiles[step] + ((quantiles[step + 1] - quantiles[step]) * part) >> 16
  }
}
