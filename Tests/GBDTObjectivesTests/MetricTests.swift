import Foundation
import GBDTCore
import GBDTObjectives
import GBDTParameters
import GBDTTestSupport
import Testing

/// What holds for every metric, from the list of all kinds.
@Suite struct MetricTests {
  /// Each kind as a name, with a number and without one where it takes one.
  static let names: [MetricName] = MetricKind.allCases.flatMap { kind -> [MetricName] in
    switch kind {
    case .quantile, .error: [MetricName(kind), MetricName(kind, at: 0.8)]
    case .huber, .fair: [MetricName(kind), MetricName(kind, at: 0.5)]
    case .tweedie, .tweedieDeviance: [MetricName(kind), MetricName(kind, at: 1.125)]
    case .multiError: [MetricName(kind), MetricName(kind, at: 2)]
    case .ndcg, .map: [MetricName(kind), MetricName(kind, at: 1), MetricName(kind, at: 4)]
    default: [MetricName(kind)]
    }
  }

  static func settings(_ kind: PredictionKind) -> MetricSettings {
    MetricSettings(predictionKind: kind, quantiles: MetricRows.quantiles)
  }

  /// Every metric with every kind of prediction that it measures; but for the one that some labels of
  /// that kind have no value of.
  static let uses = names.flatMap { name in name.kind.predictionKinds.map { (name, $0) } }
    .filter { $0 != (MetricName(.rmsle), .number) }

  @Test(arguments: uses)
  func equalsItsPlainTwin(name: MetricName, prediction: PredictionKind) {
    var random = SeededRandom(seed: 11)
    for (round, weights) in [MetricRows.Weights.none, .whole, .real, .real].enumerated() {
      let rows = MetricRows(
        prediction, using: &random, count: [2, 40, 200, 1050][round], weights: weights)
      let found = rows.value(name, Self.settings(prediction))
      let expected = MetricReference(rows, prediction: prediction).value(name)
      #expect(abs(found - expected) <= 1e-12 * max(1, abs(expected)), "\(found) \(expected)")
    }
  }

