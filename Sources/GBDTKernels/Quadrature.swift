/// Gauss-Legendre quadrature on 0...1: exact for polynomials of degree up to 2 x count - 1, up to rounding.
///
/// Points are the roots of a Legendre polynomial, found by bisection between the roots of the one before
/// it, which they interlace. Only additions, multiplications and divisions: equal bits everywhere.
package struct Quadrature: Sendable {
  /// Inside 0...1: `count` ascending ones, then copies of 1/2 up to a multiple of 8.
  package let points: [Double]
  /// Positive with sum 1; 0 for the copies.
  package let weights: [Double]
  private let count: Int

  /// - Parameter count: points, at least 1.
  package init(count: Int) {
    precondition(count >= 1, "a quadrature has points")
    self.count = count
    var roots: [Double] = []
    for degree in 1...count {
      let bounds = [-1.0] + roots + [1.0]
      roots = (0..<degree).map { Self.root(degree: degree, from: bounds[$0], to: bounds[$0 + 1]) }
    }
    let padding = (count + 7) / 8 * 8 - count
    points = roots.map { (1 + $0) / 2 } + [Double](repeating: 0.5, count: padding)
    weights =
      roots.map { root in
        let slope = Self.legendre(degree: count, at: root).slope
        return 1 / ((1 - root * root) * slope * slope)
      } + [Double](repeating: 0, count: padding)
  }

  /// Whether products of `factors - 1` linear functions are integrated exactly.
  package func isExact(forFactors factors: Int) -> Bool { factors - 1 <= 2 * count - 1 }

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
