/// Gauss-Legendre quadrature on 0...1: exact for polynomials of degree up to 2 x count - 1, up to rounding.
///
/// Points are the roots of a Legendre polynomial, found by bisection between the roots of the one before
/// it, which they interlace. Only additions, multiplications and divisions: equal bits everywhere.
struct Quadrature: Sendable {
  /// Ascending, inside 0...1.
  let points: [Double]
  /// Positive; they sum to 1.
  let weights: [Double]

  init(count: Int) {
    var roots: [Double] = []
    for degree in 1...max(count, 1) {
      let bounds = [-1.0] + roots + [1.0]
      roots = (0..<degree).map { Self.root(degree: degree, from: bounds[$0], to: bounds[$0 + 1]) }
    }
    points = roots.map { (1 + $0) / 2 }
    weights = roots.map { root in
      let slope = Self.legendre(degree: max(count, 1), at: root).slope
      return 1 / ((1 - root * root) * slope * slope)
    }
  }

  private static func root(degree: Int, from low: Double, to high: Double) -> Double {
    // The middle root of an odd polynomial is 0: bisection would stop beside it.
    if low == -high { return 0 }
    var (low, high) = (low, high)
    let isRising = legendre(degree: degree, at: high).value > 0
    while true {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { return middle }
      let value = legendre(degree: degree, at: middle).value
      if value == 0 { return middle }
      if (value > 0) == isRising { high = middle } else { low = middle }
    }
  }

  /// P(x) and P'(x) by the three-term recurrence.
  private static func legendre(degree: Int, at x: Double) -> (value: Double, slope: Double) {
    var (previous, value) = (1.0, x)
    for k in stride(from: 2, through: degree, by: 1) {
      (previous, value) = (
        value, (Double(2 * k - 1) * x * value - Double(k - 1) * previous) / Double(k)
      )
    }
    return (value, Double(degree) * (x * value - previous) / (x * x - 1))
  }
}
