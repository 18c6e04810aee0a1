/// Random choices as functions of what they are about, never of when they are made.
///
/// Every random choice in training (bagging a row, choosing a feature, sampling rows for cut points)
/// is `CounterHash(seed:purpose:).value(...)` of a global row, feature or iteration number. The
/// result is the same for any order of evaluation, any thread count and any partitioning.
///
/// The mixing function is the finaliser of SplitMix64 (Steele, Lea, Flood 2014, "Fast splittable
/// pseudorandom number generators"), applied once per word: each output bit depends on every input
/// bit, and distinct single words give distinct values.
package struct CounterHash: Sendable, Equatable {
  /// What a choice is for. Two purposes with one seed are independent. Raw values are part of what
  /// a model is: never renumber them.
  package enum Purpose: UInt64, Sendable {
    case binSample = 1
    case bagging = 2
    case featureFraction = 3
    case validationRows = 4
    case selfTestRows = 5
    case fingerprint = 6
    case objective = 7
    case folds = 16
    case bootstrap = 19
    case tuningTrials = 17
    case tuningRows = 18
  }

  private let state: UInt64

  package init(seed: UInt64, purpose: Purpose) {
    state = Self.mix(Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15) ^ purpose.rawValue)
  }

  /// 64 random bits for `counter` (a row, feature or iteration number).
  package func value(_ counter: UInt64) -> UInt64 {
    Self.mix(state &+ (counter &+ 1) &* 0x9E37_79B9_7F4A_7C15)
  }

  /// A hash for choices that belong to one iteration; combine it with a row or feature number.
  package func atIteration(_ iteration: UInt64) -> CounterHash {
    CounterHash(state: value(iteration))
  }

  private init(state: UInt64) { self.state = state }

  /// The number such that `value < threshold(fraction)` holds for `fraction` of all values.
  ///
  /// - Parameter fraction: from 0 to 1. At 1 the result is `nil`: every value passes.
  package static func threshold(fraction: Double) -> UInt64? {
    precondition(fraction >= 0 && fraction <= 1, "a fraction lies in 0...1")
    if fraction >= 1 { return nil }
    return UInt64(fraction * 0x1p64)
  }

  /// SplitMix64's finaliser: a bijection of 64-bit words.
  package static func mix(_ word: UInt64) -> UInt64 {
    var word = word
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
