/// A sum of doubles that is exact until it is read, so that order and partitioning cannot change it.
///
/// The accumulator is a fixed-point number wide enough for every finite double: 2,240 bits in limbs of
/// 32 bits, each kept in an `Int64` so that carries need to be propagated only every 2^30 additions
/// (Neal 2015, "Fast exact summation using small and large superaccumulators", the small one).
/// Adding costs a few nanoseconds; `value` rounds once, to nearest, ties to even.
///
/// Infinities and NaN are not numbers to be summed: inputs are checked before they come here.
package struct ExactSum: Sendable, Equatable {
  /// Limb `i` has the weight 2^(32 i - 1088): the lowest bit of the smallest subnormal, 2^-1074, lies
  /// in limb 0, and the highest of the largest double, 2^1023, in limb 65.
  private var limbs: [Int64]
  private var additionsUntilCarry: Int

  private static let limbCount = 70
  private static let lowestExponent = -1088
  private static let carryInterval = 1 << 30

  package init() {
    limbs = [Int64](repeating: 0, count: Self.limbCount)
    additionsUntilCarry = Self.carryInterval
  }

  /// Adds one finite number exactly.
  package mutating func add(_ number: Double) {
    precondition(number.isFinite, "ExactSum takes finite numbers only")
    let bits = number.bitPattern
    let exponentField = Int((bits >> 52) & 0x7FF)
    let fraction = bits & 0xF_FFFF_FFFF_FFFF
    let significand = exponentField == 0 ? fraction : fraction | (1 << 52)
    if significand == 0 { return }
    // The significand's lowest bit weighs 2^(max(exponentField, 1) - 1075).
    let position = max(exponentField, 1) - 1075 - Self.lowestExponent
    let (limb, shift) = (position >> 5, UInt64(position & 31))
    let low = significand << shift
    let high = shift == 0 ? 0 : significand >> (64 - shift)
    let sign: Int64 = number.sign == .minus ? -1 : 1
    limbs[limb] += sign * Int64(low & 0xFFFF_FFFF)
    limbs[limb + 1] += sign * Int64(low >> 32)
    limbs[limb + 2] += sign * Int64(high)
    additionsUntilCarry -= 1
    if additionsUntilCarry == 0 { carry() }
  }

  /// Adds everything that `other` holds, exactly.
  package mutating func add(_ other: ExactSum) {
    carry()
    var other = other
    other.carry()
    for limb in 0..<Self.limbCount { limbs[limb] += other.limbs[limb] }
    carry()
  }

  /// The sum as integers that may be added across processes, element by element: adding up the parts of
  /// several sums and making a sum of the totals gives the sum of them all.
  ///
  /// 70 elements, each below 2^32 in magnitude (the last: below 2^31 for any sum of up to 2^62 doubles).
  package var parts: [Int64] {
    var canonical = self
    canonical.carry()
    return canonical.limbs
  }

  /// The sum whose `parts`, or totals of up to 2^30 sums' parts, these are.
  ///
  /// - Precondition: 70 elements.
  package init(parts: [Int64]) {
    precondition(parts.count == Self.limbCount, "an exact sum has \(Self.limbCount) parts")
    limbs = parts
    additionsUntilCarry = Self.carryInterval
    carry()
  }

  /// The sum, rounded once to the nearest double, ties to even; an infinity if it is out of range.
  package var value: Double {
    var canonical = self
    canonical.carry()
    // After `carry` limbs 0..<last lie in 0..<2^32 and the last one has the sign.
    let negative = canonical.limbs[Self.limbCount - 1] < 0
    if negative { canonical.negate() }
    guard let top = canonical.limbs.lastIndex(where: { $0 != 0 }) else { return 0 }
    // Gather the top three limbs (at least 65 significant bits) and fold the rest into a sticky bit.
    var window: UInt64 = 0
    let topLimb = UInt64(canonical.limbs[top])
    let leading = topLimb.leadingZeroBitCount - 32
    let next = top >= 1 ? UInt64(canonical.limbs[top - 1]) : 0
    let third = top >= 2 ? UInt64(canonical.limbs[top - 2]) : 0
    window = (topLimb << 32 | next) << UInt64(leading)
    if leading > 0 { window |= third >> UInt64(32 - leading) }
    var sticky = leading > 0 ? (third << UInt64(leading)) & 0xFFFF_FFFF != 0 : third != 0
    if top >= 3 { sticky = sticky || canonical.limbs[0..<(top - 2)].contains { $0 != 0 } }
    // `window` has its highest bit set and weighs 2^exponent at its lowest bit.
    let exponent = 32 * (top - 1) - leading + Self.lowestExponent
    let magnitude = Self.round(window: window, sticky: sticky, exponent: exponent)
    return negative ? -magnitude : magnitude
  }

  /// Whether the exact sums are equal, however they were reached.
  package static func == (a: ExactSum, b: ExactSum) -> Bool {
    var (a, b) = (a, b)
    a.carry()
    b.carry()
    return a.limbs == b.limbs
  }

  /// Moves what exceeds 32 bits in each limb to the next one, so that limbs lie in 0..<2^32 but the
  /// last, which keeps the sign.
  private mutating func carry() {
    var carry: Int64 = 0
    for limb in 0..<(Self.limbCount - 1) {
      let sum = limbs[limb] + carry
      limbs[limb] = sum & 0xFFFF_FFFF
      carry = sum >> 32
    }
    limbs[Self.limbCount - 1] += carry
    additionsUntilCarry = Self.carryInterval
  }

  private mutating func negate() {
    for limb in 0..<Self.limbCount { limbs[limb] = -limbs[limb] }
    carry()
  }

  /// The double nearest to (window + sticky/2) * 2^exponent, where the window's highest bit is set.
  private static func round(window: UInt64, sticky: Bool, exponent: Int) -> Double {
    // A normal double keeps 53 of the 64 bits; a subnormal fewer.
    let dropped = max(11, -1074 - exponent)
    if dropped > 64 { return 0 }
    let kept = dropped == 64 ? 0 : window >> UInt64(dropped)
    let half: UInt64 = 1 << UInt64(dropped - 1)
    let rest = dropped == 64 ? window : window & ((1 << UInt64(dropped)) - 1)
    let roundUp = rest > half || (rest == half && (sticky || kept & 1 == 1))
    let significand = Double(kept + (roundUp ? 1 : 0))
    return scale(significand, by: exponent + dropped)
  }

  /// significand * 2^exponent, exact unless it overflows: the significand has at most 53 bits and the
  /// product is no finer than the subnormal grid.
  private static func scale(_ significand: Double, by exponent: Int) -> Double {
    if exponent > 1000 {
      return significand * 0x1p1000 * Double(sign: .plus, exponent: exponent - 1000, significand: 1)
    }
    if exponent < -1000 {
      return significand * Double(sign: .plus, exponent: exponent + 1000, significand: 1)
        * 0x1p-1000
    }
    return significand * Double(sign: .plus, exponent: exponent, significand: 1)
  }
}
