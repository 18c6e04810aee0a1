import GBDTObjectives
import GBDTParameters
import GBDTTestSupport
import Testing

/// Every objective is held to the loss that it states.
@Suite struct ObjectiveTests {
  @Test(arguments: ObjectiveName.allCases)
  func everyNameMakesItsObjective(name: ObjectiveName) {
    var parameters = TrainParameters()
    parameters.objective = name
    let objective = parameters.makeObjective(classCount: 3)
    #expect(objective.name == name)
    #expect(objective.isGrouped == name.needsQueries)
    let hasCase = ObjectiveCase.pointwise.contains { $0.parameters.objective == name }
    #expect(hasCase || name.needsQueries || name == .custom, "its loss is tested")
  }

  @Test(arguments: ObjectiveCase.pointwise, [false, true])
  func derivativesAreThoseOfTheLoss(which: ObjectiveCase, hasWeights: Bool) {
    var random = SeededRandom(seed: 1)
    let rows = which.rows(using: &random, count: 200, hasWeights: hasWeights)
    let (gradients, hessians) = rows.gradients(which.objective)
    let step = 1e-4
    for row in 0..<200 {
      let weight = rows.weights?[row] ?? 1
      let scores = rows.scores(row: row)
      for output in scores.indices {
        let distance = abs(scores[output] - rows.labels[row])
        if which.corners.contains(where: { abs(distance - $0) < 2 * step }) { continue }
        let loss = { (change: Double) in
          var scores = scores
          scores[output] += change
          return weight * which.loss(scores, rows.labels[row])
        }
        let place = output * 200 + row
        let first = (loss(step) - loss(-step)) / (2 * step)
        #expect(abs(gradients[place] - first) < 1e-5 * max(1, abs(first)))
        switch which.hessian {
        case .derivative(let factor):
          let second = factor * (loss(step) - 2 * loss(0) + loss(-step)) / (step * step)
          #expect(abs(hessians[place] - second) < 1e-4 * max(1, abs(second)))
        case .one: #expect(hessians[place] == weight)
        }
      }
    }
  }

