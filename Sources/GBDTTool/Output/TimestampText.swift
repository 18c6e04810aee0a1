/// Timestamps as text that every reader understands.
package enum TimestampText {
  /// `2015-01-31T17:26:21Z`, or with as many digits of the second as it takes; years 0 to 9999 have four
  /// digits.
  ///
  /// Source of the date arithmetic: Howard Hinnant, "chrono-compatible low-level date algorithms",
  /// `civil_from_days`.
  package static func utc(microseconds: Int64) -> String {
    let (second, fraction) = floorDivide(microseconds, 1_000_000)
    let (day, secondOfDay) = floorDivide(second, 86_400)
    let (era, dayOfEra) = floorDivide(day + 719_468, 146_097)
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    let dayOfMonth = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let (hour, minute, seconds) = (secondOfDay / 3600, secondOfDay / 60 % 60, secondOfDay % 60)
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))T"
      + "\(padded(hour, 2)):\(padded(minute, 2)):\(padded(seconds, 2))\(decimals(fraction))Z"
  }

  private static func floorDivide(_ value: Int64, _ divisor: Int64) -> (Int64, Int64) {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }

  private static func padded(_ value: Int64, _ width: Int) -> String {
    let digits = String(value.magnitude)
    return (value < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count))
      + digits
  }

  /// `.25`, or nothing for whole seconds.
  private static func decimals(_ microseconds: Int64) -> String {
    if microseconds == 0 { return "" }
    var digits = padded(microseconds, 6)
    while digits.last == "0" { digits.removeLast() }
    return "." + digits
  }
}
