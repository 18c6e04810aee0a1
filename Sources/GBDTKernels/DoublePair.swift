/// A number as the unevaluated sum of two doubles: the twin of `math_pairs.h`.
struct DoublePair {
  var high: Double
  var low: Double

  /// a + b without error.
  static func sum(_ a: Double, _ b: Double) -> DoublePair {
    let sum = a + b
    let bPart = sum - a
    return DoublePair(high: sum, low: (a - (sum - bPart)) + (b - bPart))
  }

  /// a * b with an error below 2^-104 of it.
  static func product(_ a: Double, _ b: Double) -> DoublePair {
    let product = a * b
    let (aHigh, bHigh) = (highHalf(a), highHalf(b))
    let (aLow, bLow) = (a - aHigh, b - bHigh)
    let error = ((aHigh * bHigh - product) + aHigh * bLow + aLow * bHigh) + aLow * bLow
    return DoublePair(high: product, low: error)
  }

  /// The 26 high bits of the significand.
  static func highHalf(_ value: Double) -> Double {
    Double(bitPattern: value.bitPattern & ~0x7FF_FFFF)
  }
}
