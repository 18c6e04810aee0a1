/// One row as it will be written.
struct Ride: Equatable {
  /// From 1.
  var number: UInt64
  var fareCents: Int
  var time: RideTime
  var pickup: Coordinates
  var dropoff: Coordinates
  var passengerCount: Int
}

/// What a row says about a place, true or not.
struct Coordinates: Equatable {
  /// Micro-degrees; nil is an empty field.
  var longitude: Int?
  var latitude: Int?

  static let zero = Coordinates(longitude: 0, latitude: 0)
  static let missing = Coordinates(longitude: nil, latitude: nil)

  init(longitude: Int?, latitude: Int?) {
    self.longitude = longitude
    self.latitude = latitude
  }

  init(_ point: Point) {
    self.init(longitude: point.longitude, latitude: point.latitude)
  }

  var swapped: Coordinates { Coordinates(longitude: latitude, latitude: longitude) }
}
