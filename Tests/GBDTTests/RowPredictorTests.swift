import Foundation
import GBDT
import GBDTModel
import GBDTTestSupport
import Testing

/// One row at a time gives what a table gives, bit for bit.
@Suite struct RowPredictorTests {
  @Test(arguments: 0..<12) func randomModelsAndRows(seed: UInt64) throws {
    var source = RandomModel(seed: seed)
    source.iterations = [1, 9, 70][Int(seed % 3)]
    source.categories = [1, 33, 70][Int(seed / 2 % 3)]
    source.numericFeatures = [0, 3, 6][Int(seed / 3 % 3)]
    source.categoricalFeatures = source.numericFeatures == 6 ? 0 : 2
    let model = try Model(bytes: ModelFile.encode(source.model()))
    let rows = source.rows(30)
    let names = model.inputColumns.map(\.name)
    let table = try DataTable(
      columns: zip(names, rows.columns).map { name, column in
        switch column {
        case .numbers(let values): (name, .numbers(values))
        case .categories(let codes, let dictionary):
          (name, .strings(codes.map { $0 < 0 ? nil : dictionary[Int($0)] }))
        }
      })
    let expected = try model.predict(table)
    let predictor = RowPredictor(model)
    #expect(predictor.columnNames == names && predictor.featureNames == model.featureNames)
    for row in 0..<30 {
      var values: [RowValue] = []
      var features: [Double] = []
      for (name, column) in zip(names, rows.columns) {
        switch column {
        case .numbers(let numbers):
          values.append(.number(numbers[row]))
          features.append(numbers[row])
        case .categories(let codes, let dictionary):
          let text = codes[row] < 0 ? nil : dictionary[Int(codes[row])]
          values.append(text.map { .string($0) } ?? .missing)
          features.append(
            try text.map { try predictor.categoryNumber($0, feature: name) } ?? .nan)
        }
      }
      let named = Dictionary(uniqueKeysWithValues: zip(names, values))
      for found in [
        try predictor.predict(values), try predictor.predict(named),
        try predictor.predict(features: features), try predictor.predict(features: features.span),
      ] {
        #expect(found.bitPattern == expected[row].bitPattern, "row \(row)")
      }
    }
  }

  /// Timestamps, places, integers as numbers and as categories, booleans, text.
  private static let recipe = """
    {"label": "fare", "types": {"zone": "integer"},
     "features": [
       {"name": "km", "expr": "haversine_km(lat, lon, 40.6413, -73.7781)"},
       {"name": "bearing", "expr": "bearing_deg(lat, lon, 40.6413, -73.7781)"},
       {"name": "hour", "expr": "hour(time)"}, {"name": "weekday", "expr": "weekday(time)"},
       {"name": "night", "expr": "hour >= 20 or hour < 6"},
       {"name": "slow", "expr": "if(night, log1p(km), sqrt(km) * riders)"},
       {"name": "zone", "expr": "zone"}, {"name": "card", "expr": "card"},
       {"name": "company", "expr": "company"},
       {"name": "shift", "expr": "concat(company, '-', text(night))"},
       {"name": "riders", "expr": "coalesce(riders, 1)"}],
     "categorical": ["zone"]}
    """

  private struct Trip {
    var lat: Double, lon: Double, time: Int64?, riders: Int64?, zone: Int64?, card: Bool?
    var company: String?

    init(_ random: inout SeededRandom) {
      let missing = { (random: inout SeededRandom) in random.chance(0.1) }
      lat = missing(&random) ? .nan : Double.random(in: 40.5...41, using: &random)
      lon = missing(&random) ? .nan : Double.random(in: (-74.2)...(-73.7), using: &random)
      // Whole seconds of 2009 to 2015.
      time =
        missing(&random)
        ? nil : Int64.random(in: 1_230_768_000...1_435_708_799, using: &random) * 1_000_000
      riders = missing(&random) ? nil : Int64.random(in: 0...6, using: &random)
      zone = missing(&random) ? nil : Int64.random(in: 1...30, using: &random) << 50
      card = missing(&random) ? nil : random.chance(0.5)
      company =
        missing(&random) ? nil : ["", "acme", "caf\u{E9}", "zip"].randomElement(using: &random)
    }

    static func table(_ trips: [Trip]) throws -> DataTable {
      try DataTable(columns: [
        "fare": .numbers(
          trips.map { trip in
            (trip.lat.isNaN ? 9 : trip.lat) + Double(trip.riders ?? 2)
              + Double((trip.zone ?? 0) >> 50) + (trip.company == "acme" ? 7 : 0)
              + Double((trip.time ?? 0) / 3_600_000_000 % 24)
          }),
        "lat": .numbers(trips.map(\.lat)), "lon": .numbers(trips.map(\.lon)),
        "time": .timestamps(trips.map(\.time)), "riders": .integers(trips.map(\.riders)),
        "zone": .integers(trips.map(\.zone)), "card": .booleans(trips.map(\.card)),
        "company": .strings(trips.map(\.company)),
      ])
    }

