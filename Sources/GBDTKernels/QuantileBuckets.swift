internal import CGBDTKernels

/// Which of 256 buckets a value is in: a function that never falls as the value rises, the same on
/// every machine.
package struct QuantileBuckets: Sendable {
  package static let count = Int(CGBDT_QUANTILE_BUCKETS)

  let plan: cgbdt_quantile_buckets

  /// Buckets of equal width between two values, or of equal numbers of doubles: these shrink any
  /// range 256-fold, however values are distributed in it.
  ///
  /// - Precondition: `low` is below `high`, both are finite, and neither is -0.0. Values asked for lie
  ///   between them.
  package init(low: Double, high: Double, isByKey: Bool) {
    precondition(low < high, "buckets divide a range")
    let scale = Double(Self.count) / (high - low)
    let keys = (low: Self.key(of: low), high: Self.key(of: high))
    let significantBits = UInt64.bitWidth - (keys.high - keys.low).leadingZeroBitCount
    plan = cgbdt_quantile_buckets(
      low: low, scale: isByKey || !scale.isFinite ? 0 : scale, key_low: keys.low,
      shift: Int32(max(0, significantBits - 8)))
  }

  /// The integer that has the order of doubles.
  private static func key(of value: Double) -> UInt64 {
    let bits = value.bitPattern
    return bits >> 63 == 1 ? ~bits : bits | 1 << 63
  }

  /// The bucket of one value, in plain Swift.
  package func bucket(of value: Double) -> Int {
    if plan.scale > 0 { return Int(min((value - plan.low) * plan.scale, 255)) }
    return Int((Self.key(of: value) - plan.key_low) >> UInt64(plan.shift))
  }
}
