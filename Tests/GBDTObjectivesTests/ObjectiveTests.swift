import GBDTCore
import GBDTObjectives
import GBDTParameters
import GBDTTestSupport
import Testing

/// Rows as arrays, lent to an objective or metric.
struct OwnedRows {
  var scores: [Double]
  var labels: [Double]
  var weights: [Double]?

  init(scores: [Double], labels: [Double], weights: [Double]? = nil) {
    (self.scores, self.labels, self.weights) = (scores, labels, weights)
  }

  init(using random: inout SeededRandom, count: Int, hasWeights: Bool) {
    scores = (0..<count).map { _ in Double.random(in: -9...9, using: &random) }
    labels = (0..<count).map { _ in Double.random(in: -9...9, using: &random) }
    weights =
      hasWeights ? (0..<count).map { _ in Double.random(in: 0...3, using: &random) } : nil
  }

  func lend<Result>(_ body: (LabelledRows) -> Result) -> Result {
    scores.withUnsafeBufferPointer { scores in
      labels.withUnsafeBufferPointer { labels in
        guard let weights else {
          return body(LabelledRows(scores: scores, labels: labels, weights: nil))
        }
        return weights.withUnsafeBufferPointer {
          body(LabelledRows(scores: scores, labels: labels, weights: $0))
        }
      }
    }
  }

  func gradients(_ objective: any Objective) -> (gradients: [Double], hessians: [Double]) {
    var gradients = [Double](repeating: .nan, count: labels.count)
    var hessians = gradients
    gradients.withUnsafeMutableBufferPointer { gradients in
      hessians.withUnsafeMutableBufferPointer { hessians in
        lend { objective.writeGradients(of: $0, gradients: gradients, hessians: hessians) }
      }
    }
    return (gradients, hessians)
  }
}

@Suite struct ObjectiveTests {
  @Test(arguments: ObjectiveName.allCases)
  func everyNameMakesItsObjective(name: ObjectiveName) {
    var parameters = TrainParameters()
    parameters.objective = name
    #expect(parameters.makeObjective().name == name)
  }

  /// The loss that regression differentiates: weight * (score - label)^2 / 2.
  @Test(arguments: [false, true])
  func regressionGradientsAreThoseOfHalfTheSquaredError(hasWeights: Bool) {
    var random = SeededRandom(seed: 1)
    let rows = OwnedRows(using: &random, count: 100, hasWeights: hasWeights)
    let (gradients, hessians) = rows.gradients(RegressionObjective())
    let step = 1e-4
    for row in 0..<100 {
      let weight = rows.weights?[row] ?? 1
      let loss = { (score: Double) in
        weight * (score - rows.labels[row]) * (score - rows.labels[row]) / 2
      }
      let score = rows.scores[row]
      let first = (loss(score + step) - loss(score - step)) / (2 * step)
      let second =
        (loss(score + step) - 2 * loss(score) + loss(score - step)) / (step * step)
      #expect(abs(gradients[row] - first) < 1e-6)
      #expect(abs(hessians[row] - second) < 1e-4)
    }
  }

  @Test func regressionStartsAtTheWeightedMean() {
    let rows = OwnedRows(scores: [0, 0, 0], labels: [1, 2, 6], weights: [1, 0, 3])
    var summary = LabelSummary()
    rows.lend { summary.add($0) }
    #expect(summary.rowCount == 3)
    #expect(RegressionObjective().baseScores(of: summary) == [4.75])
  }

  @Test func summariesOfPartsAddUpInAnyOrder() {
    var random = SeededRandom(seed: 2)
    let rows = OwnedRows(using: &random, count: 1000, hasWeights: true)
    var whole = LabelSummary()
    rows.lend { whole.add($0) }
    var parts = LabelSummary()
    for range in [600..<1000, 0..<1, 1..<600] {
      var part = LabelSummary()
      rows.lend { part.add($0[range]) }
      parts.add(part)
    }
    #expect(parts.weightedLabels.value == whole.weightedLabels.value)
    #expect(parts.weights.value == whole.weights.value)
    #expect(parts.rowCount == whole.rowCount)
  }

  @Test func identityLinkChangesNothing() {
    var scores = [-1.25, 3]
    scores.withUnsafeMutableBufferPointer { Link.identity.apply(to: $0, outputCount: 2) }
    #expect(scores == [-1.25, 3])
    #expect(RegressionObjective().link == .identity)
  }
}
