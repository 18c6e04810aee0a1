import Foundation
import GBDTTestSupport
import Testing

/// How training goes on and ends, with real processes.
@Suite struct TrainingControlTests {
  private static let settings: [[String]] = [
    [
      "metric=rmse,mae", "eval_freq=4", "early_stopping_round=6", "early_stopping_metric=mae",
      "early_stopping_min_delta=0.02", "learning_rate_schedule=exponential",
      "learning_rate_decay=0.9", "learning_rate=0.4",
    ],
    [
      "is_provide_training_metric=true", "early_stopping_round=3", "early_stopping_set=training",
      "early_stopping_min_delta=0.01", "learning_rate_schedule=cosine", "learning_rate=0.5",
      "learning_rate_end=0.05", "bagging_fraction=0.7", "bagging_freq=2",
    ],
    ["eval_freq=7", "num_iterations=9", "learning_rates=.5,.4,.3,.3,.3,.2,.2,.1,.1"],
  ]

  private func words(_ settings: [String], _ further: [String] = []) -> [String] {
    [
      "train", "--data", "rides.csv", "--recipe", TaxiRun.recipe, "--valid-fraction", "0.2",
      "--progress", "json", "--threads", "1",
    ] + (settings.contains { $0.hasPrefix("num_iterations") } ? [] : ["num_iterations=60"])
      + settings + further
  }

  @Test(arguments: settings)
  func workersAndInterruptionsDoNotShow(settings: [String]) throws {
    let run = try TaxiRun(rows: 3_000)
    let alone = try run.gbdt(words(settings))
    #expect(alone.messages.contains("\"learning_rate\":"))
    let expected = try run.bytes("model.gbdt")
    for workers in ["1", "2", "3"] {
      try run.gbdt(words(settings, ["--model", "\(workers).gbdt", "--workers", workers]))
      #expect(try run.bytes("\(workers).gbdt") == expected, "\(workers) workers")
    }
    let checkpointed = { (workers: String) in
      words(
        settings,
        [
          "--model", "resumed.gbdt", "--checkpoint", "run", "--checkpoint-every", "1", "--resume",
          "--workers", workers,
        ])
    }
    let training = try run.start(checkpointed("0"))
    try training.wait(until: { $0.messages.contains("checkpoint_written") })
    training.send(SIGKILL)
    _ = try training.wait()
    try run.gbdt(checkpointed("2"))
    #expect(try run.bytes("resumed.gbdt") == expected)
  }

  /// Time for some of 100,000 iterations, on any machine.
  @Test(arguments: ["0", "2"]) func aTimeLimitIsKept(workers: String) throws {
    let run = try TaxiRun(rows: 4_000)
    let clock = ContinuousClock()
    var result: BinaryResult?
    let seconds =
      try clock.measure {
        result = try run.gbdt(
          words(
            ["num_iterations=100000", "num_leaves=63", "time_limit=3"],
            ["--workers", workers, "--summary", "s.json", "--checkpoint", "run"]))
      } / .seconds(1)
    // A loaded machine may take its time to write the model and to end.
    #expect(seconds > 1 && seconds < 30, "\(seconds) s")
    #expect(
      try run.text("s.json").contains("\"stop_reason\": \"time_limit\""), "\(result as Any)")
    let inspected = try run.gbdt(["inspect", "--model", "model.gbdt", "--json"])
    #expect(inspected.output.contains("time_limit"))
    // The run can go on; without time it ends where it was.
    try run.gbdt(
      words(
        ["num_iterations=100000", "num_leaves=63", "time_limit=0.001"],
        ["--workers", workers, "--model", "again.gbdt", "--checkpoint", "run", "--resume"]))
    #expect(try run.bytes("again.gbdt") == run.bytes("model.gbdt"))
  }

  @Test(arguments: ["0", "2"]) func withoutTimeThereIsNoModel(workers: String) throws {
    let run = try TaxiRun(rows: 500)
    let result = try run.result(words(["time_limit=0.000001"], ["--workers", workers]))
    #expect(result.exitCode == 64)
    #expect(
      result.messages.contains("was over before the first iteration"), "\(result.messages)")
    #expect(throws: (any Error).self) { try run.bytes("model.gbdt") }
  }
}