  @Test(arguments: ObjectiveCase.pointwise)
  func wholeWeightsAreRepeatedRows(which: ObjectiveCase) {
    var random = SeededRandom(seed: 2)
    var rows = which.rows(using: &random, count: 60, hasWeights: false)
    let counts = (0..<60).map { $0 % 4 }
    let repeated = rows.repeated(counts)
    rows.weights = counts.map(Double.init)
    let objective = which.objective
    #expect(objective.baseScores(of: rows.summary(objective)).isEmpty == false)
    #expect(
      objective.baseScores(of: rows.summary(objective))
        == objective.baseScores(of: repeated.summary(objective)))
    let (weighted, many) = (rows.gradients(objective), repeated.gradients(objective))
    for output in 0..<rows.outputCount {
      var place = output * repeated.labels.count
      for row in 0..<60 {
        let own = output * 60 + row
        for _ in 0..<counts[row] {
          let expected = many.gradients[place] * Double(counts[row])
          #expect(abs(weighted.gradients[own] - expected) <= 1e-15 * abs(expected))
          place += 1
        }
      }
    }
  }

  @Test(arguments: ObjectiveCase.pointwise, [false, true])
  func chunksOfRowsHaveTheBitsOfTheWhole(which: ObjectiveCase, hasWeights: Bool) {
    var random = SeededRandom(seed: 3)
    let rows = which.rows(using: &random, count: 150, hasWeights: hasWeights)
    let whole = rows.gradients(which.objective)
    for places in [0..<1, 1..<64, 64..<150, 7..<7] {
      let part = rows.gradients(which.objective, places: places)
      for output in 0..<rows.outputCount {
        let own = output * 150 + places.lowerBound..<output * 150 + places.upperBound
        let of = output * places.count..<(output + 1) * places.count
        #expect(part.gradients[of] == whole.gradients[own])
        #expect(part.hessians[of] == whole.hessians[own])
      }
    }
  }

  /// At the minimum of a loss that has a derivative, the gradients sum to 0.
  @Test(arguments: ObjectiveCase.pointwise, [false, true])
  func theBaseScoreMinimisesTheLossOfAConstant(which: ObjectiveCase, hasWeights: Bool) {
    guard case .summary = which.objective.baseRule else { return }
    var random = SeededRandom(seed: 4)
    var rows = which.rows(using: &random, count: 500, hasWeights: hasWeights)
    let summary = rows.summary(which.objective)
    let bases = which.objective.baseScores(of: summary)
    #expect(bases.count == rows.outputCount)
    rows.scores = bases.flatMap { Array(repeating: $0, count: 500) }
    let (gradients, _) = rows.gradients(which.objective.adapted(to: summary))
    for output in bases.indices {
      let own = gradients[output * 500..<(output + 1) * 500]
      let (sum, size) = own.reduce(into: (0.0, 0.0)) { $0 = ($0.0 + $1, $0.1 + abs($1)) }
      #expect(abs(sum) < 1e-12 * size)
    }
  }

  @Test func losesOfMediansAndQuantilesStartAtQuantiles() {
    let rules = ObjectiveCase.pointwise.compactMap { which -> (String, BaseRule)? in
      guard case .quantiles = which.objective.baseRule else { return nil }
      return (which.testDescription, which.objective.baseRule)
    }
    #expect(
      rules.map(\.0) == [
        "regression_l1", "huber alpha=1.5", "fair fair_c=0.7", "quantile alpha=0.3",
        "quantile alpha=0.1,0.5,0.9", "mape",
      ])
    #expect(
      rules.map(\.1) == [
        .quantiles([0.5], .rowWeight), .quantiles([0.5], .rowWeight),
        .quantiles([0.5], .rowWeight), .quantiles([0.3], .rowWeight),
        .quantiles([0.1, 0.5, 0.9], .rowWeight), .quantiles([0.5], .rowWeightOverLabel),
      ])
  }

  @Test(arguments: ObjectiveCase.pointwise)
  func nothingOverflowsOrIsNoNumber(which: ObjectiveCase) {
    var random = SeededRandom(seed: 5)
    var rows = which.rows(using: &random, count: 144, hasWeights: true)
    let extremes: [Double] = [1e100, -1e100, 351, -351, 710, -746, 1e-300, 0, 40, -40, 1, -1]
    for place in rows.scores.indices { rows.scores[place] = extremes[place % 12] }
    let objective = which.objective
    for place in rows.labels.indices {
      let label = [1e100, -1e100, 1e-300, 0, rows.labels[place]][place % 5]
      if objective.complaint(about: label) == nil { rows.labels[place] = label }
      rows.weights?[place] = [0, 1, 1e30][place % 3]
    }
    let (gradients, hessians) = rows.gradients(objective)
    #expect((gradients + hessians).allSatisfy { $0.isFinite })
    #expect(hessians.allSatisfy { $0 >= 0 })
    #expect(objective.baseScores(of: rows.summary(objective)).allSatisfy { $0.isFinite })
    rows.scores.withUnsafeMutableBufferPointer {
      objective.link.apply(to: $0, outputCount: objective.outputCount)
    }
    #expect(rows.scores.allSatisfy { $0.isFinite })
  }

  @Test func baseScoresAreFiniteWhereAllLabelsAreEqual() {
    for which in ObjectiveCase.pointwise {
      for label in [0.0, 1] where which.objective.complaint(about: label) == nil {
        let rows = OwnedRows(
          scores: Array(repeating: 0, count: 2 * which.objective.outputCount),
          labels: [label, label])
        #expect(
          which.objective.baseScores(of: rows.summary(which.objective)).allSatisfy { $0.isFinite })
      }
    }
  }
}
