import Foundation
import GBDTObjectives
import GBDTParameters
import Testing

/// Values that scikit-learn 1.x, LightGBM 4.x and XGBoost 3.x give for the same rows.
@Suite struct MetricGoldenTests {
  private static let weights = [1, 2, 0.5, 1, 1.5, 3, 1, 0.25, 1, 2, 1, 0.75]
  private static let number = MetricRows(
    scores: [
      -1.843, 0.427, 1.559, 3.261, 5.282, 0.584, -0.602, -1.086, 3.176, 7.734, 2.723, -2.584,
    ],
    labels: [
      -0.406, -1.973, 1.255, 3.261, 5.408, 2.329, 0.342, -0.354, 4.246, 6.904, 2.818, -1.7,
    ])
  private static let positive = MetricRows(
    scores: [
      3.067, 0.344, 1.451, 0.347, 0.155, 0.485, 0.672, 1.95, 12.358, 0.318, 2.611, 3.496,
    ],
    labels: [
      3.435, 0.38, 0.891, 0.609, 0.1, 0.823, 0.781, 2.953, 5.984, 0.232, 0.771, 2.529,
    ])
  private static let count = MetricRows(
    scores: positive.scores, labels: [2, 1, 2, 1, 2, 5, 0, 2, 1, 2, 0, 1])
  private static let probability = MetricRows(
    scores: [
      0.445, 0.787, 0.564, 0.564, 0.245, 0.755, 0.534, 0.534, 0.534, 0.273, 0.183, 0.828,
    ],
    labels: [0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 0, 1])
  private static let share = MetricRows(
    scores: probability.scores,
    labels: [
      0, 1, 0.941, 0.376, 0.707, 0.342, 0.824, 0.231, 0.871, 0.505, 0.725, 0.535,
    ])
  private static let classes = MetricRows(
    scores: [
      0.619, 0.279, 0.491, 0.58, 0.329, 0.313, 0.659, 0.044, 0.066, 0.019, 0.231, 0.31, 0.019,
      0.502, 0.145, 0.312, 0.113, 0.581, 0.31, 0.366, 0.861, 0.139, 0.581, 0.11, 0.362, 0.219,
      0.364, 0.108, 0.558, 0.106, 0.031, 0.59, 0.073, 0.842, 0.188, 0.58,
    ], outputCount: 3, labels: [2, 0, 1, 1, 2, 0, 0, 0, 2, 1, 1, 1])
  private static let order = MetricRows(
    scores: [
      0.25, 1.877, -0.015, -1.337, -1.045, 1.45, -0.54, -2.104, -0.581, 0, 1.189, -1.014,
    ], labels: [3, 0, 1, 2, 0, 0, 0, 0, 1, 4, 0, 2], queries: [0..<5, 5..<8, 8..<12])

