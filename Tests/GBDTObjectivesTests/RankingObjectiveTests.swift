import Foundation
import GBDTCore
import GBDTObjectives
import GBDTParameters
import GBDTTestSupport
import Testing

@Suite struct RankingObjectiveTests {
  private func query(_ count: Int, seed: UInt64, hasWeights: Bool = false) -> OwnedRows {
    var random = SeededRandom(seed: seed)
    var rows = OwnedRows(using: &random, count: count, hasWeights: hasWeights)
    rows.labels = (0..<count).map { _ in Double(Int.random(in: 0...4, using: &random)) }
    rows.scores = rows.scores.map { ($0 * 4).rounded() / 4 }
    rows.query = QueryContext(number: 17, iteration: 3)
    return rows
  }

  /// Rows from the best score to the worst, equal ones as they lie.
  private func ranking(_ scores: [Double]) -> [Int] {
    scores.indices.sorted { scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1 }
  }

  private func discount(_ place: Int) -> Double { 1 / log2(Double(place) + 2) }

  /// The loss that lambdarank states: the changes of NDCG stay those of `rows`, only scores move.
  private func pairLoss(
    _ rows: OwnedRows, at scores: [Double], truncation: Int, sigmoid: Double
  ) -> Double {
    let order = ranking(rows.scores)
    let gains = rows.labels.map { exp2($0) - 1 }
    let largest = gains.sorted(by: >).prefix(truncation).enumerated()
      .reduce(0) { $0 + discount($1.offset) * $1.element }
    if largest == 0 { return 0 }
    var sum = 0.0
    for first in 0..<min(truncation, order.count) {
      for second in order.indices.dropFirst(first + 1) {
        let (a, b) = (order[first], order[second])
        let gap = gains[a] - gains[b]
        if gap == 0 { continue }
        let change = abs(gap) * (discount(first) - discount(second)) / largest
        let distance = gap > 0 ? scores[a] - scores[b] : scores[b] - scores[a]
        sum += change * log(1 + exp(-sigmoid * distance))
      }
    }
    return sum
  }

  @Test(arguments: [0, 1, 2, 3, 10, 40])
  func lambdasAreDerivativesOfTheStatedLoss(count: Int) {
    for (truncation, sigmoid) in [(30, 1.0), (2, 0.7), (5, 2)] {
      let rows = query(count, seed: 70 + UInt64(count))
      let objective = LambdaRankObjective(
        truncationLevel: truncation, isNormalised: false, sigmoid: sigmoid)
      let (gradients, hessians) = rows.gradients(objective)
      let step = 1e-4
      for row in 0..<count {
        let loss = { (change: Double) in
          var scores = rows.scores
          scores[row] += change
          return pairLoss(rows, at: scores, truncation: truncation, sigmoid: sigmoid)
        }
        #expect(abs(gradients[row] - (loss(step) - loss(-step)) / (2 * step)) < 1e-7)
        let second = (loss(10 * step) - 2 * loss(0) + loss(-10 * step)) / (100 * step * step)
        #expect(abs(hessians[row] - second) < 1e-5)
      }
      #expect(abs(gradients.reduce(0, +)) < 1e-12, "pairs push both ways")
    }
  }

  @Test func normalisedLambdasAreScaledAsDocumented() {
    let rows = query(25, seed: 71)
    let (plain, _) = OwnedRows(scores: [1, 0], labels: [0, 1]).gradients(
      LambdaRankObjective(isNormalised: false))
    let (scaled, _) = OwnedRows(scores: [1, 0], labels: [0, 1]).gradients(LambdaRankObjective())
    // One pair, 1 apart: S is twice its lambda.
    let total = 2 * plain[0] / 1.01
    #expect(abs(scaled[0] - log2(1 + total) / 2) < 1e-15)
    let (gradients, hessians) = rows.gradients(LambdaRankObjective())
    let size = gradients.reduce(0) { $0 + abs($1) }
    #expect(size > 0 && size < 12)
    #expect(hessians.allSatisfy { $0 >= 0 })
    // Equal scores: no division by the distance, so a pair's lambda is half its change of NDCG.
    let (equal, _) = OwnedRows(scores: [2, 2], labels: [0, 1]).gradients(LambdaRankObjective())
    let change = (1 - 1 / log2(3.0)) * 0.5
    #expect(abs(equal[0] - log2(1 + 2 * change) / 2) < 1e-15)
  }

