internal import GBDTKernels
internal import GBDTSchema

/// Functions of numbers, a column at a time. NaN is missing; results that are not finite become NaN.
enum NumberFunctions {
  /// - Precondition: the function is one of numbers, with as many operands as it takes.
  static func apply(_ function: RecipeFunction, _ operands: [[Double]]) -> [Double] {
    let first = operands[0]
    switch function {
    case .negate: return first.map { -$0 }
    case .abs: return first.map { Swift.abs($0) }
    case .sign: return first.map { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 }
    case .sqrt: return first.map { finite($0.squareRoot()) }
    case .floor: return first.map { $0.rounded(.down) }
    case .ceil: return first.map { $0.rounded(.up) }
    case .round: return first.map { $0.rounded(.toNearestOrAwayFromZero) }
    case .exp: return finite(UnaryFunction.exp(first))
    case .log: return finite(UnaryFunction.log(first))
    case .log1p: return log1p(first)
    case .sin: return finite(UnaryFunction.sin(first))
    case .cos: return finite(UnaryFunction.cos(first))
    case .asin: return finite(UnaryFunction.asin(first))
    case .add: return zipRows(first, operands[1]) { finite($0 + $1) }
    case .subtract: return zipRows(first, operands[1]) { finite($0 - $1) }
    case .multiply: return zipRows(first, operands[1]) { finite($0 * $1) }
    case .divide: return zipRows(first, operands[1]) { finite($0 / $1) }
    case .remainder: return zipRows(first, operands[1]) { finite(remainder($0, $1)) }
    case .bucket: return zipRows(first, operands[1]) { finite(bucket($0, width: $1)) }
    case .pow: return finite(BinaryFunction.pow(first, operands[1]))
    case .atan2: return finite(BinaryFunction.atan2(first, operands[1]))
    case .min: return fold(operands) { $1 < $0 ? $1 : $0 }
    case .max: return fold(operands) { $1 > $0 ? $1 : $0 }
    case .clip:
      let raised = fold([first, operands[1]]) { $1 > $0 ? $1 : $0 }
      return fold([raised, operands[2]]) { $1 < $0 ? $1 : $0 }
    case .haversine:
      return finite(SphereFunction.haversine(first, operands[1], operands[2], operands[3]))
    case .bearing:
      return finite(SphereFunction.bearing(first, operands[1], operands[2], operands[3]))
    default: preconditionFailure("a function of numbers")
    }
  }

  @inline(__always)
  static func finite(_ value: Double) -> Double { value.isFinite ? value : .nan }

  private static func finite(_ values: [Double]) -> [Double] { values.map { finite($0) } }

  /// Combines columns from left to right; missing where any is.
  @inline(__always)
  private static func fold(
    _ operands: [[Double]], _ choose: (Double, Double) -> Double
  ) -> [Double] {
    operands.dropFirst().reduce(operands[0]) { result, operand in
      zipRows(result, operand) { $0.isNaN || $1.isNaN ? .nan : choose($0, $1) }
    }
  }

  /// What is left of `a` after the largest whole multiple of `b` that is not beyond it; it has b's sign.
  /// The truncating remainder that it starts from is exact, and so equal everywhere.
  static func remainder(_ a: Double, _ b: Double) -> Double {
    let rest = a.truncatingRemainder(dividingBy: b)
    if rest == 0 { return 0 }
    return (rest < 0) == (b < 0) ? rest : rest + b
  }

  /// The lower end of the interval [k width, (k + 1) width) around a value.
  static func bucket(_ value: Double, width: Double) -> Double {
    width > 0 ? (value / width).rounded(.down) * width : .nan
  }

  /// log(1 + x), exact for small x too: what rounding takes from 1 + x is given back to first order
  /// (Higham 2002, "Accuracy and Stability of Numerical Algorithms", 1.14.1).
  private static func log1p(_ values: [Double]) -> [Double] {
    let logarithms = UnaryFunction.log(values.map { 1 + $0 })
    return zipRows(values, logarithms) { log1p($0, logarithmOfSum: $1) }
  }

  /// log(1 + x) from the logarithm of what 1 + x rounds to.
  static func log1p(_ x: Double, logarithmOfSum: Double) -> Double {
    let sum = 1 + x
    return finite((x - (sum - 1)) / sum + logarithmOfSum)
  }
}
