/// What a ride costs: the meter's units for distance and waiting, flat fares, surcharges, tolls.
struct Meter {
  /// Units (a fifth of a mile moving, a minute standing) per 100 km on the street grid, by hour.
  private let weekdayUnits = [
    396, 397, 394, 387, 375, 375, 376, 435, 499, 529, 514, 527, 532, 521, 529, 519, 486, 504, 486,
    465, 436, 431, 428, 419,
  ]
  private let weekendUnits = [
    437, 427, 410, 408, 388, 387, 362, 371, 396, 410, 417, 442, 465, 460, 461, 461, 450, 459, 472,
    458, 446, 437, 437, 428,
  ]
  /// Detours and traffic, in thousandths of the hour's usual units.
  private let luck = QuantileTable(quantiles: [
    500, 740, 790, 820, 848, 875, 900, 925, 950, 975, 1000, 1030, 1060, 1095, 1135, 1180, 1240,
    1320,
    1430, 1600, 3000,
  ])
  /// Cents of a fare that has nothing to do with the ride: agreed, mistyped, cancelled.
  private let oddFares = QuantileTable(quantiles: [
    250, 250, 250, 350, 800, 1500, 2500, 4000, 4500, 5200, 5200, 6000, 8000, 12_000, 25_000,
  ])

  /// The fare in cents.
  func fare(
    from start: Point, _ startAirport: Airport?, to end: Point, _ endAirport: Airport?,
    at time: RideTime, _ random: inout RideRandom
  ) -> Int {
    if random.happens(perMillion: 1800) { return oddFares.draw(&random) }
    let isNewTariff = time.day >= RideTime.newTariff
    let airport = startAirport ?? endAirport
    let leavesIsland = start.isInManhattan != end.isInManhattan
    let paysToll = airport != nil && leavesIsland && random.happens(perMillion: 650_000)
    let toll = paysToll ? Self.toll(on: time.day) : 0
    if airport == .kennedy && leavesIsland { return (isNewTariff ? 5200 : 4500) + toll }
    let units = meteredUnits(distance: start.gridDistance(to: end), at: time, &random)
    let metered = 250 + units * (isNewTariff ? 50 : 40)
    if endAirport == .newark { return metered + (isNewTariff ? 1750 : 1500) }
    return metered + toll
  }

  /// Whole units for `distance` centimetres.
  private func meteredUnits(distance: Int, at time: RideTime, _ random: inout RideRandom) -> Int {
    let usual = (time.weekday >= 5 ? weekendUnits : weekdayUnits)[time.hour]
    let metres = distance / 100
    // Long rides leave the streets for the expressways: less waiting, and less of luck.
    let waiting = (usual - 345) * 7000 / (7000 + max(0, metres - 3000))
    let chance = (luck.draw(&random) - 1000) * 14_000 / (12_000 + metres)
    // In hundred-thousandths; every ride waits for a moment before it starts.
    return (metres * (345 + waiting) / 1000 * (1000 + chance) + 85_000) / 100_000
  }

  /// A bridge or tunnel by electronic tag, in cents.
  private static func toll(on day: Int) -> Int {
    switch day {
    case ..<14_975: 457
    case ..<15_767: 480
    case ..<16_516: 533
    default: 554
    }
  }
}
