package import GBDTCore

/// What every `ByteCodable` type promises, tried on one value.
package struct ByteCodableCheck {
  /// What is wrong, in words; empty if all is well.
  package private(set) var problems: [String] = []

  /// - Parameters:
  ///   - value: encoded, decoded, and encoded again.
  ///   - mutants: how many damaged encodings are tried; each must be refused, or be the one encoding of
  ///     some other value.
  package init<Value: ByteCodable>(_ value: Value, mutants: Int = 300, seed: UInt64 = 1) {
    let bytes = value.encoded
    do throws(ByteError) {
      if try Value(decoding: bytes).encoded != bytes { problems.append("another value comes back") }
    } catch {
      problems.append("its own bytes are refused at byte \(error.position): \(error.reason)")
    }
    for cut in DamagedBytes.cut(bytes) where (try? Value(decoding: cut)) != nil {
      problems.append("\(cut.count) of \(bytes.count) bytes are accepted")
    }
    for mutant in DamagedBytes.mutated(bytes, count: mutants, seed: seed) {
      guard let decoded = try? Value(decoding: mutant) else { continue }
      if decoded.encoded != mutant { problems.append("two encodings of one value: \(mutant)") }
    }
    if (try? Value(decoding: bytes + [0])) != nil { problems.append("a byte too many is accepted") }
  }
}
