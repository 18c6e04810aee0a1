import GBDTData
import GBDTModel
import GBDTParameters
import GBDTTestSupport
import GBDTTraining
import Testing

/// What nodes say of their rows is what a walk down the tree finds.
@Suite struct RowCountTests {
  /// All missing values lie in rows of weight 0: their side is then nobody's choice, and yet they
  /// are counted where they go.
  @Test(arguments: 0..<40, [false, true])
  func countsAreTheRowsThatArrive(seed: UInt64, missingHaveNoWeight: Bool) throws {
    var random = SeededRandom(seed: 4000 + seed)
    var data = RandomDataset(using: &random, rowCount: 80)
    if missingHaveNoWeight {
      data.weights = (0..<80).map { row in data.bins.contains { $0[row] == 0 } ? 0 : 1 }
      data.weights?[0] = 1
    }
    var parameters = RandomDataset.parameters(using: &random)
    parameters.baggingFraction = 1
    parameters.baggingFreq = 0
    let result = try Trainer(parameters: ValidatedTrainParameters(parameters), threads: 1)
      .train(data.binned)
    for tree in result.trees {
      var counts = [UInt64](repeating: 0, count: tree.nodes.count)
      for row in 0..<data.rowCount {
        for index in data.path(of: row, in: tree) { counts[index] += 1 }
      }
      #expect(tree.nodes.map(\.count) == counts, "seed \(seed)")
    }
  }
}
