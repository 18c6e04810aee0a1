import GBDTSchema
import Testing

@Suite struct CivilTimeTests {
  @Test(arguments: [
    (0, 1970, 1, 1, 1), (-1, 1969, 12, 31, 365), (951_782_400, 2000, 2, 29, 60),
    (951_868_800, 2000, 3, 1, 61), (-2_203_891_200, 1900, 3, 1, 60),
    (-2_203_891_201, 1900, 2, 28, 59), (1_456_704_000, 2016, 2, 29, 60),
    (1_483_228_799, 2016, 12, 31, 366), (253_402_300_799, 9999, 12, 31, 365),
    (-62_135_596_800, 1, 1, 1, 1), (-62_167_219_200, 0, 1, 1, 1),
  ])
  func knownDates(seconds: Int64, year: Int, month: Int, day: Int, dayOfYear: Int) {
    let time = CivilTime(microsecondsSinceEpoch: seconds * 1_000_000)
    #expect([time.year, time.month, time.day] == [year, month, day])
    #expect(time.dayOfYear == dayOfYear)
    #expect(time.microsecondsSinceEpoch == seconds * 1_000_000)
  }

  @Test func daysFollowEachOther() {
    var (year, month, day, dayOfYear) = (1599, 12, 31, 365)
    for number in -135_140...60_000 as ClosedRange<Int64> {
      let time = CivilTime(microsecondsSinceEpoch: number * CivilTime.microsecondsPerDay + 5)
      let isNewYear = month == 12 && day == 31
      let monthLength = [
        31, CivilTime.isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31,
      ]
      let isNewMonth = day == monthLength[month - 1]
      (year, month, day) = (
        isNewYear ? year + 1 : year, isNewYear ? 1 : isNewMonth ? month + 1 : month,
        isNewMonth ? 1 : day + 1
      )
      dayOfYear = isNewYear ? 1 : dayOfYear + 1
      let fits =
        time.year == year && time.month == month && time.day == day && time.dayOfYear == dayOfYear
        && time.microsecondOfDay == 5
      if !fits { return #expect(fits, "day \(number)") }
    }
  }

  @Test func extremesDoNotOverflow() {
    for value in [Int64.min, .min + 1, .max] {
      let time = CivilTime(microsecondsSinceEpoch: value)
      #expect((0..<CivilTime.microsecondsPerDay).contains(time.microsecondOfDay))
    }
  }
}
