import GBDTCore
import GBDTObjectives
import GBDTParameters
import GBDTTestSupport
import Testing

/// Which labels an objective takes, and what it sees of them all.
@Suite struct LabelTests {
  private func complaint(_ name: ObjectiveName, _ label: Double) -> String? {
    var parameters = TrainParameters()
    parameters.objective = name
    return parameters.makeObjective(classCount: name == .binary ? 2 : 3).complaint(about: label)
  }

  @Test func labelsOutsideTheRangeAreRefusedInWords() {
    #expect(
      complaint(.poisson, -1) == "is no count; objective=poisson takes labels of at least 0")
    #expect(
      complaint(.tweedie, -0.5) == "is below 0; objective=tweedie takes labels of at least 0")
    #expect(
      complaint(.gamma, 0) == "is not above 0; objective=gamma takes only labels above 0")
    #expect(
      complaint(.crossEntropy, 1.5)
        == "is no chance; objective=cross_entropy takes labels from 0 to 1")
    #expect(
      complaint(.binary, 2) == "is not the number of a class; classes are numbered from 0 to 1")
    #expect(
      complaint(.multiclass, 0.5)
        == "is not the number of a class; classes are numbered from 0 to 2")
    #expect(complaint(.multiclassOVA, -1) != nil)
    #expect(
      complaint(.lambdarank, 31)
        == "is no grade; ranked rows have whole labels from 0 to 30, as many as label_gain has gains"
    )
    #expect(complaint(.rankXENDCG, 0.5) != nil)
  }

  @Test func labelsWithinTheRangeAreTaken() {
    for (name, labels): (ObjectiveName, [Double]) in [
      (.regression, [-1e100, 0, 1e100]), (.regressionL1, [-1]), (.huber, [-1]), (.fair, [-1]),
      (.quantile, [-1]), (.mape, [-1, 0]), (.poisson, [0, 0.5, 1e100]), (.gamma, [1e-300, 7]),
      (.tweedie, [0, -0.0, 7]), (.binary, [0, 1]), (.crossEntropy, [0, 0.3, 1]),
      (.multiclass, [0, 1, 2]), (.multiclassOVA, [0, 2]), (.lambdarank, [0, 30]),
      (.rankXENDCG, [0, 30]), (.custom, [-7]),
    ] {
      for label in labels { #expect(complaint(name, label) == nil, "\(name) \(label)") }
    }
  }

  @Test func countsThatAreAllZeroAreRefused() {
    let rows = OwnedRows(scores: [0, 0], labels: [0, 3], weights: [1, 0])
    let objective = PoissonObjective(maxDeltaStep: 0.7)
    #expect(
      objective.complaint(about: rows.summary(objective))
        == "are all 0; objective=poisson needs a count above 0 in some row that has weight")
    let others = OwnedRows(scores: [0, 0], labels: [0, 3])
    #expect(objective.complaint(about: others.summary(objective)) == nil)
  }

  @Test func exposuresDivideTheRateThatPoissonStartsAt() {
    var summary = LabelSummary(hasExposures: true)
    OwnedRows(scores: [0, 0], labels: [3, 1], weights: [2, 1]).lend { rows in
      [2.0, 6].withUnsafeBufferPointer { summary.add(rows, exposures: $0) }
    }
    #expect(summary.weightedExposures.value == 10)
    let base = PoissonObjective(maxDeltaStep: 0.7).baseScores(of: summary)
    #expect(abs(base[0] - -0.35667494393873245) < 1e-15, "log(7 / 10)")
  }

  @Test func summariesOfPartsAddUpInAnyOrder() {
    var random = SeededRandom(seed: 2)
    var rows = OwnedRows(using: &random, count: 1000, hasWeights: true)
    rows.labels = (0..<1000).map { Double($0 * $0 % 5) }
    let exposures = (0..<1000).map { Double($0 % 7) + 0.1 }
    let make = { LabelSummary(classCount: 5, hasExposures: true) }
    func summary(_ range: Range<Int>) -> LabelSummary {
      var summary = make()
      rows.lend { rows in
        exposures.withUnsafeBufferPointer {
          summary.add(rows[range], exposures: UnsafeBufferPointer(rebasing: $0[range]))
        }
      }
      return summary
    }
    let whole = summary(0..<1000)
    var parts = make()
    for range in [600..<1000, 0..<1, 1..<600] { parts.add(summary(range)) }
    #expect(parts.sums == whole.sums)
    #expect(parts.rowCount == 1000)
    #expect(parts.classWeights.count == 5)
    var total = ExactSum()
    for sum in parts.classWeights { total.add(sum) }
    #expect(total == parts.weights)
    var received = make()
    received.setSums(whole.sums)
    #expect(received.sums == whole.sums)
  }
}
