import GBDTCore
import GBDTObjectives
import GBDTParameters
import GBDTTestSupport
import Testing

@Suite struct CustomObjectiveTests {
  /// Squared error of each of two outputs.
  private let twice = CustomObjective(
    link: .ascending, outputCount: 2, baseScores: { [$0.weightedLabels.value, 7] },
    complaint: { $0 < 0 ? "is below 0" : nil }
  ) { rows, gradients, hessians in
    for output in 0..<2 {
      for (place, score) in rows.scores(of: output).enumerated() {
        let weight = rows.weights?[place] ?? 1
        gradients[output * rows.count + place] = (score - rows.labels[place]) * weight
        hessians[output * rows.count + place] = weight
      }
    }
  }

  @Test func closuresAreAsked() {
    let rows = OwnedRows(scores: [1, 2, 3, 4], labels: [5, 6], weights: [1, 2])
    let (gradients, hessians) = rows.gradients(twice)
    #expect(gradients == [-4, -8, -2, -4])
    #expect(hessians == [1, 2, 1, 2])
    #expect(twice.baseScores(of: rows.summary(twice)) == [17, 7])
    #expect(twice.complaint(about: -1) == "is below 0")
    #expect(twice.name == .custom)
  }

  @Test func parametersTakeItWhereItsNameStands() {
    var parameters = TrainParameters()
    parameters.objective = .custom
    #expect(parameters.makeObjective(custom: twice).outputCount == 2)
    let rows = OwnedRows(scores: [1, 2], labels: [5, 6])
    #expect(rows.gradients(parameters.makeObjective()).gradients == [0, 0], "a stand-in")
  }

  /// Training refuses infinite derivatives in words; it could not tell what is no number.
  @Test func whatIsNoDerivativeBecomesInfinite() {
    let wild = CustomObjective { _, gradients, hessians in
      _ = gradients.update(fromContentsOf: [.nan, 1, .infinity, 1])
      _ = hessians.update(fromContentsOf: [1, -1, 1, .nan])
    }
    let rows = OwnedRows(scores: [1, 2, 3, 4], labels: [5, 6, 7, 8])
    let (gradients, hessians) = rows.gradients(wild)
    #expect(gradients == [.infinity, 1, .infinity, 1])
    #expect(hessians == [1, .infinity, 1, .infinity])
  }
}
