import Foundation
import GBDTTestSupport
import Testing

/// Runs that are killed go on, alone or over any number of workers, to the bytes of the straight run.
@Suite struct CheckpointTests {
  private static let settings = [
    "num_iterations=80", "num_leaves=31", "bagging_fraction=0.6", "bagging_freq=3",
    "feature_fraction=0.7", "seed=5",
  ]

  private func arguments(_ run: TaxiRun, workers: Int, _ further: [String] = []) -> [String] {
    [
      "train", "--data", "rides.csv", "--recipe", TaxiRun.recipe, "--valid-fraction", "0.2",
      "--workers", "\(workers)", "--threads", "1", "--progress", "json",
    ] + further + Self.settings
  }

  private func straight(_ run: TaxiRun) throws -> Data {
    try run.gbdt(arguments(run, workers: 0, ["--model", "straight.gbdt"]))
    return try run.bytes("straight.gbdt")
  }

  private func checkpointed(_ run: TaxiRun, workers: Int) -> [String] {
    arguments(
      run, workers: workers, ["--checkpoint", "run", "--checkpoint-every", "1", "--resume"])
  }

  /// The folder of checkpoints is there, and empty.
  private func isEmpty(_ run: TaxiRun, _ name: String = "run") throws -> Bool {
    try FileManager.default.contentsOfDirectory(atPath: run.path(name)).isEmpty
  }

  @Test(arguments: [[0, 0, 0], [0, 3], [3, 2, 1], [2, 0]])
  func killedRunsGoOn(workers: [Int]) throws {
    let run = try TaxiRun(rows: 4_000)
    let expected = try straight(run)
    for (place, count) in workers.enumerated() {
      let training = try run.start(checkpointed(run, workers: count))
      let begun = place == 0 ? "checkpoint_not_found" : "checkpoint_resumed"
      if place < workers.count - 1 {
        let number = Int.random(in: 2...12)
        try training.wait(until: {
          $0.messages.components(separatedBy: "checkpoint_written").count > number
        })
        training.send(SIGKILL)
        #expect(try training.wait().exitCode == 128 + SIGKILL)
        #expect(training.messages.contains(begun))
      } else {
        let result = try training.wait()
        #expect(result.exitCode == 0, "\(result.messages)")
        #expect(result.messages.contains(begun))
      }
    }
    #expect(try run.bytes("model.gbdt") == expected, "workers \(workers)")
    #expect(try isEmpty(run))
  }

  /// At any moment: while reading, while a checkpoint is written, while the model is.
  @Test func killedAtRandomMoments() throws {
    let run = try TaxiRun(rows: 2_000)
    let expected = try straight(run)
    var random = SeededRandom(seed: 20)
    var kills = 0
    var result: BinaryResult
    repeat {
      let workers = [0, 2].randomElement(using: &random) ?? 0
      let training = try run.start(checkpointed(run, workers: workers))
      if kills < 8 {
        usleep(UInt32.random(in: 5_000...700_000, using: &random))
        training.send(SIGKILL)
        kills += 1
      }
      result = try training.wait()
      #expect([0, 128 + SIGKILL].contains(result.exitCode), "\(result.messages)")
    } while result.exitCode != 0
    #expect(try run.bytes("model.gbdt") == expected)
    #expect(try isEmpty(run))
  }

  @Test(arguments: [0, 2]) func interruptedRunsGoOn(workers: Int) throws {
    let run = try TaxiRun(rows: 4_000)
    let expected = try straight(run)
    let keep = ["--checkpoint", "run", "--checkpoint-every", "1000"]
    let training = try run.start(arguments(run, workers: workers, keep))
    try training.wait(until: { $0.messages.contains("\"iteration\":5,") })
    training.send(SIGINT)
    let interrupted = try training.wait()
    #expect(interrupted.exitCode == 130)
    #expect(interrupted.messages.contains("with --resume the run goes on."))
    #expect(try !isEmpty(run))

    let refused = try run.result(arguments(run, workers: 0, keep))
    #expect(refused.exitCode == 64)
    #expect(refused.messages.contains("Give --resume to go on from it"), "\(refused.messages)")
    try run.gbdt(arguments(run, workers: 2 - workers, keep + ["--resume"]))
    #expect(try run.bytes("model.gbdt") == expected)
    #expect(try isEmpty(run))
  }

