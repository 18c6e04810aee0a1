import Foundation
import GBDTKernels
import Testing

@Suite struct CSVValueTests {
  private func expectNumber(_ text: String) {
    let found = CSVValue.number(Array(text.utf8).span)
    let expected = CSVValue.referenceNumber(text)
    if case .value(let a) = found, case .value(let b) = expected {
      #expect(a.bitPattern == b.bitPattern, "\(text)")
    } else {
      #expect(found == expected, "\(text)")
    }
  }

  @Test(arguments: [
    "0", "-0", "+1", ".00", "5.", ".5", "-.5e1", "1e5", "1E+05", "1e-5", "00012", "0.1", "1e22",
    "1e23", "9007199254740993", "9007199254740992.5", "9007199254740993e-1",
    "179769313486231570000e289", "1.7976931348623157e308", "1.7976931348623159e308", "1e308",
    "1e309",
    "1e999", "-1e999", "1e-400", "4.9e-324", "2.4703282292062327e-324", "2.4703282292062328e-324",
    "2.2250738585072011e-308", "2.2250738585072014e-308", "12345678901234567890",
    "18446744073709551615", "18446744073709551616", "0.000000000000000000000000000000000001",
    "123456789012345678901234567890", "00000000000000000000000000000000000001.5",
    "0.00000000000000000000000000000000000000000000000000000015",
    "1.00000000000000011102230246251565404236316680908203125",
    "1.00000000000000011102230246251565404236316680908203124",
    "9223372036854775807", "1e99999999999999999999", "0e99999999999999999999",
    "1e-99999999999999999999",
    "inf", "-Infinity", "+INF",
    "", "+", "-", ".", "e5", "1e", "1e+", "1.5.2", "1,234", "0x10", "nan", "1 ", " 1", "--1",
    "1e5.5",
    "infinit", "1_000", "٣",
  ])
  func readsNumber(text: String) {
    expectNumber(text)
  }

  @Test func readsRandomNumbers() {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<20_000 {
      let value = Double(bitPattern: generator.next())
      if value.isFinite { check(value, "\(value)") }
      // What loses in 16 digits, and what has more than 17.
      let scaled = Double.random(in: -1e6...1e6, using: &generator)
      check(scaled, "\(scaled)")
      checkDigits(using: &generator)
    }
  }

  private func check(_ value: Double, _ text: String) {
    guard CSVValue.number(Array(text.utf8).span) != .value(value) else { return }
    Issue.record("\(text) is not read back")
  }

  /// Digits with a point and an exponent at random, against the C library.
  private func checkDigits(using generator: inout SeededGenerator) {
    let digits = String(generator.next() >> UInt64.random(in: 0...63, using: &generator))
    let point = Int.random(in: 0...digits.count, using: &generator)
    let exponent = Int.random(in: -30...30, using: &generator)
    let text = "\(digits.prefix(point)).\(digits.dropFirst(point))e\(exponent)"
    check(strtod(text, nil), text)
  }

  /// The exact middle of two neighbouring doubles, and the decimals next to it.
  @Test func roundsHalfwayCases() {
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<5_000 {
      // 54 bits, the lowest set: in the middle of two doubles, at every power of two that stays exact.
      let odd = (UInt64(1) << 53 | generator.next() >> 11) | 1
      let shift = Int.random(in: 0...9, using: &generator)
      for middle in [odd << shift, odd << shift - 1, odd << shift + 1] {
        check(strtod(String(middle), nil), String(middle))
      }
      // A fraction with 1 to 9 binary places: finite in decimal.
      let places = Int.random(in: 1...9, using: &generator)
      let text = decimal(of: odd, dividedByPowerOfTwo: places)
      for text in [text, text + "1", text + "00000000000000000000000000000000000000001"] {
        check(strtod(text, nil), text)
      }
    }
  }

