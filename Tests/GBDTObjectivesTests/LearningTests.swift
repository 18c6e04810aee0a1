import Foundation
import GBDTObjectives
import GBDTParameters
import GBDTTestSupport
import Testing

/// Steps of -G / H over three groups of rows, as trees of three leaves would make them, lead each objective
/// to the known best prediction of each group.
@Suite struct LearningTests {
  private static let groupCount = 3

  /// Labels of each group, and the prediction that is best for them, one an output.
  private static func groups(
    of which: ObjectiveCase, using random: inout SeededRandom
  ) -> [(labels: [Double], best: [Double])] {
    (0..<groupCount).map { group in
      var labels = (0..<99).map { _ in which.label(&random) }
      if which.classCount > 0 {
        // The classes' shares differ by group.
        for place in 0..<40 { labels[place] = Double(group % which.classCount) }
      } else if which.parameters.objective != .crossEntropy {
        labels = labels.map { $0 + Double(2 * group) }
      }
      labels.sort()
      return (labels, best(which, labels))
    }
  }

  private static func best(_ which: ObjectiveCase, _ labels: [Double]) -> [Double] {
    let mean = labels.reduce(0, +) / Double(labels.count)
    let share = { (label: Double) in
      Double(labels.count { $0 == label }) / Double(labels.count)
    }
    switch which.parameters.objective {
    case .regression, .poisson, .gamma, .tweedie, .crossEntropy: return [mean]
    case .binary:
      let weight = which.parameters.scalePosWeight
      return [weight * mean / (weight * mean + 1 - mean)]
    case .multiclass: return (0..<3).map { share(Double($0)) }
    case .multiclassOVA:
      let weight = which.parameters.scalePosWeight
      return (0..<3).map {
        let positive = weight * share(Double($0))
        return positive / (positive + 1 - share(Double($0)))
      }
    case .quantile, .regressionL1:
      let alphas = which.parameters.objective == .quantile ? which.parameters.alphas : [0.5]
      return alphas.map { labels[Int($0 * 99)] }
    default: return []
    }
  }

  @Test(arguments: ObjectiveCase.pointwise)
  func stepsLeadToTheBestPrediction(which: ObjectiveCase) {
    var random = SeededRandom(seed: 80)
    let groups = Self.groups(of: which, using: &random)
    let objective = which.objective
    let labels = groups.flatMap(\.labels)
    var rows = OwnedRows(
      scores: Array(repeating: 0, count: labels.count * objective.outputCount), labels: labels)
    let start = loss(of: rows, which)
    for step in 0..<400 {
      // Losses with corners come no nearer than the last step.
      let rate = objective.leafRenewal == nil ? 0.5 : 1 / Double(step + 1).squareRoot()
      let (gradients, hessians) = rows.gradients(objective)
      for output in 0..<objective.outputCount {
        for group in 0..<Self.groupCount {
          let first = output * labels.count + group * 99
          let sum = { (values: [Double]) in values[first..<first + 99].reduce(0, +) }
          let value = -sum(gradients) / sum(hessians) * rate
          for place in first..<first + 99 { rows.scores[place] += value }
        }
      }
    }
    #expect(loss(of: rows, which) < start)
    rows.scores.withUnsafeMutableBufferPointer {
      objective.link.apply(to: $0, outputCount: objective.outputCount)
    }
    for (group, (_, best)) in groups.enumerated() {
      for (output, value) in best.enumerated() {
        let found = rows.scores[output * labels.count + group * 99]
        let tolerance = objective.leafRenewal == nil ? 1e-9 : 0.2
        #expect(abs(found - value) <= tolerance * max(1, abs(value)))
      }
    }
  }

  private func loss(of rows: OwnedRows, _ which: ObjectiveCase) -> Double {
    rows.labels.indices.reduce(0) { $0 + which.loss(rows.scores(row: $1), rows.labels[$1]) }
  }

  @Test func rankersLearnTheOrder() {
    for objective in [LambdaRankObjective() as any Objective, RankXENDCGObjective(seed: 1)] {
      var rows = OwnedRows(scores: Array(repeating: 0, count: 20), labels: [])
      rows.labels = (0..<20).map { Double($0 * 7 % 5) }
      rows.outputCount = 1
      for step in 0..<100 {
        rows.query = QueryContext(number: 0, iteration: UInt64(step))
        let (gradients, hessians) = rows.gradients(objective)
        for row in 0..<20 { rows.scores[row] -= 0.3 * gradients[row] / (hessians[row] + 0.1) }
      }
      let order = rows.scores.indices.sorted { rows.scores[$0] > rows.scores[$1] }
      #expect(order.map { rows.labels[$0] } == rows.labels.sorted(by: >), "\(objective.name)")
    }
  }
}