  @Test func rowWeightsMultiplyInTheEnd() {
    var rows = query(12, seed: 72, hasWeights: true)
    for objective in [LambdaRankObjective() as any Objective, RankXENDCGObjective(seed: 5)] {
      let weighted = rows.gradients(objective)
      let weights = rows.weights ?? []
      rows.weights = nil
      let plain = rows.gradients(objective)
      rows.weights = weights
      for row in 0..<12 {
        let expected = plain.gradients[row] * weights[row]
        #expect(abs(weighted.gradients[row] - expected) <= 1e-14 * abs(expected))
      }
    }
  }

  @Test func queriesWithOneLabelTeachLambdarankNothing() {
    for label in [0.0, 3] {
      let rows = OwnedRows(scores: [1, 2, 3], labels: [label, label, label])
      #expect(rows.gradients(LambdaRankObjective()).gradients == [0, 0, 0])
    }
  }

  @Test func gainsReplaceTheDefaultOnes() {
    let rows = OwnedRows(scores: [0, 0, 0], labels: [0, 1, 2])
    let flat = LambdaRankObjective(gains: [0, 1, 1], isNormalised: false)
    let (gradients, _) = rows.gradients(flat)
    #expect(gradients[0] > 0 && gradients[1] < 0 && gradients[2] < 0)
    #expect(flat.complaint(about: 3) != nil)
  }

  /// Three terms, each from the one before, straight from the formulas.
  @Test(arguments: [2, 3, 9, 40])
  func xendcgFollowsItsFormulas(count: Int) {
    let rows = query(count, seed: 73)
    let (gradients, hessians) = rows.gradients(RankXENDCGObjective(seed: 5))
    let powers = rows.scores.map { exp($0 - 9) }
    let p = powers.map { $0 / powers.reduce(0, +) }
    let random = CounterHash(seed: 5, purpose: .objective).atIteration(3).atIteration(17)
    let grades = rows.labels.enumerated().map {
      exp2($1) - Double(random.value(UInt64($0)) >> 11) * 0x1p-53
    }
    let q = grades.map { $0 / grades.reduce(0, +) }
    let first = zip(p, q).map { $0 - $1 }
    let firstOverRest = zip(first, p).map { $0 / (1 - $1) }
    let sum1 = firstOverRest.reduce(0, +)
    let second = p.indices.map { p[$0] * (sum1 - firstOverRest[$0]) }
    let secondOverRest = zip(second, p).map { $0 / (1 - $1) }
    let sum2 = secondOverRest.reduce(0, +)
    for row in 0..<count {
      let third = p[row] * (sum2 - secondOverRest[row])
      #expect(abs(gradients[row] - (first[row] + second[row] + third)) < 1e-9)
      #expect(abs(hessians[row] - p[row] * (1 - p[row])) < 1e-12)
    }
  }

  @Test func xendcgDrawsAnewForEachIterationAndQuery() {
    var rows = query(6, seed: 74)
    let objective = RankXENDCGObjective(seed: 5)
    let first = rows.gradients(objective).gradients
    #expect(rows.gradients(objective).gradients == first)
    #expect(rows.gradients(RankXENDCGObjective(seed: 6)).gradients != first)
    rows.query = QueryContext(number: 17, iteration: 4)
    #expect(rows.gradients(objective).gradients != first)
    rows.query = QueryContext(number: 18, iteration: 3)
    #expect(rows.gradients(objective).gradients != first)
  }

  @Test func nothingOverflowsOrIsNoNumber() {
    for objective in [LambdaRankObjective() as any Objective, RankXENDCGObjective(seed: 5)] {
      var rows = OwnedRows(
        scores: [1e100, -1e100, 0, 800, 1e100, 40, 39], labels: [0, 30, 1, 2, 3, 0, 4],
        weights: [1, 1e30, 0, 1, 1, 1, 1])
      rows.query = QueryContext(number: 0, iteration: 0)
      let (gradients, hessians) = rows.gradients(objective)
      #expect((gradients + hessians).allSatisfy { $0.isFinite && abs($0) < 1e60 })
      #expect(hessians.allSatisfy { $0 >= 0 })
      var single = OwnedRows(scores: [3], labels: [1])
      single.query = rows.query
      #expect(single.gradients(objective).gradients == [0])
    }
  }
}
