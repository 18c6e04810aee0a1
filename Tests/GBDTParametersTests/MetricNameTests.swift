import GBDTParameters
import Testing

@Suite struct MetricNameTests {
  @Test(arguments: MetricKind.allCases)
  func everySpellingReadsBack(kind: MetricKind) throws {
    for spelling in [kind.rawValue] + kind.aliases {
      let name = try MetricName(parsing: spelling.uppercased())
      #expect(name == MetricName(kind))
      #expect(name.description == kind.rawValue)
    }
    #expect(!kind.predictionKinds.isEmpty)
  }

  @Test(arguments: [
    ("ndcg@5", "ndcg@5"), ("MAP@010", "map@10"), ("pinball@0.90", "quantile@0.9"),
    ("merror@3", "multi_error@3"), ("tweedie-nloglik@1.5", "tweedie@1.5"), ("huber@2e0", "huber@2"),
  ])
  func numbersReadBack(text: String, canonical: String) throws {
    let name = try MetricName(parsing: text)
    #expect(name.description == canonical)
    #expect(try MetricName(parsing: canonical) == name)
  }

  @Test(arguments: [
    "ndcg@", "ndcg@0", "ndcg@-1", "ndcg@1.5", "ndcg@1e1", "ndcg@99999999999", "ndcg@5@5",
    "quantile@0", "quantile@1", "quantile@nan", "quantile@inf", "quantile@ 0.5", "error@0x1p-1",
    "tweedie@2", "huber@0", "rmse@1", "auc@", "@5", "", " rmse",
  ])
  func refusesOtherNumbers(text: String) {
    #expect(throws: MetricName.Complaint.self) { try MetricName(parsing: text) }
  }

  @Test(arguments: ObjectiveName.allCases)
  func defaultMetricFitsItsObjective(objective: ObjectiveName) throws {
    #expect(objective.defaultMetric.kind.predictionKinds.contains(objective.predictionKind))
    var parameters = TrainParameters()
    parameters.objective = objective
    let resolved = try ValidatedTrainParameters(
      parameters, hasCustomObjective: objective == .custom
    ).values.metrics
    #expect(resolved == objective.defaultMetric.expanded(positions: [5]))
  }

  @Test(arguments: PredictionKind.allCases)
  func everyPredictionHasMetrics(prediction: PredictionKind) {
    #expect(!MetricKind.fitting(prediction).isEmpty)
  }

  @Test func positionsMakeNames() throws {
    let names = try ["ndcg", "rmse", "map@2"].map { try MetricName(parsing: $0) }
      .flatMap { $0.expanded(positions: [1, 3]) }
    #expect(names.map(\.description) == ["ndcg@1", "ndcg@3", "rmse", "map@2"])
  }

  @Test func metricsMustFitTheObjective() {
    var parameters = TrainParameters()
    parameters.metrics = [.rmse, MetricName(.ndcg)]
    let error = #expect(throws: ParameterError.self) { try ValidatedTrainParameters(parameters) }
    #expect(
      error?.message
        == "metric=ndcg does not fit objective=regression, which predicts numbers; the metrics that do "
        + "are rmse, mse, mae, mape, rmsle, r2, quantile, huber, fair.")
  }
}
