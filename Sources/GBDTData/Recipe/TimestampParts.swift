internal import GBDTSchema

/// Parts of timestamps (UTC), as numbers.
enum TimestampParts {
  /// - Precondition: the function is one of timestamps.
  static func apply(_ function: RecipeFunction, _ values: [Int64]) -> [Double] {
    values.map { apply(function, $0) }
  }

  /// The part of one timestamp; NaN of a missing one.
  @inline(__always)
  static func apply(_ function: RecipeFunction, _ value: Int64) -> Double {
    if value == Column.missingInteger { return .nan }
    switch function {
    case .year: return Double(CivilTime(microsecondsSinceEpoch: value).year)
    case .month: return Double(CivilTime(microsecondsSinceEpoch: value).month)
    case .day: return Double(CivilTime(microsecondsSinceEpoch: value).day)
    case .dayOfYear: return Double(CivilTime(microsecondsSinceEpoch: value).dayOfYear)
    case .hour: return Double(CivilTime.microsecondOfDay(value) / 3_600_000_000)
    case .minute: return Double(CivilTime.microsecondOfDay(value) / 60_000_000 % 60)
    case .second: return Double(CivilTime.microsecondOfDay(value) / 1_000_000 % 60)
    case .weekday: return Double(weekday(CivilTime.daysSinceEpoch(value)))
    case .daysSinceEpoch: return Double(CivilTime.daysSinceEpoch(value))
    case .unixSeconds: return Double(value) / 1_000_000
    default: preconditionFailure("a function of timestamps")
    }
  }

  /// Monday is 0. 1970-01-01 was a Thursday.
  private static func weekday(_ days: Int64) -> Int64 {
    let rest = (days + 3) % 7
    return rest < 0 ? rest + 7 : rest
  }
}