    /// The raw row; times as text where `texts`.
    func values(texts: Bool) -> [String: RowValue] {
      let text = time.map {
        Date(timeIntervalSince1970: Double($0 / 1_000_000)).formatted(.iso8601)
      }
      return [
        "lat": .number(lat), "lon": lon.isNaN ? nil : .number(lon),
        "time": (texts ? text.map { .string($0) } : time.map { .timestamp($0) }) ?? .missing,
        "riders": riders.map { .integer($0) } ?? .missing,
        "zone": zone.map { .integer($0) } ?? .missing, "card": card.map { .boolean($0) } ?? nil,
        "company": company.map { .string($0) } ?? .missing,
      ]
    }
  }

  private static func tripModel(
    _ random: inout SeededRandom, unseen: ParameterValue = "missing"
  ) throws -> Model {
    let trips = (0..<800).map { _ in Trip(&random) }
    let training = try Training(parameters: [
      "num_iterations": 20, "num_leaves": 31, "min_data_in_leaf": 3, "min_data_per_group": 3,
      "unseen_category": unseen,
    ])
    return try training.run(on: Trip.table(trips), recipe: FeatureRecipe(json: recipe)).model
  }

  @Test func recipesOfRawRows() throws {
    var random = SeededRandom(seed: 5)
    let model = try Self.tripModel(&random)
    let predictor = RowPredictor(model)
    var trips = (0..<300).map { _ in Trip(&random) }
    trips[0].company = "never seen"
    trips[1].zone = 99
    let expected = try model.predict(Trip.table(trips))
    #expect(Set(expected).count > 100)
    for (row, trip) in trips.enumerated() {
      for texts in [false, true] {
        let found = try predictor.predict(trip.values(texts: texts))
        #expect(found.bitPattern == expected[row].bitPattern, "\(trip)")
      }
    }
  }

  @Test func unseenCategoriesMayBeRefused() throws {
    var random = SeededRandom(seed: 6)
    let predictor = RowPredictor(try Self.tripModel(&random, unseen: "error"))
    var trip = Trip(&random)
    trip.company = "acmee"
    let error = #expect(throws: GBDTError.self) { try predictor.predict(trip.values(texts: false)) }
    #expect(error?.code == .data)
    for part in ["`company`", "\"acmee\"", "Did you mean `acme`?"] {
      #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
    }
    #expect(throws: GBDTError.self) {
      try predictor.categoryNumber("acmee", feature: "company")
    }
  }

  @Test(
    arguments: [
      (["distance": 5], "no column `zone`"),
      (["distance": 5, "zone": "soho", "zones": nil], "no column `zones`. Did you mean `zone`?"),
      (
        ["distance": "near", "zone": "soho"], "`distance` takes numbers, but the row has the string"
      ),
      (["distance": 5, "zone": 7], "`zone` takes strings, but the row has the integer 7"),
      (["distance": true, "zone": nil], "`distance` takes numbers, but the row has the boolean"),
      (["distance": .number(.infinity), "zone": nil], "`distance`: the number is infinite"),
      (["distance": .integer(.min), "zone": nil], "the one integer that columns cannot hold"),
      (["distance": .integer(1 << 53 + 1), "zone": nil], "which a double does not hold exactly"),
    ] as [([String: RowValue], String)])
  func wrongRowsAreErrors(row: [String: RowValue], message: String) throws {
    let predictor = RowPredictor(try Rides().model())
    let error = #expect(throws: GBDTError.self) { try predictor.predict(row) }
    #expect(error?.code == .data)
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
  }

  @Test func wrongCountsAndTimestampsAreErrors() throws {
    let predictor = RowPredictor(try Rides().model())
    var error = #expect(throws: GBDTError.self) { try predictor.predict([5]) }
    #expect(
      error?.message == "The model reads 2 columns, the row has 1. In order: distance, zone.")
    error = #expect(throws: GBDTError.self) { try predictor.predict(features: [5]) }
    #expect(error?.code == .data)
    #expect(error?.message == "The model has 2 features, the row has 1.")
    error = #expect(throws: GBDTError.self) {
      try predictor.categoryNumber("soho", feature: "zon")
    }
    #expect(error?.code == .usage)
    #expect(error?.message == "There is no categorical feature `zon`. Did you mean `zone`?")
    var random = SeededRandom(seed: 7)
    let trips = RowPredictor(try Self.tripModel(&random))
    for (text, problem) in [
      ("2011-02-29", "names no day or time"), ("today", "is not a timestamp like"),
      ("2011-02-28 10:00:00.1234567", "more than six digits"),
    ] {
      var row = Trip(&random).values(texts: false)
      row["time"] = .string(text)
      error = #expect(throws: GBDTError.self) { try trips.predict(row) }
      #expect(error?.message.contains(problem) == true, "\(error?.message ?? "")")
    }
  }

  @Test func literalsAndThreads() async throws {
    let model = try Rides().model()
    let table = try DataTable(columns: ["distance": .numbers([5]), "zone": .strings(["harlem"])])
    let expected = try model.predict(table)[0]
    let predictor = RowPredictor(model)
    #expect(try predictor.predict([5.0, "harlem"]) == expected)
    #expect(try predictor.predict([5, "harlem"]) == expected)
    #expect(try predictor.predict(["zone": "harlem", "distance": 5]) == expected)
    #expect(try predictor.predict([nil, nil]) == predictor.predict([.number(.nan), ""]))
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask {
          try (0..<200).allSatisfy { _ in try predictor.predict([5, "harlem"]) == expected }
        }
      }
      for try await isEqual in group { #expect(isEqual) }
    }
  }
}