  @Test func workersThatAreLostForGoodLeaveACheckpoint() throws {
    let run = try TaxiRun(rows: 4_000)
    let expected = try straight(run)
    let keep = ["--checkpoint", "run", "--checkpoint-every", "1000"]
    let training = try run.start(arguments(run, workers: 2, keep))
    try training.wait(until: { $0.messages.contains("\"iteration\":5,") })
    // Until it ends.
    try? training.wait(until: { training in
      for child in Self.children(of: training.processIdentifier) { kill(child, SIGKILL) }
      return false
    })
    let given = try training.wait()
    #expect(given.exitCode == 75, "\(given.messages)")
    let last = given.messages.split(separator: "\n").last ?? ""
    #expect(last.contains("Worker ") && last.contains("while "), "\(last)")
    #expect(
      last.contains(
        #/run/checkpoint.gbdt has the first \d+ iterations; with --resume the run goes/#),
      "\(last)")
    try run.gbdt(arguments(run, workers: 0, keep + ["--resume"]))
    #expect(try run.bytes("model.gbdt") == expected)
  }

  private static func children(of process: Int32) -> [Int32] {
    let path = "/proc/\(process)/task/\(process)/children"
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return text.split(separator: " ").compactMap { Int32($0) }
  }

  @Test(arguments: [0, 2]) func whatCannotBeWrittenIsSaid(workers: Int) throws {
    let run = try TaxiRun(rows: 4_000)
    let expected = try straight(run)
    // Files of this shell's programs may have so many blocks of 1024 bytes: room for a few trees, and for
    // what they say but of iterations.
    let command = (["gbdt"] + checkpointed(run, workers: workers)).joined(separator: " ")
    let text = try run.command([
      "bash", "-c",
      "ulimit -f 24; \(command) 2>&1 | grep -v '\"iteration\"'; echo \"exit ${PIPESTATUS[0]}\"",
    ])
    #expect(text.contains("{\"event\":\"checkpoint_written\""))
    #expect(text.components(separatedBy: "{\"event\":\"checkpoint_failed\"").count == 2, "\(text)")
    #expect(text.contains("File too large"), "\(text)")
    #expect(text.hasSuffix("exit 74\n"), "\(text)")
    #expect(!text.contains("worker_lost"), "\(text)")
    try run.gbdt(checkpointed(run, workers: 2 - workers))
    #expect(try run.bytes("model.gbdt") == expected)
  }

  @Test func wrongUse() throws {
    let run = try TaxiRun(rows: 50)
    func message(_ further: [String], code: Int32) throws -> String {
      let result = try run.result(arguments(run, workers: 0, further))
      #expect(result.exitCode == code, "\(result.messages)")
      return result.messages
    }
    #expect(try message(["--resume"], code: 64).contains("`--resume` needs `--checkpoint DIR`"))
    #expect(
      try message(["--checkpoint-every", "2"], code: 64)
        .contains("`--checkpoint-every` needs `--checkpoint DIR`"))
    #expect(
      try message(["--checkpoint", "run", "--checkpoint-every", "0"], code: 64)
        .contains("must be an integer from 1"))
    #expect(
      try message(["--checkpoint", "no/run"], code: 73).contains("Give a folder in one that is"))
    #expect(try message(["--checkpoint", "rides.csv"], code: 73).contains("Not a directory"))
    #expect(
      try message(["--checkpoint", ".", "--model", "checkpoint.gbdt"], code: 64)
        .contains("is the checkpoint's file; give another one."))
  }
}
