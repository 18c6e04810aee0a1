import GBDT

// 2,000 taxi rides: a metered fare with a flat fare to the airport, and a tip that nobody can foresee.
let rides = (0..<2_000).map { ride in
  let distance = Double(ride % 97) / 4
  let zone = ["midtown", "harlem", "airport"][ride % 3]
  let tip = Double(ride * 7_919 % 101) / 20
  return (
    distance: distance, zone: zone, fare: (zone == "airport" ? 52 : 2.5 + 1.6 * distance) + tip
  )
}
let table = try DataTable(columns: [
  "distance_km": .numbers(rides.map(\.distance)),
  "zone": .strings(rides.map(\.zone)),
  "fare": .numbers(rides.map(\.fare)),
])
let recipe = try FeatureRecipe(everyColumnOf: table, label: "fare")
var training = try Training(parameters: ["num_iterations": 500, "learning_rate": 0.5])
training.validation = .fraction(0.2)

/// How often the metric stood still for five iterations: by this the rate is halved.
///
/// It follows from the history alone, so that a run that goes on from a checkpoint decides as before.
func halvings(_ values: [Double]) -> Int {
  var (best, bestPlace, count) = (Double.infinity, 0, 0)
  for (place, value) in values.enumerated() {
    if value < best { (best, bestPlace) = (value, place) }
    if place - bestPlace == 5 { (bestPlace, count) = (place, count + 1) }
  }
  return count
}

var rates: [Double] = []
let outcome = try training.run(on: table, recipe: recipe) { report in
  // Log: every rate once. Stop: when it has become small.
  if rates.last != report.learningRate {
    rates.append(report.learningRate)
    print("iteration \(report.iteration): learning rate \(report.learningRate)")
  }
  return report.learningRate < 0.1 ? .stop : .proceed
} beforeIteration: { upcoming in
  for _ in 0..<halvings(upcoming.history[0].values) { upcoming.learningRate /= 2 }
}
print("\(outcome.stopReason) with \(outcome.model.treeCount) trees, \(rates.count) learning rates")
