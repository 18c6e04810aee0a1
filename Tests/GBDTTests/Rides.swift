import GBDT

/// Rides whose fares follow from distance and zone: small enough to train on in every test.
///
/// Every seventh distance and every fifth zone is missing.
struct Rides {
  let distances: [Double]
  let zones: [String?]
  let fares: [Double]

  init(count: Int = 600, from first: Int = 0) {
    let rides = first..<(first + count)
    distances = rides.map { $0 % 7 == 3 ? .nan : Double($0 * 37 % 100) / 4 }
    zones = rides.map { $0 % 5 == 4 ? nil : ["harlem", "airport", "midtown", "soho"][$0 % 4] }
    fares = zip(distances, zones).map { distance, zone in
      zone == "airport" ? 52 : 2.5 + 1.6 * (distance.isNaN ? 4 : distance)
    }
  }

  var columns: [(name: String, values: ColumnValues)] {
    [
      ("distance", .numbers(distances)), ("zone", .strings(zones)), ("fare", .numbers(fares)),
    ]
  }

  func table() throws -> DataTable { try DataTable(columns: columns) }

  /// A model of the fare with default or given parameters.
  func model(
    _ settings: [(name: String, value: ParameterValue)] = []
  ) throws -> Model { try outcome(settings).model }

  func outcome(
    _ settings: [(name: String, value: ParameterValue)] = [],
    validation: Training.Validation = .none
  ) throws -> TrainingOutcome {
    let table = try table()
    let small: [(name: String, value: ParameterValue)] = [
      ("num_iterations", 20), ("num_leaves", 7), ("min_data_per_group", 10),
    ]
    let names = settings.map(\.name)
    var training = Training(
      parameters: try Parameters(small.filter { !names.contains($0.name) } + settings))
    training.validation = validation
    return try training.run(
      on: table, recipe: FeatureRecipe(everyColumnOf: table, label: "fare"))
  }
}
