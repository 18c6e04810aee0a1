import GBDT

// 2,000 taxi rides: a metered fare with a flat fare to the airport.
let rides = (0..<2_000).map { ride in
  let distance = Double(ride % 97) / 4
  let zone = ["midtown", "harlem", "airport"][ride % 3]
  let fare = zone == "airport" ? 52 : 2.5 + 1.6 * distance
  return (distance: distance, zone: zone, fare: fare)
}
let table = try DataTable(columns: [
  "distance_km": .numbers(rides.map(\.distance)),
  "zone": .strings(rides.map(\.zone)),
  "fare": .numbers(rides.map(\.fare)),
])

// Every column but the label becomes a feature; strings are categories.
let recipe = try FeatureRecipe(everyColumnOf: table, label: "fare")
var training = try Training(parameters: ["num_iterations": 100, "num_leaves": 15])
training.validation = .fraction(0.2)
let outcome = try training.run(on: table, recipe: recipe) { report in
  if report.iteration % 50 == 0 {
    for metric in report.metrics {
      print("iteration \(report.iteration): \(metric.name) \(metric.value)")
    }
  }
  return .proceed
}

// The model starts from raw rows: same column names, label not needed.
let newRides = try DataTable(columns: [
  "zone": .strings(["harlem", "airport"]),
  "distance_km": .numbers([5, 20]),
])
let fares = try outcome.model.predict(newRides)
print("harlem, 5 km: \(fares[0].rounded()); airport, 20 km: \(fares[1].rounded())")

// One row at a time, as a service needs it; any number of threads may share the predictor.
let predictor = RowPredictor(outcome.model)
let fare = try predictor.predict(["zone": "harlem", "distance_km": 5])
precondition(fare == fares[0])

// A file holds everything; reading it back gives the same predictions, bit for bit.
let path = CommandLine.arguments.count > 1 ? CommandLine.arguments[1] : "rides.gbdt"
try outcome.model.write(to: path)
let again = try Model(contentsOf: path).predict(newRides)
precondition(again == fares)
