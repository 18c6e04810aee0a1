/// Rides as lines of CSV, in Kaggle's columns.
struct RideWriter {
  /// The lines written so far and not yet taken.
  private(set) var bytes: [UInt8] = []

  static let header =
    "key,fare_amount,pickup_datetime,pickup_longitude,pickup_latitude,"
    + "dropoff_longitude,dropoff_latitude,passenger_count\n"

  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  mutating func writeHeader() { bytes.append(contentsOf: Self.header.utf8) }

  mutating func write(_ ride: Ride) {
    text("simulated.")
    digits(ride.number)
    comma()
    decimal(ride.fareCents, places: 2)
    comma()
    timestamp(ride.time)
    let style: CoordinateStyle = ride.time.day < RideTime.newMeters ? .microDegrees : .single
    for place in [ride.pickup, ride.dropoff] {
      comma()
      coordinate(place.longitude, style)
      comma()
      coordinate(place.latitude, style)
    }
    comma()
    digits(UInt64(ride.passengerCount))
    bytes.append(UInt8(ascii: "\n"))
  }

  private enum CoordinateStyle {
    case microDegrees
    /// As a single-precision number printed with 17 significant digits.
    case single
  }

  private mutating func text(_ string: StaticString) {
    string.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  private mutating func comma() { bytes.append(UInt8(ascii: ",")) }

  /// `2012-09-04 07:05:00 UTC`
  private mutating func timestamp(_ time: RideTime) {
    let date = time.date
    digits(UInt64(date.year))
    bytes.append(UInt8(ascii: "-"))
    twoDigits(date.month)
    bytes.append(UInt8(ascii: "-"))
    twoDigits(date.day)
    bytes.append(UInt8(ascii: " "))
    twoDigits(time.hour)
    bytes.append(UInt8(ascii: ":"))
    twoDigits(time.minute)
    bytes.append(UInt8(ascii: ":"))
    twoDigits(time.second)
    text(" UTC")
  }

  private mutating func coordinate(_ value: Int?, _ style: CoordinateStyle) {
    guard let value else { return }
    let magnitude = abs(value)
    guard style == .single, (32_000_000..<128_000_000).contains(magnitude) else {
      return decimal(value, places: 6)
    }
    // Singles from 32 to 64 are multiples of 2^-18, from 64 to 128 of 2^-17. With 15 decimals the
    // fraction k / 2^n is k * 5^15 * 2^(15 - n), rounded.
    let fractionBits = magnitude < 64_000_000 ? 18 : 17
    let multiple = ((magnitude << fractionBits) + 500_000) / 1_000_000
    let fraction = multiple & ((1 << fractionBits) - 1)
    let dropped = fractionBits - 15
    let decimals = (fraction * 30_517_578_125 + (1 << (dropped - 1))) >> dropped
    let whole = multiple >> fractionBits
    let sign = value < 0 ? -1 : 1
    decimal(sign * (whole * 1_000_000_000_000_000 + decimals), places: 15)
  }

  /// `value` / 10^places without trailing zeros.
  private mutating func decimal(_ value: Int, places: Int) {
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    var magnitude = value.magnitude
    var places = places
    while places > 0, magnitude % 10 == 0 {
      magnitude /= 10
      places -= 1
    }
    digits(UInt64(magnitude), decimals: places)
  }

  private mutating func twoDigits(_ value: Int) {
    bytes.append(UInt8(ascii: "0") + UInt8(value / 10))
    bytes.append(UInt8(ascii: "0") + UInt8(value % 10))
  }

  /// `value` with a point before its last `decimals` digits.
  private mutating func digits(_ value: UInt64, decimals: Int = 0) {
    let start = bytes.count
    var rest = value
    var count = 0
    repeat {
      if count == decimals, decimals > 0 { bytes.append(UInt8(ascii: ".")) }
      bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
      count += 1
    } while rest > 0 || count <= decimals
    bytes[start...].reverse()
  }
}
