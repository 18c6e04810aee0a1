extension ScalarMath {
  static func sin(_ x: Double) -> Double { sine(of: x, quarters: 0) }

  static func cos(_ x: Double) -> Double { sine(of: x, quarters: 1) }

  private static func reduce(_ x: Double) -> (quadrant: UInt64, rest: DoublePair) {
    let shifted = x * 0x1.45f306dc9c883p-1 + rounder
    let quadrant = shifted - rounder
    let first = x - quadrant * 0x1.921fb6p+0
    let second = DoublePair.sum(first, quadrant * 0x1.777a5cp-25)
    let third = DoublePair.sum(second.high, quadrant * 0x1.ee59dap-50)
    let fourth = DoublePair.sum(third.high, quadrant * -0x1.98a2ep-77)
    let low = (second.low + third.low) + (fourth.low + quadrant * -0x1.b839a252049c1p-104)
    let high = fourth.high + low
    return (shifted.bitPattern, DoublePair(high: high, low: (fourth.high - high) + low))
  }

  private static let sineSeries: [Double] = [
    -1.0 / 6, 1.0 / 120, -1.0 / 5040, 1.0 / 362880, -1.0 / 39_916_800, 1.0 / 6_227_020_800,
    -1.0 / 1_307_674_368_000, 1.0 / 355_687_428_096_000,
  ]

  private static let cosineSeries: [Double] = [
    1.0 / 24, -1.0 / 720, 1.0 / 40320, -1.0 / 3_628_800, 1.0 / 479_001_600, -1.0 / 87_178_291_200,
    1.0 / 20_922_789_888_000, -1.0 / 6_402_373_705_728_000,
  ]

  private static func sine(of x: Double, quarters: UInt64) -> Double {
    guard abs(x) <= 0x1p29 else { return .nan }
    let (turns, rest) = reduce(x)
    let (r, rLow) = (rest.high, rest.low)
    let z = r * r
    let half = 0.5 * z
    let bySine = r + (r * z * polynomial(sineSeries, z) + (rLow - rLow * half))
    let oneLess = 1 - half
    let byCosine =
      oneLess + (((1 - oneLess) - half) + (z * z * polynomial(cosineSeries, z) - r * rLow))
    let quadrant = turns &+ quarters
    let result = quadrant & 1 != 0 ? byCosine : bySine
    return quadrant & 2 != 0 ? -result : result
  }

  private static let arcSine: [Double] = [
    0x1.5555555555556p-3, 0x1.3333333332ecap-4, 0x1.6db6db6e31f13p-5, 0x1.f1c71c1db0623p-6,
    0x1.6e8bb1c8209a2p-6, 0x1.1c4d35cf95421p-6, 0x1.c9cf07674736ap-7, 0x1.782651caa6547p-7,
    0x1.52420b04b37bep-7, 0x1.65a9c4dfcf8b2p-8, 0x1.1d189408314eep-6, -0x1.e6aaa8a0a04ccp-7,
    0x1.d72b2bc8155f8p-6,
  ]

  static func asin(_ x: Double) -> Double {
    let magnitude = abs(x)
    guard magnitude <= 1 else { return .nan }
    let isLarge = magnitude > 0.5
    let z = isLarge ? (1 - magnitude) * 0.5 : magnitude * magnitude
    let s = isLarge ? z.squareRoot() : magnitude
    let bend = s * (z * polynomial(arcSine, z))
    var result = s + bend
    if magnitude == 1 {
      result = 0x1.921fb54442d18p+0
    } else if isLarge {
      let sHigh = DoublePair.highHalf(s)
      let sRest = (z - sHigh * sHigh) / (s + sHigh)
      result = (0x1.921fb54442d18p+0 - 2 * sHigh) + (0x1.1a62633145c07p-54 - 2 * (bend + sRest))
    }
    return x < 0 ? -result : result
  }

  private static let arcTangent: [Double] = [
    -0x1.5555555555555p-2, 0x1.99999999998e1p-3, -0x1.2492492488296p-3, 0x1.c71c71c01b24cp-4,
    -0x1.745d16026efd7p-4, 0x1.3b138e6372dcap-4, -0x1.110ea50256abfp-4, 0x1.e1a7b2562efc5p-5,
    -0x1.ad44da04adea3p-5, 0x1.7b20b751c966ap-5, -0x1.37d750492dd9bp-5, 0x1.99b4e0c058248p-6,
    -0x1.2dfbaab9786efp-7,
  ]

  static func atan2(_ y: Double, _ x: Double) -> Double {
    if x.isNaN || y.isNaN { return .nan }
    let isSteep = abs(y) > abs(x)
    var a = isSteep ? abs(x) : abs(y)
    var b = isSteep ? abs(y) : abs(x)
    if b == .infinity { (a, b) = (a == .infinity ? 1 : 0, 1) }
    if b == 0 { b = 1 }
    let scale = b > 0x1p1022 ? 0.5 : 1
    a *= scale
    b *= scale
    let isTurned = a > 0.5 * b
    let t = (isTurned ? a - b : a) / (isTurned ? a + b : b)
    let z = t * t
    let bend = t * (z * polynomial(arcTangent, z))
    let isLeft = x.sign == .minus
    var turns: Double = isTurned ? 1 : 0
    turns = isSteep ? 2 - turns : turns
    turns = isLeft ? 4 - turns : turns
    let direction: Double = isSteep != isLeft ? -1 : 1
    let result =
      turns * 0x1.921fb54442d18p-1
      + (direction * t + (direction * bend + turns * 0x1.1a62633145c07p-55))
    return y.sign == .minus ? -result : result
  }
}