  @Test(arguments: uses)
  func wholeWeightsAreRepeatedRows(name: MetricName, prediction: PredictionKind) {
    var random = SeededRandom(seed: 12)
    let weighted = MetricRows(prediction, using: &random, count: 400, weights: .whole)
    let weights = weighted.weights ?? []
    if prediction == .order {
      // A query's weight is repeated as whole queries.
      var rows = weighted
      var places: [Int] = []
      var queries: [Range<Int>] = []
      for (number, query) in (weighted.queries ?? []).enumerated() {
        for row in query { rows.weights?[row] = Double(number % 3) }
        for _ in 0..<number % 3 {
          queries.append(places.count..<places.count + query.count)
          places += query
        }
      }
      var repeated = rows.rows(places)
      repeated.weights = nil
      repeated.queries = queries
      #expect(
        rows.value(name, Self.settings(.order)) == repeated.value(name, Self.settings(.order)))
      return
    }
    var repeated = weighted.rows(
      weights.indices.flatMap { [Int](repeating: $0, count: Int(weights[$0])) })
    repeated.weights = nil
    let settings = Self.settings(prediction)
    let (a, b) = (weighted.value(name, settings), repeated.value(name, settings))
    // The product of weight and term is rounded, the sum of equal terms is not.
    #expect(abs(a - b) <= 4 * a.ulp, "\(a) \(b)")
  }

  /// Any partition, in any order, gives the same bits.
  @Test(arguments: uses)
  func partsAddUpToTheWhole(name: MetricName, prediction: PredictionKind) throws {
    var random = SeededRandom(seed: 13)
    for weights in MetricRows.Weights.allCases {
      let rows = MetricRows(prediction, using: &random, count: 250, weights: weights)
      let panel = rows.panel([name], settings: Self.settings(prediction))
      let whole = panel.values(of: rows.states(panel), weights: rows.facts.weights)
      for partCount in [2, 3, 40] {
        var parts = [[Int]](repeating: [], count: partCount)
        var queries = [[Range<Int>]](repeating: [], count: partCount)
        for unit in (rows.queries ?? (0..<rows.count).map { $0..<$0 + 1 }).shuffled(
          using: &random)
        {
          let part = Int.random(in: 0..<partCount, using: &random)
          queries[part].append(parts[part].count..<parts[part].count + unit.count)
          parts[part] += unit
        }
        var sum = panel.states
        var facts = MeasuredLabels()
        for (places, queries) in zip(parts, queries) {
          var part = rows.rows(places)
          part.queries = rows.queries.map { _ in queries }
          var states = part.states(panel)
          // As a worker sends it.
          states[0].masses = try ScoredMasses(decoding: states[0].masses.encoded)
          sum[0].add(states[0])
          facts.add(part.facts)
        }
        #expect(panel.values(of: sum, weights: facts.weights) == whole)
        #expect(facts.weights == rows.facts.weights)
        #expect(facts.lowest == rows.facts.lowest && facts.highest == rows.facts.highest)
      }
    }
  }

  @Test(arguments: uses)
  func betterPredictionsHaveBetterValues(name: MetricName, prediction: PredictionKind) {
    var random = SeededRandom(seed: 14)
    let rows = MetricRows(prediction, using: &random, count: 300, weights: .real)
    var perfect = rows
    switch prediction {
    case .number, .positive, .order: perfect.scores = rows.labels
    case .quantiles: perfect.scores = rows.labels + rows.labels + rows.labels
    case .probability, .share: perfect.scores = rows.labels.map { 0.01 + 0.98 * $0 }
    case .classes:
      perfect.scores = (0..<4).flatMap { output in
        rows.labels.map { $0 == Double(output) ? 0.97 : 0.01 }
      }
    }
    let settings = Self.settings(prediction)
    let (good, poor) = (perfect.value(name, settings), rows.value(name, settings))
    #expect(name.isHigherBetter ? good > poor : good < poor, "\(good) \(poor)")
    #expect(good.isFinite && poor.isFinite)
  }

  /// No prediction makes a value that early stopping could not compare.
  @Test(arguments: uses)
  func valuesAreFinite(name: MetricName, prediction: PredictionKind) {
    let extremes = [-1e120, -1.0, -0.0, 0, .leastNonzeroMagnitude, 1, 1e100, 1e120, .infinity]
    let labels: [Double]
    switch prediction {
    case .number, .quantiles: labels = [-1e100, -1, 0, 1, 1e100, 3, 4, 5, 6]
    case .positive: labels = [1e-300, 1e-9, 1, 2, 1e100, 3, 4, 5, 6]
    case .probability, .share: labels = [0, 1, 0, 1, 0, 1, 0, 1, 1]
    case .classes, .order: labels = [0, 1, 2, 3, 0, 1, 2, 3, 0]
    }
    for shift in extremes.indices {
      let scores = extremes[shift...] + extremes[..<shift]
      var rows = MetricRows(scores: Array(scores), labels: labels)
      if prediction == .quantiles || prediction == .classes {
        rows.outputCount = prediction == .classes ? 4 : 3
        rows.scores = (0..<rows.outputCount).flatMap { _ in scores }
      }
      if prediction == .order { rows.queries = [0..<4, 4..<9] }
      rows.weights = [1e30, 0, 1, 1e-30, 2, 3, 4, 5, 6]
      #expect(rows.value(name, Self.settings(prediction)).isFinite, "\(shift)")
    }
  }

  @Test func saysWhatLabelsLack() {
    func complaint(_ kind: MetricKind, _ prediction: PredictionKind, _ labels: [Double]) -> String?
    {
      var rows = MetricRows(scores: labels, labels: labels + [-7])
      rows.scores.append(0)
      rows.weights = labels.map { _ in 1 } + [0]
      return rows.panel([MetricName(kind)], settings: Self.settings(prediction))
        .complaint(about: rows.facts)
    }
    #expect(
      complaint(.auc, .probability, [1, 1])
        == "`auc` needs rows of both classes, but all that have a weight are of the second")
    #expect(
      complaint(.aucPR, .share, [0, 0])
        == "`auc_pr` needs rows of both classes, but all that have a weight are of the first")
    #expect(complaint(.auc, .share, [0.5, 0.5]) == nil)
    #expect(complaint(.auc, .probability, [0, 1]) == nil)
    #expect(
      complaint(.r2, .number, [3, 3]) == "`r2` needs labels that differ, but all of them are 3.0")
    #expect(
      complaint(.rmsle, .number, [3, -1])
        == "`rmsle` needs labels of at least 0, but there is the label -1.0")
    #expect(
      complaint(.gamma, .positive, [3, 0])
        == "`gamma` needs labels above 0, but there is the label 0.0")
    #expect(complaint(.poisson, .positive, [3, 0]) == nil)
    #expect(complaint(.rmse, .number, [3, 3]) == nil)
  }
}
