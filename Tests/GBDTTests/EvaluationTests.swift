import GBDT
import Testing

@Suite struct EvaluationTests {
  private static let recipe = """
    {"label": "y", "weight": "w", "drop_rows_where": ["x > 100"],
     "features": [{"name": "x", "expr": "x"}]}
    """

  private func table(
    x: [Double] = (0..<80).map(Double.init), weights: [Double]? = nil, labels: [Double]? = nil
  ) throws -> DataTable {
    try DataTable(columns: [
      "x": .numbers(x),
      "w": .numbers(weights ?? x.map { 1 + $0.remainder(dividingBy: 3).magnitude }),
      "y": .numbers(labels ?? x.map { $0 * $0 }),
    ])
  }

  private func model() throws -> Model {
    try Training(parameters: ["num_iterations": 5, "min_data_in_leaf": 5])
      .run(on: table(), recipe: FeatureRecipe(json: Self.recipe)).model
  }

  @Test func equalsMetricsByHand() throws {
    let model = try model()
    let x = [1.0, 20, 50, 3_000]
    let weights = [1.0, 2, 0.5, 9]
    let labels = [0.0, 500, 2_000, 1]
    let table = try table(x: x, weights: weights, labels: labels)
    let found = try model.evaluate(table, metrics: ["rmse", "l1"])
    // The last row is dropped by the filter.
    let errors = zip(try model.predict(table), labels).prefix(3).map { $0 - $1 }
    let squares = zip(errors, weights).map { $1 * $0 * $0 }.reduce(0, +)
    let absolutes = zip(errors, weights).map { $1 * abs($0) }.reduce(0, +)
    #expect(found.rowCount == 3 && found.droppedRowCount == 1)
    #expect(found.metrics.map(\.name) == ["rmse", "mae"])
    #expect(found.metrics.map(\.set) == ["data", "data"])
    #expect(abs(found.metrics[0].value - (squares / 3.5).squareRoot()) < 1e-9)
    #expect(abs(found.metrics[1].value - absolutes / 3.5) < 1e-9)
    #expect(try model.evaluate(table) == model.evaluate(table, threads: 3))
    #expect(
      try model.evaluate(table).metrics.map(\.name)
        == ["rmse", "mse", "mae", "mape", "rmsle", "r2", "quantile", "huber", "fair"])
  }

  @Test func countsUnseenCategories() throws {
    let model = try Rides().model()
    let table = try DataTable(columns: [
      "distance": .numbers([1, 2]), "zone": .strings(["atlantis", "soho"]),
      "fare": .numbers([5, 6]),
    ])
    let unseen = try model.evaluate(table).unseenCategories
    #expect(unseen.map(\.feature) == ["zone"] && unseen.map(\.rowCount) == [1])
  }

  /// Whatever labels and weights a table has: a message, never a crash.
  @Test(arguments: [
    (
      label: 1e200, weight: 1.0,
      message: "row 1 (counted from 0) has the label 1e+200, which is too large"
    ),
    (label: .nan, weight: 1, message: "label"),
    (label: 1, weight: -1, message: "weight"),
    (label: 1, weight: 1e200, message: "Row 1 has the weight 1e+200"),
  ])
  func refusesRowsThatCannotBeMeasured(label: Double, weight: Double, message: String) throws {
    let model = try model()
    let table = try table(x: [1, 2], weights: [1, weight], labels: [1, label])
    let error = #expect(throws: GBDTError.self) { try model.evaluate(table) }
    #expect(error?.code == .data)
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
  }

  @Test func refusesNothingToMeasure() throws {
    let model = try model()
    var error = #expect(throws: GBDTError.self) {
      try model.evaluate(table(x: [101, 102]))
    }
    #expect(error?.message.contains("No row is left to evaluate: 2 were read") == true)
    error = #expect(throws: GBDTError.self) {
      try model.evaluate(table(x: [1, 2], weights: [0, 0]))
    }
    #expect(error?.message.contains("All weights are 0") == true, "\(error?.message ?? "")")
    error = #expect(throws: GBDTError.self) { try model.evaluate(table(), metrics: ["rsme"]) }
    #expect(error?.code == .usage)
    #expect(error?.message.contains("(did you mean `rmse`?)") == true)
    error = #expect(throws: GBDTError.self) { try model.evaluate(table(), metrics: ["l2", "auc"]) }
    #expect(error?.code == .usage)
    #expect(
      error?.message.hasPrefix(
        "metric=auc does not fit objective=regression, which predicts numbers; the metrics that do are "
          + "rmse, mse, mae") == true, "\(error?.message ?? "")")
    error = #expect(throws: GBDTError.self) { try model.evaluate(table(), metrics: ["l1", "mae"]) }
    #expect(error?.message == "The metric `mae` is asked for twice; keep one of them.")
    error = #expect(throws: GBDTError.self) {
      try model.evaluate(table(x: [1, 2], labels: [3, 3]), metrics: ["r2"])
    }
    #expect(
      error?.message
        == "The metric `r2` needs labels that differ, but all of them are 3.0. Choose another metric."
    )
    error = #expect(throws: GBDTError.self) {
      try model.evaluate(DataTable(columns: ["x": .numbers([1])]))
    }
    #expect(error?.code == .data)
  }
}

