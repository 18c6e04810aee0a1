import Foundation
import GBDTTestSupport
import Testing

/// Ctrl-C ends training cleanly and keeps the model so far.
@Suite struct InterruptTests {
  @Test(arguments: [0, 2]) func theModelSoFarIsKept(workerCount: Int) throws {
    let run = try TaxiRun(rows: 20_000)
    let training = try run.start([
      "train", "--data", "rides.csv", "--recipe", TaxiRun.recipe, "--progress", "json",
      "--workers", "\(workerCount)", "num_iterations=100000", "num_leaves=255",
    ])
    try training.wait(until: { $0.messages.contains("\"iteration\":3,") }, timeout: 120)
    training.send(SIGINT)
    let result = try training.wait(timeout: 60)
    #expect(result.exitCode == 130, "\(result.messages)")
    let lines = result.messages.split(separator: "\n")
    #expect(
      lines.dropLast().allSatisfy { $0.hasPrefix("{") },
      "with --progress json, only objects and the last error: \(lines.suffix(4))")
    let workers = lines.compactMap { $0.firstMatch(of: /"process":([0-9]+)/)?.1 }
    #expect(workers.count == workerCount)
    for worker in workers.compactMap({ Int32($0) }) {
      #expect(kill(worker, 0) != 0, "no process is left behind")
    }
    let inspected = try run.gbdt(["inspect", "--model", "model.gbdt", "--json"])
    #expect(inspected.output.contains("interrupted"), "\(inspected.output)")
    let predicted = try run.gbdt(["predict", "--model", "model.gbdt", "--data", "rides.csv"])
    #expect(predicted.output.split(separator: "\n").count == 20_001)
  }

  @Test func aRefusedTrainingWritesNothing() throws {
    let run = try TaxiRun(rows: 10)
    let result = try run.result(["train", "--data", "rides.csv", "--label", "fare_amount"])
    #expect(result.exitCode == 64, "a timestamp is no feature: \(result.messages)")
    #expect(throws: (any Error).self) { try run.bytes("model.gbdt") }
  }
}
