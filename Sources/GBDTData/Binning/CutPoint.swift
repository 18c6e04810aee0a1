/// The number that separates two neighbouring values of a feature: "value <= cut" is the left side.
///
/// Any number in [a, b) separates neighbours a < b. The one chosen is short in print and, where one
/// exists, a float32 (of finite range), so that systems that hold thresholds in 32 bits compute the
/// same. It is a function of a and b alone:
///
/// * If [a, b) contains float32 numbers: the one with the fewest decimal places; of several the one
///   nearest to the middle a/2 + b/2; of two the one nearer to zero. A number has p decimal places
///   when it is a multiple of 10^-p but not of 10^(1-p); p may be negative (1,200 has -2), and zero has
///   fewest of all.
/// * Otherwise: the middle rounded (half away from zero) to the fewest significant decimal digits
///   such that the nearest double lies in [a, b). Where a and b are adjacent doubles that is a.
package enum CutPoint {
  /// - Precondition: both are finite and a < b.
  package static func between(_ a: Double, _ b: Double) -> Double {
    precondition(a < b && a.isFinite && b.isFinite, "neighbours are finite and ascending")
    return float32(from: a, to: b) ?? decimal(from: a, to: b)
  }

  // MARK: Float32 numbers

  /// The smallest float32 that is not below `value`; infinity if there is none. A float32 in [a, b)
  /// exists exactly if that of a lies below b.
  static func float32(notBelow value: Double) -> Float {
    let nearest = Float(value)
    return Double(nearest) < value ? nearest.nextUp : nearest
  }

  /// Few enough decimal places: a float32 is no multiple of 10^11 but zero, for 5^11 > 2^24.
  private static let fewestPlaces = -10
  /// The places of the smallest subnormal, 2^-149.
  private static let mostPlaces = 149

  private static func float32(from a: Double, to b: Double) -> Double? {
    let low = float32(notBelow: a)
    var high = Float(b)
    if Double(high) >= b { high = high.nextDown }
    guard low.isFinite, high.isFinite, low <= high else { return nil }
    if low <= 0, high >= 0 { return 0 }
    let middle = a / 2 + b / 2
    return low > 0
      ? roundest(from: Double(low), to: Double(high), near: middle)
      : -roundest(from: -Double(high), to: -Double(low), near: -middle)
  }

  /// The float32 in [low, high] with the fewest places; both ends are positive float32 numbers.
  private static func roundest(from low: Double, to high: Double, near middle: Double) -> Double {
    for places in fewestPlaces...mostPlaces {
      var best: Double?
      // Within a binade (and below the normal numbers) float32 numbers are equally far apart.
      for exponent in max(Int(low.exponent), -126)...max(Int(high.exponent), -126) {
        let binade = Binade(exponent: exponent, low: low, high: high)
        guard let candidate = binade.nearest(to: middle, places: places) else { continue }
        // Candidates ascend, so that the lower of two equally near ones stays.
        if abs(candidate - middle) < abs((best ?? .infinity) - middle) { best = candidate }
      }
      if let best { return best }
    }
    return low
  }

  /// The part of an interval in which float32 numbers are the multiples of one power of two, and its
  /// ends counted in that unit.
  private struct Binade {
    private let unitExponent: Int
    private let low: Int
    private let high: Int

    init(exponent: Int, low: Double, high: Double) {
      unitExponent = exponent - 23
      self.low = max(
        Int(Self.scale(low, by: -unitExponent).rounded(.up)), exponent > -126 ? 1 << 23 : 1)
      self.high = Int(min(Self.scale(high, by: -unitExponent), 0x1p24 - 1))
    }

    /// The multiple of 10^-places nearest to `middle`, the lower of two; nil if there is none.
    func nearest(to middle: Double, places: Int) -> Double? {
      // A multiple of 10^-places that is a multiple of the unit is a multiple of `step` units.
      let shift = max(-places, unitExponent) - unitExponent
      guard shift <= 24 else { return nil }
      let step = places < 0 ? Self.powersOfFive[-places] << shift : 1 << shift
      let target = min(max(Self.scale(middle, by: -unitExponent), Double(low)), Double(high))
      let below = Int(target) / step * step
      let candidates = [below, below + step].filter { $0 >= low && $0 <= high }
      let nearest = candidates.min { abs(Double($0) - target) < abs(Double($1) - target) }
      return nearest.map { Self.scale(Double($0), by: unitExponent) }
    }

    private static let powersOfFive = (0...10).map { power in
      (0..<power).reduce(1) { n, _ in n * 5 }
    }

    private static func scale(_ number: Double, by exponent: Int) -> Double {
      Double(sign: .plus, exponent: exponent, significand: number)
    }
  }

  // MARK: Decimals

  private static func decimal(from a: Double, to b: Double) -> Double {
    let middle = a / 2 + b / 2
    guard middle >= a, middle < b else { return a }
    let digits = DecimalDigits(of: middle)
    for count in 1..<max(digits.count, 1) {
      if let rounded = digits.rounded(to: count), rounded >= a, rounded < b { return rounded }
    }
    return middle
  }

  /// The shortest decimal that reads back as a double: 0.d1d2d3... * 10^exponent.
  private struct DecimalDigits {
    private let digits: [UInt8]
    private let exponent: Int
    private let sign: String

    var count: Int { digits.count }

    init(of number: Double) {
      sign = number < 0 ? "-" : ""
      let parts = number.magnitude.description.split(separator: "e")
      let numeral = parts[0].split(separator: ".")
      let fraction = numeral.count > 1 ? numeral[1] : ""
      let written = Array((numeral[0] + fraction).utf8.map { $0 - UInt8(ascii: "0") })
      let leadingZeros = written.prefix { $0 == 0 }.count
      digits = Array(written[leadingZeros...])
      let power = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
      exponent = numeral[0].utf8.count - leadingZeros + power
    }

    /// The double nearest to the decimal cut to `count` digits, half away from zero.
    func rounded(to count: Int) -> Double? {
      var kept = digits[..<count].reduce(UInt64(0)) { $0 * 10 + UInt64($1) }
      if digits[count] >= 5 { kept += 1 }
      return Double("\(sign)\(kept)e\(exponent - count)")
    }
  }
}
