/// A point on the map in centimetres north and east of 40.75 N, 73.97 W (Midtown's East River side).
struct Point: Equatable {
  var north: Int
  var east: Int

  /// Micro-degrees; a degree is 111.2 km here.
  var latitude: Int { 40_750_000 + north * 8993 / 100_000 }
  /// Micro-degrees; a degree is 84.2 km here.
  var longitude: Int { -73_970_000 + east * 11_876 / 100_000 }

  /// Centimetres along the avenues, which point 29 degrees east of north.
  var alongAvenues: Int { (875 * north + 485 * east) / 1000 }
  /// Centimetres along the streets.
  var alongStreets: Int { (875 * east - 485 * north) / 1000 }

  /// The East River runs along the avenues, the Battery ends the island.
  var isInManhattan: Bool {
    alongStreets < 90_000 && alongStreets > -400_000 && alongAvenues > -660_000
  }

  /// Blocks are rectangles: the way along an avenue plus the way along a street, in centimetres.
  func gridDistance(to other: Point) -> Int {
    abs(alongAvenues - other.alongAvenues) + abs(alongStreets - other.alongStreets)
  }
}

/// A neighbourhood: a tilted bell around a centre, in metres.
///
/// Numbers are those of a Gaussian mixture fitted to the public rides; they describe where people take
/// taxis, not any single ride.
struct Place {
  /// Rides in ten thousand that start (or end) here.
  let weight: Int
  let north: Int
  let east: Int
  /// Lower triangle of the spread: north, east by north, east.
  let spread: (Int, Int, Int)

  func point(_ random: inout RideRandom) -> Point {
    let (first, second) = (random.bell(), random.bell())
    return Point(
      north: north * 100 + spread.0 * first / 10,
      east: east * 100 + (spread.1 * first + spread.2 * second) / 10)
  }
}

/// The airports, which have fares of their own.
enum Airport: CaseIterable {
  case kennedy
  case laGuardia
  case newark

  var place: Place {
    switch self {
    case .kennedy: Place(weight: 0, north: -11_650, east: 15_600, spread: (290, 60, 400))
    case .laGuardia: Place(weight: 0, north: 2450, east: 8550, spread: (280, -340, 200))
    case .newark: Place(weight: 0, north: -6420, east: -17_580, spread: (330, 120, 210))
    }
  }

  /// Rides in a million that start here.
  var pickupsPerMillion: Int {
    switch self {
    case .kennedy: 14_500
    case .laGuardia: 20_300
    case .newark: 60
    }
  }

  /// Rides in a million that end here.
  var dropoffsPerMillion: Int {
    switch self {
    case .kennedy: 7000
    case .laGuardia: 12_500
    case .newark: 1350
    }
  }
}

/// Where rides start and end: airports, or one of the city's neighbourhoods.
struct Map {
  private let pickupPlaces = [
    Place(weight: 1500, north: 980, east: -270, spread: (600, 140, 530)),
    Place(weight: 1384, north: 760, east: -1620, spread: (880, 240, 500)),
    Place(weight: 1257, north: 2710, east: 1120, spread: (820, 240, 440)),
    Place(weight: 1249, north: -660, east: -1130, spread: (720, 210, 520)),
    Place(weight: 1083, north: 3500, east: -680, spread: (1530, 640, 320)),
    Place(weight: 1036, north: -2670, east: -1760, spread: (620, 140, 580)),
    Place(weight: 1021, north: -1280, east: -2590, spread: (790, 40, 460)),
    Place(weight: 533, north: -4020, east: -3260, spread: (770, 170, 380)),
    Place(weight: 215, north: -5790, east: -410, spread: (1840, 1050, 1090)),
    Place(weight: 160, north: 5950, east: 1580, spread: (1970, 420, 870)),
    Place(weight: 129, north: 850, east: 4050, spread: (1260, 660, 1660)),
    Place(weight: 70, north: -2140, east: 3070, spread: (8100, 790, 7580)),
  ]
  private let dropoffPlaces = [
    Place(weight: 2094, north: 60, east: -1320, spread: (830, -30, 680)),
    Place(weight: 1912, north: -1850, east: -2010, spread: (1020, -180, 710)),
    Place(weight: 1408, north: 2600, east: 1080, spread: (970, 370, 470)),
    Place(weight: 1360, north: 1100, east: -490, spread: (540, -50, 550)),
    Place(weight: 1231, north: 3440, east: -730, spread: (1690, 820, 360)),
    Place(weight: 623, north: -3870, east: -3190, spread: (900, 240, 400)),
    Place(weight: 331, north: -3200, east: 5260, spread: (7350, 1540, 6060)),
    Place(weight: 263, north: 7400, east: 2320, spread: (3310, 840, 810)),
    Place(weight: 249, north: -7270, east: -950, spread: (1440, -280, 1260)),
    Place(weight: 188, north: 930, east: 3990, spread: (1300, 360, 1510)),
    Place(weight: 135, north: -3980, east: 1520, spread: (1080, -240, 800)),
  ]
  private let pickupChoice: WeightedChoice
  private let dropoffChoice: WeightedChoice
  /// How many points are drawn of which the nearest is where the ride ends: people take taxis to
  /// places near by more often than chance would have it, but not round the corner.
  private let candidates = WeightedChoice(weights: [0, 36, 25, 17, 11, 11])
  /// Centimetres that people walk.
  private static let walk = 55_000

  init() {
    pickupChoice = WeightedChoice(weights: pickupPlaces.map(\.weight))
    dropoffChoice = WeightedChoice(weights: dropoffPlaces.map(\.weight))
  }

  /// Where a ride starts.
  func pickup(_ random: inout RideRandom) -> (point: Point, airport: Airport?) {
    let draw = random.below(1_000_000)
    if let airport = airport(draw, \.pickupsPerMillion) {
      return (airport.place.point(&random), airport)
    }
    return (pickupPlaces[pickupChoice.draw(&random)].point(&random), nil)
  }

  /// Where a ride ends that starts at `start`.
  func dropoff(
    from start: Point, airport startAirport: Airport?, _ random: inout RideRandom
  ) -> (point: Point, airport: Airport?) {
    let draw = random.below(1_000_000)
    if let airport = airport(draw, \.dropoffsPerMillion), airport != startAirport {
      return (airport.place.point(&random), airport)
    }
    var nearest = dropoffPlaces[dropoffChoice.draw(&random)].point(&random)
    // From an airport any place in the city will do.
    let others = startAirport == nil ? candidates.draw(&random) - 1 : 0
    for _ in 0..<others {
      let candidate = dropoffPlaces[dropoffChoice.draw(&random)].point(&random)
      let distance = start.gridDistance(to: candidate)
      if distance > Self.walk && distance < start.gridDistance(to: nearest) { nearest = candidate }
    }
    return (nearest, nil)
  }

  private func airport(_ draw: Int, _ share: (Airport) -> Int) -> Airport? {
    if draw >= 40_000 { return nil }
    var limit = 0
    for airport in Airport.allCases {
      limit += share(airport)
      if draw < limit { return airport }
    }
    return nil
  }
}
