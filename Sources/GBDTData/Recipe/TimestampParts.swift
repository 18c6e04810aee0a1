internal import GBDTSchema

/// Parts of timestamps (UTC), as numbers.
enum TimestampParts {
  /// - Precondition: the function is one of timestamps.
  static func apply(_ function: RecipeFunction, _ values: [Int64]) -> [Double] {
    switch function {
    case .year: map(values) { Double(CivilTime(microsecondsSinceEpoch: $0).year) }
    case .month: map(values) { Double(CivilTime(microsecondsSinceEpoch: $0).month) }
    case .day: map(values) { Double(CivilTime(microsecondsSinceEpoch: $0).day) }
    case .dayOfYear: map(values) { Double(CivilTime(microsecondsSinceEpoch: $0).dayOfYear) }
    case .hour: map(values) { Double(CivilTime.microsecondOfDay($0) / 3_600_000_000) }
    case .minute: map(values) { Double(CivilTime.microsecondOfDay($0) / 60_000_000 % 60) }
    case .second: map(values) { Double(CivilTime.microsecondOfDay($0) / 1_000_000 % 60) }
    case .weekday: map(values) { Double(weekday(CivilTime.daysSinceEpoch($0))) }
    case .daysSinceEpoch: map(values) { Double(CivilTime.daysSinceEpoch($0)) }
    case .unixSeconds: map(values) { Double($0) / 1_000_000 }
    default: preconditionFailure("a function of timestamps")
    }
  }

  @inline(__always)
  private static func map(_ values: [Int64], _ part: (Int64) -> Double) -> [Double] {
    values.map { $0 == Column.missingInteger ? .nan : part($0) }
  }

  /// Monday is 0. 1970-01-01 was a Thursday.
  private static func weekday(_ days: Int64) -> Int64 {
    let rest = (days + 3) % 7
    return rest < 0 ? rest + 7 : rest
  }
}