  private func decimal(of integer: UInt64, dividedByPowerOfTwo places: Int) -> String {
    var rest = integer & (1 << UInt64(places) - 1)
    var text = "\(integer >> UInt64(places))."
    for _ in 0..<places {
      rest *= 10
      text += "\(rest >> UInt64(places))"
      rest &= 1 << UInt64(places) - 1
    }
    return text
  }

  @Test(arguments: [
    "0", "-0", "+7", "-12", "9223372036854775807", "-9223372036854775807", "-9223372036854775808",
    "9223372036854775808", "18446744073709551616", "99999999999999999999",
    "0000000000000000000000012",
    "", "+", "-", "1.0", "1e3", "12a", " 1",
  ])
  func readsInteger(text: String) {
    #expect(CSVValue.integer(Array(text.utf8).span) == CSVValue.referenceInteger(text))
  }

  @Test(arguments: ["true", "True", "TRUE", "tRuE", "false", "FALSE", "t", "yes", "1", "", "truee"])
  func readsBoolean(text: String) {
    #expect(CSVValue.boolean(Array(text.utf8).span) == CSVValue.referenceBoolean(text))
  }

  @Test(arguments: [
    "2009-06-15 17:26:21 UTC", "2009-06-15T17:26:21Z", "2009-06-15T17:26:21", "2009-06-15",
    "2009-06-15 17:26", "2009-06-15T17:26Z", "2009-06-15 17:26:21.5", "2009-06-15 17:26:21.123456",
    "2009-06-15 17:26:21.1234560", "2009-06-15 17:26:21.1234567", "2010-04-23 15:12:00.000000132",
    "2009-06-15T17:26:21+01:00", "2009-06-15T17:26:21-0530", "2009-06-15 17:26:21 +0000",
    "2009-06-15T17:26:21+05", "0001-01-01", "9999-12-31 23:59:59.999999", "1969-12-31 23:59:59",
    "1970-01-01", "2000-02-29", "1900-02-29", "2011-02-29", "2012-02-29", "2011-13-01",
    "2011-00-10",
    "2011-01-00", "2011-04-31", "0000-01-01", "2011-01-01 24:00:00", "2011-01-01 23:60:00",
    "2011-01-01 23:59:60", "2011-01-01T00:00+24:00", "2011-01-01T00:00+00:60",
    "2011-02-29 10:00 XYZ",
    "2009-6-15", "2009/06/15", "09-06-15", "2009-06-15T", "2009-06-15 17", "2009-06-15 17:26:",
    "2009-06-15 17:26:21.", "2009-06-15 17:26:21 ", "2009-06-15  17:26:21",
    "2009-06-15 17:26:21 GMT",
    "2009-06-15 17:26:2", "2009-06-15Z", "20090615", "2009-06-15 17:26:21+1", "2009-06-15 17:26.5",
    "2009-06-15 a7:26:21", "2009-06-15 17:b6", "2009-06-15 17:26:21+0:00", "",
  ])
  func readsTimestamp(text: String) {
    #expect(CSVValue.timestamp(Array(text.utf8).span) == CSVValue.referenceTimestamp(text))
  }

  @Test func readsEveryDayOfTheCalendar() {
    var expected: Int64 = -719_162 * 86_400_000_000
    for year in [1, 4, 100, 400, 1600, 1900, 1970, 2000, 2024, 9999] {
      let text = String(format: "%04d-01-01", year)
      expected = Int64(days(before: year) - 719_162) * 86_400_000_000
      for day in 0..<60 {
        let date = String(format: "%04d-%02d-%02d", year, day < 31 ? 1 : 2, day % 31 + 1)
        if case .value(let micros) = CSVValue.timestamp(Array(date.utf8).span) {
          #expect(micros == expected + Int64(day) * 86_400_000_000, "\(date)")
        }
      }
      #expect(CSVValue.timestamp(Array(text.utf8).span) == .value(expected))
    }
  }

  private func days(before year: Int) -> Int {
    let past = year - 1
    return past * 365 + past / 4 - past / 100 + past / 400
  }
}
