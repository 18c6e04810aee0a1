import GBDT

// 3,000 taxi rides. A fare that is quoted too low costs three times what one too high costs.
let rides = (0..<3_000).map { ride in
  let distance = Double(ride % 97) / 4
  let traffic = Double(ride * 7_919 % 101) / 10
  return (distance: distance, fare: 2.5 + 1.6 * distance + traffic)
}
let table = try DataTable(columns: [
  "distance_km": .numbers(rides.map(\.distance)),
  "fare": .numbers(rides.map(\.fare)),
])
let recipe = try FeatureRecipe(everyColumnOf: table, label: "fare")

// The metric: what is to be small on the held-out rows.
let cost = CustomMetric("cost") { quote, fare in quote < fare ? 3 * (fare - quote) : quote - fare }

// A number that is no mean of losses sees all rows at once.
let shareTooLow = CustomMetric("share_too_low", of: .all) { rows in
  let low = (0..<rows.count).filter { rows.prediction($0) < rows.label($0) }
  return Double(low.count) / Double(rows.count)
}

// The objective: first and second derivative of the squared error, an error downwards counted three times.
let lopsided = CustomObjective(baseScore: 20) { quote, fare in
  let weight = quote < fare ? 3.0 : 1.0
  return (gradient: weight * (quote - fare), hessian: weight)
}

func trained(_ objective: CustomObjective?) throws -> TrainingOutcome {
  var training = try Training(
    parameters: ["num_iterations": 300, "learning_rate": 0.1, "early_stopping_round": 20])
  training.objective = objective
  training.metrics = [cost, shareTooLow]
  training.validation = .fraction(0.2)
  return try training.run(on: table, recipe: recipe)
}

for (name, objective) in [("regression", nil), ("lopsided", lopsided)] {
  let outcome = try trained(objective)
  let metrics = outcome.metrics.map { "\($0.name) \(($0.value * 100).rounded() / 100)" }
  print("\(name): \(metrics.joined(separator: ", ")), best iteration \(outcome.bestIteration)")
}

// The same closures cross-validate and evaluate.
var validation = CrossValidation(parameters: try Parameters(["num_iterations": 50]))
validation.objective = lopsided
validation.metrics = [cost]
let folds = try validation.run(on: table, recipe: recipe)
print("cross-validated: \(folds.metrics[0].name) of \(folds.folds.count) folds")

let model = try trained(lopsided).model
let evaluation = try model.evaluate(table, metrics: ["mae"], custom: [cost], bootstrap: 100)
for (metric, interval) in zip(evaluation.metrics, evaluation.intervals) {
  precondition(interval.map { $0.lower <= metric.value && metric.value <= $0.upper } ?? false)
}
