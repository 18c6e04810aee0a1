/// How doubles become integers: on a grid of 2^(e - bits), where e follows from the largest
/// magnitude.
///
/// The grid depends on the data and the objective only. Rounding is to nearest, ties to even, and e
/// is the smallest exponent at which no magnitude exceeds 2^bits - 1 after rounding.
struct FixedPoint: Equatable {
  /// Where the hessian is constant. Sums of 2^16 rows then fit packed words of 40 bits.
  static let constantHessianBits = 23
  /// Elsewhere.
  static let weightedBits = 31

  /// 2^(bits - e): multiplies a value to give its integer.
  let scale: Double
  /// 2^(e - bits): the distance of neighbours on the grid.
  let quantum: Double

  /// The grid of integers themselves.
  static let one = FixedPoint(scale: 1, quantum: 1)

  private init(scale: Double, quantum: Double) {
    self.scale = scale
    self.quantum = quantum
  }

  /// - Parameter maximum: the largest magnitude; finite. Magnitudes below 2^-960 count as 0.
  init(maximum: Double, bits: Int) {
    guard maximum > 0x1p-960 else {
      self = .one
      return
    }
    let limit = Double(sign: .plus, exponent: bits, significand: 1) - 1
    var exponent = Int(maximum.exponent) + 1 - bits
    if (maximum * Double(sign: .plus, exponent: -exponent, significand: 1))
      .rounded(.toNearestOrEven) > limit
    {
      exponent += 1
    }
    self.init(
      scale: Double(sign: .plus, exponent: -exponent, significand: 1),
      quantum: Double(sign: .plus, exponent: exponent, significand: 1))
  }
}
