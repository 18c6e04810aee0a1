/// Draws rides: a plausible one first, then the faults that the real recordings have.
struct RideModel {
  let seed: UInt64
  private let map = Map()
  private let clock = RideClock()
  private let meter = Meter()
  /// 0 to 6 passengers, in ten thousand rides.
  private let passengers = WeightedChoice(weights: [34, 6958, 1481, 433, 202, 693, 199])

  init(seed: UInt64) { self.seed = seed }

  /// Ride `row`, counted from 0. A function of seed and row.
  func ride(row: UInt64) -> Ride {
    var random = RideRandom(seed: seed, row: row)
    let time = clock.draw(&random)
    let (start, startAirport) = map.pickup(&random)
    let (end, endAirport) = map.dropoff(from: start, airport: startAirport, &random)
    let fare = meter.fare(from: start, startAirport, to: end, endAirport, at: time, &random)
    var ride = Ride(
      number: row + 1, fareCents: fare, time: time, pickup: Coordinates(start),
      dropoff: Coordinates(end), passengerCount: passengers.draw(&random))
    spoilCoordinates(&ride, &random)
    spoilFare(&ride, &random)
    return ride
  }

  /// Faults of the position: shares as counted in the public data.
  private func spoilCoordinates(_ ride: inout Ride, _ random: inout RideRandom) {
    let draw = random.below(1_000_000)
    switch draw {
    case ..<18_200:
      (ride.pickup, ride.dropoff) = (.zero, .zero)
    case ..<19_000:
      ride.pickup = .zero
    case ..<19_850:
      ride.dropoff = .zero
    case ..<20_250:
      (ride.pickup, ride.dropoff) = (ride.pickup.swapped, ride.dropoff.swapped)
    case ..<20_270:
      // A degree sign read as a digit: 41.08 became 401.08.
      ride.pickup.latitude = ride.pickup.latitude.map { $0 + 360_000_000 }
    case ..<20_450:
      ride.dropoff.latitude = ride.dropoff.latitude.map { $0 - 1_130_000 }
    case ..<20_457:
      ride.dropoff = .missing
    case ..<32_500:
      // The receiver did not notice the journey.
      ride.dropoff = ride.pickup
    case ..<34_500:
      ride.pickup = Coordinates(map.pickup(&random).point)
    default:
      break
    }
  }

  private func spoilFare(_ ride: inout Ride, _ random: inout RideRandom) {
    let draw = random.below(1_000_000)
    if draw < 112 {
      ride.fareCents = -ride.fareCents
    } else if draw < 168 {
      ride.fareCents = 0
    }
  }
}
