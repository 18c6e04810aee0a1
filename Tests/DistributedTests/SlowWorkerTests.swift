import Foundation
import GBDTTestSupport
import Testing

/// A worker that stands still for less than the time in which it may be silent: it is named, and kept.
@Suite struct SlowWorkerTests {
  @Test func aSlowWorkerIsNamedAndKept() throws {
    let run = try WorkerRun(rows: 4_000, settings: ["num_iterations=100", "num_leaves=31"])
    let alone = try run.bytes(workers: 0)
    let training = try run.start(workers: 3, silence: 60)
    try training.wait(until: { $0.iterations >= 2 })
    let worker = try #require(training.workers[1])
    kill(worker, SIGSTOP)
    try training.wait(until: { $0.messages.contains("worker_slow") })
    kill(worker, SIGCONT)
    let result = try training.wait(timeout: 60)
    #expect(result.exitCode == 0, "\(result.messages)")
    let named = result.messages.split(separator: "\n").filter { $0.contains("worker_slow") }
    #expect(
      named == [#"{"event":"worker_slow","worker":1,"phase":"training","seconds":10.0}"#],
      "\(named)")
    #expect(!result.messages.contains("worker_lost"))
    #expect(try run.model() == alone)
  }
}
