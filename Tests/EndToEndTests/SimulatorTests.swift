import Foundation
import GBDTTestSupport
import Testing

@Suite struct SimulatorTests {
  private func simulate(_ arguments: String...) throws -> BinaryResult {
    try Binary.taxiSimulator.run(arguments)
  }

  private func rides(_ count: Int, seed: Int = 1) throws -> [Ride] {
    let result = try simulate("--rows", "\(count)", "--seed", "\(seed)")
    #expect(result.exitCode == 0)
    return result.output.split(separator: "\n").dropFirst().map(Ride.init)
  }

  @Test func headerIsKaggles() throws {
    let result = try simulate("--rows", "0")
    #expect(result.exitCode == 0)
    #expect(
      result.output == """
        key,fare_amount,pickup_datetime,pickup_longitude,pickup_latitude,\
        dropoff_longitude,dropoff_latitude,passenger_count

        """)
  }

  @Test func rowsOfSeedZeroStayWhatTheyAre() throws {
    // A change here changes every number ever measured on simulated rides.
    let result = try simulate("--rows", "5000")
    #expect(
      result.output.split(separator: "\n").dropFirst().prefix(2) == [
        "simulated.1,7.7,2011-10-23 01:01:35 UTC,-73.958423,40.762867,-73.976445,40.752083,1",
        "simulated.2,7.7,2011-06-04 06:26:17 UTC,-73.985771,40.775049,-73.99738,40.754323,1",
      ])
    // FNV-1a of all bytes.
    let hash = result.bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    #expect(hash == 0xFB22_31E0_B10E_B5E8)
  }

  @Test func aLongerRunStartsWithTheShorterOne() throws {
    let short = try simulate("--rows", "1000", "--seed", "7")
    let long = try simulate("--rows", "5000", "--seed=7")
    #expect(long.bytes.starts(with: short.bytes))
    #expect(long.output.split(separator: "\n").count == 5001)
  }

  @Test func anotherSeedGivesOtherRides() throws {
    #expect(try simulate("--rows", "9").bytes != simulate("--rows", "9", "--seed", "1").bytes)
  }

  @Test func fileHasTheBytesOfStandardOutput() throws {
    let folder = try TemporaryFolder()
    let result = try simulate("--rows", "20000", "--output", folder.file("rides.csv"))
    #expect(result.exitCode == 0)
    #expect(result.bytes.isEmpty)
    #expect(try folder.bytes(of: "rides.csv") == simulate("--rows", "20000").bytes)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["rides.csv"])
  }

  @Test func everyRowSaysThatItIsSimulated() throws {
    for (row, ride) in try rides(2000).enumerated() { #expect(ride.key == "simulated.\(row + 1)") }
  }

  @Test func ridesLookLikeNewYork() throws {
    let rides = try rides(20_000).filter(\.isClean)
    #expect((19_300...19_800).contains(rides.count), "about 2 % of the rows are faulty")
    let fares = rides.map(\.fare).sorted()
    // Quantiles of the public data: 4.1, 8.5, 12.5, 30.5.
    #expect((3.7...4.5).contains(fares[fares.count / 20]))
    #expect((8...9.3).contains(fares[fares.count / 2]))
    #expect((12...14).contains(fares[fares.count * 3 / 4]))
    #expect((29...32).contains(fares[fares.count * 19 / 20]))
    let night = rides.filter { $0.time.hasPrefix("04:") }.count
    let evening = rides.filter { $0.time.hasPrefix("19:") }.count
    #expect(evening > 4 * night)
    #expect(rides.allSatisfy { ("2009-01-01"..."2015-06-30").contains($0.date) })
  }

  @Test func faresRiseInSeptember2012() throws {
    let rides = try rides(20_000).filter(\.isClean)
    let (old, new) = (
      rides.filter { $0.date < "2012-09-04" }, rides.filter { $0.date >= "2012-09-04" }
    )
    #expect(old.contains { $0.fare == 45 } && !old.contains { $0.fare == 52 })
    let mean = { (rides: [Ride]) in rides.map(\.fare).reduce(0, +) / Double(rides.count) }
    #expect((1.12...1.3).contains(mean(new) / mean(old)))
  }

  @Test func faultsAreThoseOfTheRecordings() throws {
    let rides = try rides(60_000, seed: 3)
    let share = { (fault: (Ride) -> Bool) in Double(rides.filter(fault).count) / 60_000 }
    #expect((0.016...0.021).contains(share { $0.places == ["0", "0", "0", "0"] }))
    #expect((0.0002...0.0008).contains(share { $0.places[0].hasPrefix("4") }), "swapped")
    #expect((0.00003...0.0003).contains(share { $0.fare < 0 }))
    #expect((0.0025...0.0045).contains(share { $0.passengers == 0 }))
    #expect(rides.contains { $0.places[1].hasPrefix("40") && $0.places[1].count > 11 }, "singles")
    #expect(rides.contains { $0.places[1].hasPrefix("400.") || $0.places[1].hasPrefix("401.") })
  }

  @Test(arguments: [
    ([], 64, "The number of rides is missing"),
    (["--rows"], 64, "Option `--rows` needs a value."),
    (["--rows", "-1"], 64, "Option `--rows` is `-1`; expected a whole number from 0 to"),
    (["--rows", "1e6"], 64, "Option `--rows` is `1e6`; expected a whole number"),
    (["--rows", "99999999999999999999"], 64, "expected a whole number"),
    (["--rows", "1", "--seed", ""], 64, "Option `--seed` is ``; expected a whole number"),
    (["--rows", "1", "--rows", "2"], 64, "Option `--rows` is given twice."),
    (["--row", "1"], 64, "Unknown option `--row`; expected --rows, --seed or --output."),
    (["--rows", "1", "--output", ""], 64, "Option `--output` needs a file name."),
    (["--rows", "1", "--output", "/nonexistent/a.csv"], 73, "Cannot create `/nonexistent/a.csv`"),
    (["--rows", "1", "--output", "/"], 73, "Cannot create `/`: it is a folder."),
    (["--rows", "1", "--output", "/dev/full"], 74, "Cannot write to `/dev/full`"),
  ])
  func wrongUseIsExplained(arguments: [String], exitCode: Int32, message: String) throws {
    let result = try Binary.taxiSimulator.run(arguments)
    #expect(result.exitCode == exitCode)
    #expect(result.messages.contains(message))
    #expect(result.bytes.isEmpty)
  }

  @Test func aFailedRunLeavesNoFile() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.file("a"), withIntermediateDirectories: false)
    _ = try simulate("--rows", "1", "--output", folder.file("a"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a"])
  }
}

/// A line of the simulator's output.
private struct Ride {
  let key: String
  let fare: Double
  let date: String
  let time: String
  let places: [String]
  let passengers: Int

  init(line: Substring) {
    let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    key = fields[0]
    fare = Double(fields[1]) ?? .nan
    date = String(fields[2].prefix(10))
    time = String(fields[2].dropFirst(11))
    places = Array(fields[3...6])
    passengers = Int(fields[7]) ?? -1
  }

  /// Whether the recipe keeps the row.
  var isClean: Bool {
    let numbers = places.map { Double($0) ?? .nan }
    return (2.5...250).contains(fare)
      && [0, 2].allSatisfy { (-74.5...(-72.8)).contains(numbers[$0]) }
      && [1, 3].allSatisfy { (40.5...41.8).contains(numbers[$0]) }
  }
}
