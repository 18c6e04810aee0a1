import GBDTObjectives
import GBDTTestSupport
import Testing

@Suite struct ClassObjectiveTests {
  /// Three negative rows of weight 2 against one positive row of weight 1.
  private let rows = OwnedRows(
    scores: [0, 0, 0, 0], labels: [0, 0, 1, 0], weights: [2, 2, 1, 2])

  @Test func unbalancedClassesCountTheSame() {
    let plain = BinaryObjective(weighting: ClassWeighting(isUnbalance: true))
    let summary = rows.summary(plain)
    let objective = plain.adapted(to: summary)
    #expect(objective.baseScores(of: summary) == [0])
    #expect(rows.gradients(objective).gradients == [1, 1, -3, 1])
    var others = rows
    others.labels = [1, 1, 0, 1]
    let turned = plain.adapted(to: others.summary(plain))
    #expect(others.gradients(turned).gradients == [-1, -1, 3, -1], "the rarer class gains weight")
  }

  @Test func oneClassAloneIsNotWeighted() {
    let plain = BinaryObjective(weighting: ClassWeighting(isUnbalance: true))
    var others = rows
    others.labels = [0, 0, 0, 0]
    let summary = others.summary(plain)
    #expect(others.gradients(plain.adapted(to: summary)).gradients == [1, 1, 0.5, 1])
    #expect(plain.baseScores(of: summary)[0] < -34)
  }

  @Test func oneVersusAllWeighsEachClassOnItsOwn() {
    var rows = OwnedRows(
      scores: Array(repeating: 0, count: 12), labels: [0, 0, 1, 2])
    rows.outputCount = 3
    let plain = MulticlassOVAObjective(
      classCount: 3, weighting: ClassWeighting(isUnbalance: true))
    let (gradients, _) = rows.gradients(plain.adapted(to: rows.summary(plain)))
    #expect(gradients[0..<4] == [-0.5, -0.5, 0.5, 0.5])
    #expect(gradients[4..<8] == [0.5, 0.5, -1.5, 0.5])
    #expect(gradients[8..<12] == [0.5, 0.5, 0.5, -1.5])
  }
}
