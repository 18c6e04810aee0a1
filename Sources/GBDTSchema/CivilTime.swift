/// A date and time of day in UTC, in the proleptic Gregorian calendar.
///
/// The day arithmetic is that of Hinnant 2013, "chrono-compatible low-level date algorithms": years
/// counted from March, eras of 400 years.
package struct CivilTime: Sendable, Equatable {
  package let year: Int
  /// 1...12
  package let month: Int
  /// 1...31
  package let day: Int
  /// 0..<86,400,000,000
  package let microsecondOfDay: Int64

  package static let microsecondsPerDay: Int64 = 86_400_000_000

  /// The time so many microseconds after 1970-01-01T00:00Z; negative ones are before it.
  @inlinable package init(microsecondsSinceEpoch: Int64) {
    let days = Self.daysSinceEpoch(microsecondsSinceEpoch)
    microsecondOfDay = Self.microsecondOfDay(microsecondsSinceEpoch)
    let shifted = Int(days) + 719_468  // days since 0000-03-01
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// The date at midnight, or nil for a day that does not exist or a year outside of 0...9999.
  init?(year: Int, month: Int, day: Int, microsecondOfDay: Int64) {
    guard (0...9999).contains(year), (1...12).contains(month),
      (1...Self.daysInMonth(month, year: year)).contains(day),
      (0..<Self.microsecondsPerDay).contains(microsecondOfDay)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
    self.microsecondOfDay = microsecondOfDay
  }

  /// Whole days from the epoch to the day of a timestamp, rounded down.
  @inlinable package static func daysSinceEpoch(_ microseconds: Int64) -> Int64 {
    let days = microseconds / microsecondsPerDay
    return microseconds % microsecondsPerDay < 0 ? days - 1 : days
  }

  /// Microseconds since the midnight before a timestamp.
  @inlinable package static func microsecondOfDay(_ microseconds: Int64) -> Int64 {
    let rest = microseconds % microsecondsPerDay
    return rest < 0 ? rest + microsecondsPerDay : rest
  }

  @inlinable package static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  private static func daysInMonth(_ month: Int, year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// 1 for the first of January.
  @inlinable package var dayOfYear: Int {
    // Counted from March, months of 31, 30, 31, 30, 31 days repeat; 153 is their sum.
    if month <= 2 { return 31 * (month - 1) + day }
    return 59 + (Self.isLeap(year) ? 1 : 0) + (153 * (month - 3) + 2) / 5 + day
  }

  package var microsecondsSinceEpoch: Int64 {
    let yearFromMarch = month <= 2 ? year - 1 : year
    let era = (yearFromMarch >= 0 ? yearFromMarch : yearFromMarch - 399) / 400
    let yearOfEra = yearFromMarch - era * 400
    let dayFromMarch = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayFromMarch
    return Int64(era * 146_097 + dayOfEra - 719_468) * Self.microsecondsPerDay + microsecondOfDay
  }

  /// Reads `YYYY-MM-DD`, optionally followed by a space or `T` and `HH:MM` or `HH:MM:SS` with up to six
  /// decimals, optionally followed by `Z` or ` UTC`.
  init?(_ text: String) {
    var bytes = Array(text.utf8)[...]
    func take(_ count: Int) -> Int? {
      guard bytes.count >= count, bytes.prefix(count).allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
      else { return nil }
      defer { bytes = bytes.dropFirst(count) }
      return bytes.prefix(count).reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
    func take(_ symbol: String) -> Bool {
      guard bytes.starts(with: symbol.utf8) else { return false }
      bytes = bytes.dropFirst(symbol.utf8.count)
      return true
    }
    guard let year = take(4), take("-"), let month = take(2), take("-"), let day = take(2) else {
      return nil
    }
    var microsecond = 0
    if take(" ") || take("T") {
      guard let hour = take(2), hour < 24, take(":"), let minute = take(2), minute < 60 else {
        return nil
      }
      microsecond = (hour * 60 + minute) * 60_000_000
      if take(":") {
        guard let second = take(2), second < 60 else { return nil }
        microsecond += second * 1_000_000
        if take(".") {
          let digits = min(6, bytes.prefix { $0 >= 0x30 && $0 <= 0x39 }.count)
          guard digits > 0, var fraction = take(digits) else { return nil }
          for _ in digits..<6 { fraction *= 10 }
          microsecond += fraction
        }
      }
      if !take("Z") { _ = take(" UTC") }
    }
    guard bytes.isEmpty else { return nil }
    self.init(year: year, month: month, day: day, microsecondOfDay: Int64(microsecond))
  }
}
