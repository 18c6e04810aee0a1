internal import Foundation

/// The rules of `CSVValue` in plain Swift: the grammar by pattern, the value by other means.
extension CSVValue {
  package static func referenceNumber(_ text: String) -> Outcome<Double> {
    if text.wholeMatch(of: /[+-]?(inf|infinity)/.ignoresCase()) != nil { return .infinite }
    guard text.wholeMatch(of: /[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?/) != nil else {
      return .invalid
    }
    let value = strtod(text, nil)
    return value.isFinite ? .value(value) : .infinite
  }

  package static func referenceInteger(_ text: String) -> Outcome<Int64> {
    guard text.wholeMatch(of: /[+-]?[0-9]+/) != nil, let value = Int64(text), value != .min else {
      return .invalid
    }
    return .value(value)
  }

  package static func referenceBoolean(_ text: String) -> Outcome<UInt8> {
    switch text.lowercased() {
    case "true": .value(1)
    case "false": .value(0)
    default: .invalid
    }
  }

  package static func referenceTimestamp(_ text: String) -> Outcome<Int64> {
    let form =
      /([0-9]{4})-([0-9]{2})-([0-9]{2})([ T]([0-9]{2}):([0-9]{2})(:([0-9]{2})(\.([0-9]+))?)?( ?(Z|UTC|([+-])([0-9]{2})(:?([0-9]{2}))?))?)?/
    guard let match = text.wholeMatch(of: form)?.output else { return .invalid }
    func integer(_ digits: Substring?) -> Int { digits.flatMap { Int($0) } ?? 0 }
    let (year, month, day) = (integer(match.1), integer(match.2), integer(match.3))
    let (hour, minute, second) = (integer(match.5), integer(match.6), integer(match.8))
    let (zoneHour, zoneMinute) = (integer(match.14), integer(match.16))
    guard year >= 1, 1...12 ~= month, 1...daysIn(month: month, year: year) ~= day, hour < 24,
      minute < 60, second < 60, zoneHour < 24, zoneMinute < 60
    else { return .noSuchTime }
    let fraction = match.10 ?? ""
    guard fraction.dropFirst(6).allSatisfy({ $0 == "0" }) else { return .tooFine }
    var days = 0
    for past in 1..<year { days += daysIn(year: past) }
    for past in 1..<month { days += daysIn(month: past, year: year) }
    days += day - 1 - 719_162  // days from 0001-01-01 to 1970-01-01
    let east = (match.13 == "-" ? -1 : 1) * (zoneHour * 60 + zoneMinute)
    let seconds = ((days * 24 + hour) * 60 + minute - east) * 60 + second
    let micros = integer(Substring((fraction + "000000").prefix(6)))
    return .value(Int64(seconds * 1_000_000 + micros))
  }

  private static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  private static func daysIn(year: Int) -> Int { isLeap(year) ? 366 : 365 }

  private static func daysIn(month: Int, year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
