/// Variations of bytes that a decoder must either refuse or understand, never crash on.
package enum DamagedBytes {
  /// Every beginning of `bytes` but the whole; of long ones a thousand or so.
  package static func cut(_ bytes: [UInt8]) -> [[UInt8]] {
    stride(from: 0, to: bytes.count, by: max(1, bytes.count / 1_000)).map { Array(bytes[..<$0]) }
  }

  /// `count` mutants of one to three changes each: bits flipped, bytes replaced, removed, repeated.
  package static func mutated(_ bytes: [UInt8], count: Int, seed: UInt64) -> [[UInt8]] {
    var random = SeededRandom(seed: seed)
    return (0..<count).map { _ in
      var mutant = bytes
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        if mutant.isEmpty { break }
        change(&mutant, at: Int.random(in: mutant.indices, using: &random), using: &random)
      }
      return mutant
    }
  }

  private static func change(
    _ bytes: inout [UInt8], at place: Int, using random: inout SeededRandom
  ) {
    switch Int.random(in: 0..<5, using: &random) {
    case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
    case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 2: bytes.remove(at: place)
    case 3: bytes.insert(bytes[place], at: place)
    default:
      // A count or length becomes as large as it can be.
      let end = min(place + 9, bytes.count)
      for index in place..<end { bytes[index] = 0xFF }
    }
  }
}
