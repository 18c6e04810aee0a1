/// The plain twins of the kernels in `math.c`: the same operations in the same order, one number at a
/// time, so the same bits. The C files say why each step is as it is.
enum ScalarMath {
  /// Adding and subtracting it rounds a double of magnitude below 2^51 to the nearest integer.
  static let rounder = 0x1.8p52
  private static let ln2High = 0x1.62e42ff000000p-1
  private static let ln2Low = -0x1.718432a1b0e26p-35

  /// coefficients[0] + coefficients[1] z + ... by Horner's rule.
  static func polynomial(_ coefficients: [Double], _ z: Double) -> Double {
    var sum = coefficients[coefficients.count - 1]
    for i in stride(from: coefficients.count - 2, through: 0, by: -1) {
      sum = sum * z + coefficients[i]
    }
    return sum
  }

  static func exp(_ x: Double) -> Double {
    let result = exp(DoublePair(high: x, low: 0))
    return x.isNaN ? .nan : result
  }

  private static let expSeries: [Double] = [
    1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880,
    1.0 / 3_628_800, 1.0 / 39_916_800, 1.0 / 479_001_600, 1.0 / 6_227_020_800,
  ]

  private static func exp(_ x: DoublePair) -> Double {
    var (high, low) = (x.high, x.low)
    low = high > 710 || high < -746 ? 0 : low
    high = high > 710 ? 710 : high
    high = high < -746 ? -746 : high
    let shifted = high * 0x1.71547652b82fep+0 + rounder
    let k = shifted - rounder
    let rest = high - k * ln2High
    let correction = low - k * ln2Low
    let r = rest + correction
    let rLow = (rest - r) + correction
    let tail = rLow * (1 + r) + r * r * polynomial(expSeries, r)
    let power = 1 + (r + tail)
    let biased = shifted.bitPattern &- rounder.bitPattern &+ 2048
    let half = biased >> 1
    return power * powerOfTwo(half &- 1) * powerOfTwo(biased &- half &- 1)
  }

  private static func powerOfTwo(_ biasedExponent: UInt64) -> Double {
    Double(bitPattern: biasedExponent << 52)
  }

  /// x = 2^k * m with m in [sqrt(1/2), sqrt(2)).
  private static func scaled(_ x: Double) -> (k: Double, m: Double) {
    let rootHalf: UInt64 = 0x3FE6_A09E_667F_3BCD
    let subnormal = x < 0x1p-1022
    var bits = (subnormal ? x * 0x1p54 : x).bitPattern
    bits &+= 0x3FF0_0000_0000_0000 - rootHalf
    let exponent =
      Double(bitPattern: (bits >> 52) | 0x4330_0000_0000_0000) - (0x1p52 + 1023)
    let m = Double(bitPattern: (bits & 0xF_FFFF_FFFF_FFFF) &+ rootHalf)
    return (subnormal ? exponent - 54 : exponent, m)
  }

  private static let logSeries: [Double] = [
    2.0 / 3, 2.0 / 5, 2.0 / 7, 2.0 / 9, 2.0 / 11, 2.0 / 13, 2.0 / 15, 2.0 / 17, 2.0 / 19, 2.0 / 21,
  ]

  static func log(_ x: Double) -> Double {
    let (k, m) = scaled(x)
    let f = m - 1
    let s = f / (2 + f)
    let z = s * s
    let remainder = z * polynomial(logSeries, z)
    let halfSquare = 0.5 * f * f
    let small = s * (halfSquare + remainder) + k * ln2Low
    let result = k * ln2High - ((halfSquare - small) - f)
    if x == .infinity { return x }
    return x > 0 ? result : .nan
  }

  private static let logPairSeries: [Double] = [
    1.0 / 5, 1.0 / 7, 1.0 / 9, 1.0 / 11, 1.0 / 13, 1.0 / 15, 1.0 / 17, 1.0 / 19, 1.0 / 21, 1.0 / 23,
  ]

  private static func logPair(_ x: Double) -> DoublePair {
    let (k, m) = scaled(x)
    let f = m - 1
    let divisor = DoublePair.sum(1, m)
    let s = f / divisor.high
    let back = DoublePair.product(s, divisor.high)
    let sLow = (((f - back.high) - back.low) - s * divisor.low) / divisor.high
    let z = DoublePair.product(s, s)
    let zLow = z.low + 2 * s * sLow
    let u = DoublePair.sum(1.0 / 3, z.high * polynomial(logPairSeries, z.high))
    let uLow = u.low + 0x1.5555555555555p-56
    let v = DoublePair.product(z.high, u.high)
    let vLow = v.low + (z.high * uLow + zLow * u.high)
    let w = DoublePair.product(s, v.high)
    let wLow = w.low + (s * vLow + sLow * v.high)
    let first = DoublePair.sum(k * ln2High, 2 * s)
    let second = DoublePair.sum(first.high, 2 * w.high)
    let low = (first.low + second.low) + (k * ln2Low + 2 * (sLow + wLow))
    return DoublePair.sum(second.high, low)
  }

  static func pow(_ x: Double, _ y: Double) -> Double {
    if x.isNaN || y.isNaN { return .nan }
    let magnitude = abs(x)
    let exponent = max(-0x1p64, min(0x1p64, y))
    let logarithm = logPair(magnitude)
    let product = DoublePair.product(exponent, logarithm.high)
    var result = exp(
      DoublePair(high: product.high, low: product.low + exponent * logarithm.low))
    if magnitude == 0 { result = y > 0 ? 0 : .infinity }
    if magnitude == .infinity { result = y > 0 ? .infinity : 0 }
    if y == 0 { result = 1 }
    if !(x < 0) { return result }
    let isInteger = y == y.rounded(.toNearestOrEven)
    if !isInteger { return magnitude == .infinity ? result : .nan }
    let isOdd = abs(y) < 0x1p53 && (y * 0.5).rounded(.toNearestOrEven) != y * 0.5
    return isOdd ? -result : result
  }
}
