import Foundation
import Testing

/// Real processes that go on from a model: it does not show how many there were.
@Suite struct ContinueTests {
  private static let sampling = [
    "num_iterations=5", "num_leaves=15", "bagging_fraction=0.6", "bagging_freq=2",
    "feature_fraction=0.8", "seed=7",
  ]

  @Test func overWorkersAsAlone() throws {
    let run = try WorkerRun(rows: 4_000, settings: Self.sampling)
    let straight = try run.trained(workers: 0, further: ["num_iterations=10"], to: "straight.gbdt")
    _ = try run.trained(workers: 2, further: [], to: "first.gbdt")
    var bytes: [[UInt8]] = []
    for workers in [0, 1, 2, 3] {
      bytes.append(
        try run.trained(
          workers: workers, further: ["--continue-from", "first.gbdt"], to: "second.gbdt"))
    }
    for (workers, model) in bytes.enumerated() {
      #expect(model == bytes[0], "\(workers) workers")
    }
    // Its predictions are those of ten iterations in one go.
    let predictions = try ["straight.gbdt", "second.gbdt"].map { try run.predictions(of: $0) }
    #expect(predictions[0] == predictions[1] && !straight.isEmpty)
    #expect(run.processesLeft(after: 5).isEmpty)
  }
}
