import GBDTCore
import GBDTObjectives
import GBDTParameters
import GBDTTestSupport
import Testing

@Suite struct MetricTests {
  private func value(_ metric: any Metric, _ rows: OwnedRows) -> Double {
    var errors = ExactSum()
    rows.lend { metric.add($0, link: .identity, to: &errors) }
    let weights = rows.weights?.reduce(0, +) ?? Double(rows.labels.count)
    return metric.value(errors: errors.value, weights: weights)
  }

  @Test(arguments: MetricName.allCases)
  func everyNameMakesItsMetric(name: MetricName) {
    #expect(name.makeMetric().name == name)
  }

  @Test(arguments: MetricName.allCases)
  func perfectPredictionsAreBest(name: MetricName) {
    let metric = name.makeMetric()
    let perfect = value(metric, OwnedRows(scores: [1, 2, 3], labels: [1, 2, 3]))
    let wrong = value(metric, OwnedRows(scores: [1, 2, 4], labels: [1, 2, 3]))
    #expect(metric.isBetter(perfect, than: wrong))
    #expect(!metric.isBetter(wrong, than: perfect))
    #expect(!metric.isBetter(perfect, than: perfect))
  }

  @Test(arguments: MetricName.allCases)
  func wholeWeightsAreRepeatedRows(name: MetricName) {
    let weighted = OwnedRows(scores: [1, 2, 3], labels: [2, 0, 3.5], weights: [2, 0, 3])
    let repeated = OwnedRows(scores: [1, 1, 3, 3, 3], labels: [2, 2, 3.5, 3.5, 3.5])
    #expect(value(name.makeMetric(), weighted) == value(name.makeMetric(), repeated))
  }

  @Test func valuesOfASmallExample() {
    let rows = OwnedRows(scores: [1, 2], labels: [4, -2])
    #expect(value(RMSEMetric(), rows) == 12.5.squareRoot())
    #expect(value(MAEMetric(), rows) == 3.5)
  }
}