/// Intervals of metrics.
@Suite struct BootstrapTests {
  private func table(_ count: Int) throws -> DataTable {
    let x = (0..<count).map { Double($0 % 37) }
    return try DataTable(columns: [
      "x": .numbers(x),
      "y": .numbers(x.enumerated().map { $1 + Double(($0 * 7919) % 101) / 25 }),
    ])
  }

  private func model() throws -> Model {
    let recipe = try FeatureRecipe(
      json: #"{"label": "y", "features": [{"name": "x", "expr": "x"}]}"#)
    return try Training(parameters: ["num_iterations": 5, "min_data_in_leaf": 5])
      .run(on: table(500), recipe: recipe).model
  }

  @Test func intervalsHoldTheValueAndShrinkWithMoreRows() throws {
    let model = try model()
    var widths: [Double] = []
    for count in [200, 3_200] {
      let found = try model.evaluate(table(count), metrics: ["rmse", "mae", "r2"], bootstrap: 200)
      #expect(found.intervals.count == 3)
      for (metric, interval) in zip(found.metrics, found.intervals) {
        let interval = try #require(interval)
        #expect(interval.lower < metric.value && metric.value < interval.upper, "\(metric)")
        #expect(interval.sampleCount == 200)
      }
      let interval = try #require(found.intervals[1])
      widths.append(interval.upper - interval.lower)
      // The mean's standard error is that of the absolute errors by root n; 3.92 of them are 95%.
      let table = try table(count)
      let labels = (0..<count).map { Double($0 % 37) + Double(($0 * 7919) % 101) / 25 }
      let errors = zip(try model.predict(table), labels).map { abs($0 - $1) }
      let mean = errors.reduce(0, +) / Double(count)
      let variance = errors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
      let expected = 3.92 * (variance / Double(count)).squareRoot()
      #expect(abs(widths[widths.count - 1] / expected - 1) < 0.25)
    }
    #expect(abs(widths[0] / widths[1] - 4) < 1.5, "\(widths)")
  }

  @Test func threadsDoNotShowAndSeedsDo() throws {
    let model = try model()
    let table = try table(300)
    let once = try model.evaluate(table, bootstrap: 20, seed: 3, threads: 1)
    #expect(try model.evaluate(table, bootstrap: 20, seed: 3, threads: 3) == once)
    #expect(try model.evaluate(table, bootstrap: 20, seed: 4).intervals != once.intervals)
    #expect(try model.evaluate(table).intervals.isEmpty)
  }
}
