/// When rides start: from 2009 to June 2015, by the city's week.
struct RideClock {
  /// Rides in ten thousand for each hour of the week from Monday midnight, counted in the public data.
  private let hours = WeightedChoice(weights: [
    35, 23, 14, 8, 9, 14, 33, 61, 63, 71, 62, 68, 66, 64, 69, 64, 66, 73, 99, 80, 81, 79, 68, 54,
    31, 20, 9, 12, 8, 14, 36, 66, 80, 80, 62, 64, 69, 71, 69, 72, 59, 76, 90, 89, 82, 83, 78, 62,
    39, 27, 18, 13, 10, 13, 38, 67, 86, 79, 67, 69, 73, 74, 69, 59, 52, 64, 97, 99, 87, 85, 89, 69,
    44, 29, 20, 14, 11, 16, 34, 74, 78, 77, 71, 73, 68, 69, 71, 72, 53, 69, 91, 108, 83, 88, 87, 85,
    58, 43, 30, 19, 18, 15, 33, 67, 76, 79, 70, 66, 73, 68, 76, 67, 58, 74, 93, 94, 93, 88, 87, 91,
    83, 74, 60, 50, 29, 14, 17, 27, 38, 47, 66, 70, 72, 79, 68, 74, 66, 72, 84, 88, 82, 84, 94, 88,
    88, 79, 65, 54, 36, 15, 14, 17, 24, 42, 59, 63, 68, 71, 72, 65, 56, 67, 66, 65, 59, 55, 55, 47,
  ])
  /// Monday 2008-12-29, in days since 1970-01-01; three days of its week are before 2009.
  private static let firstMonday = 14_242
  private static let firstDay = 14_245
  private static let weekCount = 339

  /// A random start. Until 2015 half the meters noted whole minutes.
  func draw(_ random: inout RideRandom) -> RideTime {
    let hourOfWeek = hours.draw(&random)
    var day = Self.firstMonday + 7 * random.below(Self.weekCount) + hourOfWeek / 24
    if day < Self.firstDay { day += 7 }
    let second = random.below(3600)
    let wholeMinutes = day < RideTime.newMeters && random.happens(perMillion: 503_000)
    return RideTime(
      day: day, secondOfDay: hourOfWeek % 24 * 3600 + (wholeMinutes ? second / 60 * 60 : second))
  }
}

/// A moment in New York's local time, which the data calls UTC.
struct RideTime: Equatable {
  /// Days since 1970-01-01.
  let day: Int
  let secondOfDay: Int

  /// 2012-09-04: fares rose by a sixth.
  static let newTariff = 15_587
  /// 2015-01-01: coordinates became single-precision numbers.
  static let newMeters = 16_436

  var hour: Int { secondOfDay / 3600 }
  var minute: Int { secondOfDay / 60 % 60 }
  var second: Int { secondOfDay % 60 }
  /// 1970-01-01 was a Thursday; Monday is 0.
  var weekday: Int { (day + 3) % 7 }

  /// The Gregorian calendar's date (Hinnant, "chrono-compatible low-level date algorithms").
  var date: (year: Int, month: Int, day: Int) {
    let shifted = day + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
  }
}
