internal import GBDTCore

/// Random numbers that a failing test can repeat from its seed.
package struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = CounterHash.mix(seed &+ 0x9E37_79B9_7F4A_7C15) }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return CounterHash.mix(state)
  }

  /// True with probability `probability`.
  package mutating func chance(_ probability: Double) -> Bool {
    Double.random(in: 0..<1, using: &self) < probability
  }
}
