import Foundation
import Testing

/// Real processes: the model does not show how many of them trained it.
@Suite struct EqualModelTests {
  /// Sampling of rows and features.
  private static let sampling = [
    "num_iterations=6", "num_leaves=15", "bagging_fraction=0.6", "bagging_freq=2",
    "feature_fraction=0.8", "seed=7",
  ]

  @Test(arguments: [false, true])
  func simulatedRides(compressed: Bool) throws {
    let run = try WorkerRun(rows: 4_000, compressed: compressed, settings: Self.sampling)
    let alone = try run.bytes(workers: 0)
    for count in [1, 2, 3, 5] {
      #expect(try run.bytes(workers: count) == alone, "\(count) workers")
    }
    #expect(run.processesLeft(after: 5).isEmpty)
    #expect(try run.filesLeft().isEmpty)
  }

  @Test(arguments: ["nyc-taxi/kaggle-train.csv.gz"])
  func realRides(name: String) throws {
    let file = WorkerRun.root.appending(path: "../shared/data").appending(path: name)
      .standardized.path
    guard FileManager.default.fileExists(atPath: file) else {
      print("SKIPPED: EqualModelTests.realRides: there is no ../shared/data/\(name)")
      return
    }
    let run = try WorkerRun(file: file, settings: Self.sampling)
    let alone = try run.bytes(workers: 0)
    for count in [1, 2, 3, 5] {
      #expect(try run.bytes(workers: count) == alone, "\(count) workers")
    }
  }
}