  /// - Parameters:
  ///   - digits: float32 in XGBoost and part of LightGBM.
  private func expect(
    _ name: String, _ rows: MetricRows, _ prediction: PredictionKind, plain: Double,
    weighted: Double?, digits: Double = 1e-13, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let name = try MetricName(parsing: name)
    let settings = MetricSettings(predictionKind: prediction)
    let value = rows.value(name, settings)
    #expect(abs(value - plain) <= digits * abs(plain), "\(value)", sourceLocation: sourceLocation)
    guard let weighted else { return }
    var rows = rows
    rows.weights = Self.weights
    let other = rows.value(name, settings)
    #expect(
      abs(other - weighted) <= digits * abs(weighted), "\(other)", sourceLocation: sourceLocation)
  }

  @Test func scikitLearn() throws {
    let (number, positive, count) = (Self.number, Self.positive, Self.count)
    try expect("rmse", number, .number, plain: 1.1191338540734677, weighted: 1.3399745022449743)
    try expect("mse", number, .number, plain: 1.2524605833333335, weighted: 1.7955316666666665)
    try expect("mae", number, .number, plain: 0.8805833333333335, weighted: 1.0952)
    try expect("r2", number, .number, plain: 0.8270343738781599, weighted: 0.7825260419856077)
    try expect("quantile", number, .number, plain: 0.5569250000000001, weighted: 0.63304)
    try expect(
      "quantile@0.25", number, .number, plain: 0.3673958333333333, weighted: 0.4942)
    try expect(
      "rmsle", positive, .positive, plain: 0.3204773142176581, weighted: 0.2840741230032314)
    try expect(
      "poisson_deviance", count, .positive, plain: 4.484802999585871, weighted: 5.985745075449619)
    try expect(
      "gamma_deviance", positive, .positive, plain: 0.2475707787440641,
      weighted: 0.23681905375407003)
    try expect(
      "tweedie_deviance", count, .positive, plain: 4.21702713526136, weighted: 5.929470598247751)
    try expect(
      "tweedie_deviance@1.2", count, .positive, plain: 4.169356799651573,
      weighted: 5.763327894842051)
    let (probability, classes) = (Self.probability, Self.classes)
    try expect(
      "logloss", probability, .probability, plain: 0.4600982461209872, weighted: 0.3985381989926842)
    try expect(
      "auc", probability, .probability, plain: 0.9027777777777778, weighted: 0.9622222222222223)
    try expect(
      "auc_pr", probability, .probability, plain: 0.8833333333333333, weighted: 0.9557168784029039)
    try expect("error", probability, .probability, plain: 2.0 / 12, weighted: 2.0 / 15)
    try expect(
      "multi_logloss", classes, .classes, plain: 1.5012358838035673, weighted: 1.3346302702308857)
    try expect("multi_error", classes, .classes, plain: 0.75, weighted: 0.7666666666666666)
    try expect("multi_error@2", classes, .classes, plain: 0.25, weighted: 0.1)
  }

  @Test func lightGBM() throws {
    let (number, count) = (Self.number, Self.count)
    let digits = 1e-6
    try expect(
      "mape", number, .number, plain: 0.5225111759187747, weighted: 0.5544538053444427,
      digits: digits)
    try expect(
      "huber", number, .number, plain: 0.4894290430018129, weighted: 0.665723181718273,
      digits: digits)
    try expect(
      "fair", number, .number, plain: 0.315710592864425, weighted: 0.4297042038797722,
      digits: digits)
    try expect(
      "poisson", count, .positive, plain: 2.5775130524787726, weighted: 2.9148982655654145,
      digits: digits)
    try expect(
      "gamma", Self.positive, .positive, plain: 1.0395496251115177, weighted: 0.7206302876988069,
      digits: digits)
    // LightGBM's is the sum over the rows.
    try expect(
      "gamma_deviance", Self.positive, .positive, plain: 2.9708493921071204 / 12,
      weighted: 3.5522858783876528 / 15, digits: digits)
    try expect(
      "tweedie@1.2", count, .positive, plain: 10.589576291153767, weighted: 13.199362226493834,
      digits: digits)
    try expect(
      "average_precision", Self.probability, .probability, plain: 0.8833333333333333,
      weighted: 0.9557168784029038, digits: digits)
    try expect(
      "cross_entropy", Self.share, .share, plain: 0.7746669052390874, weighted: 0.7905089512935505,
      digits: digits)
    try expect("multi_error@2", Self.classes, .classes, plain: 0.25, weighted: 0.1)
    // With weights LightGBM forgets those of queries without relevant rows in ndcg.
    try expect("ndcg@1", Self.order, .order, plain: 0.3333333333333333, weighted: nil)
    try expect("ndcg@2", Self.order, .order, plain: 0.6856250395860504, weighted: nil)
    try expect("ndcg@3", Self.order, .order, plain: 0.6987707734486363, weighted: nil)
    try expect("ndcg@5", Self.order, .order, plain: 0.7647187091667336, weighted: nil)
    try expect(
      "map@1", Self.order, .order, plain: 0.3333333333333333, weighted: 0.37239867442821767,
      digits: digits)
    try expect(
      "map@2", Self.order, .order, plain: 0.5, weighted: 0.5292990058211633, digits: digits)
    try expect(
      "map@3", Self.order, .order, plain: 0.5925925925925926, weighted: 0.6164658565950218,
      digits: digits)
    try expect(
      "map@5", Self.order, .order, plain: 0.7425925925925926, weighted: 0.7575940077665857,
      digits: digits)
  }

  @Test func xgBoost() throws {
    let digits = 2e-6
    try expect(
      "error@0.7", Self.probability, .probability, plain: 0.25, weighted: 0.11666666666666667)
    try expect(
      "logloss", Self.share, .share, plain: 0.77466691409548127, weighted: 0.79050896267096205,
      digits: digits)
    try expect(
      "error", Self.share, .share, plain: 0.40141666928927106, weighted: 0.41793333590030668,
      digits: digits)
    try expect(
      "auc", Self.share, .share, plain: 0.53938909310456373, weighted: 0.5329045629297724,
      digits: digits)
    try expect(
      "gamma-nloglik", Self.positive, .positive, plain: 1.03954965372880292,
      weighted: 0.72063033382097885, digits: digits)
    try expect(
      "tweedie-nloglik@1.2", Self.count, .positive, plain: 10.58957435190677643,
      weighted: 13.19935968319575004, digits: digits)
    try expect("ndcg", Self.order, .order, plain: 0.76471870916673357, weighted: nil)
    try expect("merror", Self.classes, .classes, plain: 0.75, weighted: 0.76666666666666672)
  }
}
