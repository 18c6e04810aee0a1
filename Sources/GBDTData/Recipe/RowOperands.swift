internal import GBDTKernels
internal import GBDTSchema

/// The operands of a function for one row: the last values of an array. The functions are the plain
/// twins of `ExpressionEvaluator`'s.
struct RowOperands {
  private let values: [RowValue]
  private let start: Int

  /// - Precondition: there are `count` values.
  init(values: [RowValue], count: Int) {
    self.values = values
    start = values.count - count
  }

  private var operands: ArraySlice<RowValue> { values[start...] }
  private func number(_ index: Int) -> Double { values[start + index].asNumber }
  private func boolean(_ index: Int) -> UInt8 {
    guard case .boolean(let value) = values[start + index] else {
      preconditionFailure("a checked boolean")
    }
    return value
  }

  /// - Precondition: as many operands as the function takes, of types that it takes.
  func result(of function: RecipeFunction) -> RowValue {
    switch function {
    case .negate, .add, .subtract, .multiply, .divide, .remainder, .abs, .sign, .sqrt, .exp, .log,
      .log1p, .pow, .sin, .cos, .asin, .atan2, .floor, .ceil, .round, .min, .max, .clip, .bucket,
      .haversine, .bearing:
      return .number(number(of: function))
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual, .between, .isOneOf:
      return .boolean(comparison(function))
    case .and: return .boolean(ThreeValued.and(boolean(0), boolean(1)))
    case .or: return .boolean(ThreeValued.or(boolean(0), boolean(1)))
    case .not: return .boolean(ThreeValued.not(boolean(0)))
    case .isMissing: return .boolean(values[start].isMissing ? 1 : 0)
    case .conditional:
      switch boolean(0) {
      case 0: return values[start + 2]
      case 1: return values[start + 1]
      default: return values[start + 1].missingLike
      }
    case .coalesce: return operands.first { !$0.isMissing } ?? values[start]
    case .year, .month, .day, .hour, .minute, .second, .weekday, .dayOfYear, .daysSinceEpoch,
      .unixSeconds:
      guard case .timestamp(let value) = values[start] else {
        preconditionFailure("a checked timestamp")
      }
      return .number(TimestampParts.apply(function, value))
    case .concat: return .string(concatenated)
    case .text: return .string(values[start].asText)
    }
  }

  private func number(of function: RecipeFunction) -> Double {
    let x = number(0)
    let finite = { (value: Double) in NumberFunctions.finite(value) }
    switch function {
    case .negate: return -x
    case .abs: return Swift.abs(x)
    case .sign: return x > 0 ? 1 : x < 0 ? -1 : x
    case .sqrt: return finite(x.squareRoot())
    case .floor: return x.rounded(.down)
    case .ceil: return x.rounded(.up)
    case .round: return x.rounded(.toNearestOrAwayFromZero)
    case .exp: return finite(UnaryFunction.exp(x))
    case .log: return finite(UnaryFunction.log(x))
    case .log1p: return NumberFunctions.log1p(x, logarithmOfSum: UnaryFunction.log(1 + x))
    case .sin: return finite(UnaryFunction.sin(x))
    case .cos: return finite(UnaryFunction.cos(x))
    case .asin: return finite(UnaryFunction.asin(x))
    case .add: return finite(x + number(1))
    case .subtract: return finite(x - number(1))
    case .multiply: return finite(x * number(1))
    case .divide: return finite(x / number(1))
    case .remainder: return finite(NumberFunctions.remainder(x, number(1)))
    case .bucket: return finite(NumberFunctions.bucket(x, width: number(1)))
    case .pow: return finite(BinaryFunction.pow(x, number(1)))
    case .atan2: return finite(BinaryFunction.atan2(x, number(1)))
    case .min: return folded { $1 < $0 ? $1 : $0 }
    case .max: return folded { $1 > $0 ? $1 : $0 }
    case .clip:
      let (low, high) = (number(1), number(2))
      if x.isNaN || low.isNaN || high.isNaN { return .nan }
      let raised = low > x ? low : x
      return high < raised ? high : raised
    case .haversine: return finite(SphereFunction.haversine(x, number(1), number(2), number(3)))
    case .bearing: return finite(SphereFunction.bearing(x, number(1), number(2), number(3)))
    default: preconditionFailure("a function of numbers")
    }
  }

  /// Combines numbers from left to right; missing where any is.
  private func folded(_ choose: (Double, Double) -> Double) -> Double {
    operands.dropFirst().reduce(number(0)) { result, operand in
      let operand = operand.asNumber
      return result.isNaN || operand.isNaN ? .nan : choose(result, operand)
    }
  }

  private func comparison(_ function: RecipeFunction) -> UInt8 {
    let (a, b) = (values[start], values[start + 1])
    switch function {
    case .less: return a.compared(with: b) { $0 < 0 }
    case .lessOrEqual: return a.compared(with: b) { $0 <= 0 }
    case .greater: return a.compared(with: b) { $0 > 0 }
    case .greaterOrEqual: return a.compared(with: b) { $0 >= 0 }
    case .equal: return a.compared(with: b) { $0 == 0 }
    case .notEqual: return a.compared(with: b) { $0 != 0 }
    case .between:
      return ThreeValued.and(
        a.compared(with: b) { $0 >= 0 }, a.compared(with: values[start + 2]) { $0 <= 0 })
    case .isOneOf:
      return operands.dropFirst().reduce(0) { result, choice in
        ThreeValued.or(result, a.compared(with: choice) { $0 == 0 })
      }
    default: preconditionFailure("a comparison")
    }
  }

  /// All strings joined; nil where one is missing.
  private var concatenated: String? {
    var result = ""
    for operand in operands {
      guard case .string(let part?) = operand else { return nil }
      result += part
    }
    return result
  }
}

extension RowValue {
  /// A missing value of the same type.
  var missingLike: RowValue {
    switch self {
    case .number, .integer: .number(.nan)
    case .boolean: .boolean(Column.missingBoolean)
    case .timestamp: .timestamp(Column.missingInteger)
    case .string: .string(nil)
    }
  }

  /// Whether the order of two values of one type (below 0, 0 or above 0) `holds`; 2 where one is missing.
  fileprivate func compared(with other: RowValue, _ holds: (Int) -> Bool) -> UInt8 {
    if isMissing || other.isMissing { return Column.missingBoolean }
    let order: Int
    switch (self, other) {
    case (.number(let a), .number(let b)): order = a < b ? -1 : a > b ? 1 : 0
    case (.timestamp(let a), .timestamp(let b)): order = a < b ? -1 : a > b ? 1 : 0
    case (.boolean(let a), .boolean(let b)): order = Int(a) - Int(b)
    case (.string(let a?), .string(let b?)):
      // For equality only, which is of bytes.
      order = a.utf8.elementsEqual(b.utf8) ? 0 : 1
    default: preconditionFailure("operands of a comparison have one type")
    }
    return holds(order) ? 1 : 0
  }
}
