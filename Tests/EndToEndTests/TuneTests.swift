import Foundation
import GBDTTestSupport
import Testing

/// `gbdt tune` as it is used.
@Suite struct TuneTests {
  private let words = [
    "tune", "--data", "rides.csv", "--recipe", TaxiRun.recipe, "--folds", "2", "--trials", "4",
    "--log", "trials.jsonl", "--best", "best.conf", "num_iterations=12",
  ]

  @Test func findsParametersThatTrainTakes() throws {
    let run = try TaxiRun(rows: 2_000)
    let result = try run.gbdt(
      words + ["--search", "learning_rate=log:0.05..0.5", "num_leaves=int-log:4..31"])
    #expect(result.output.hasPrefix("4 trials, the best first; "))
    #expect(result.output.contains("learning_rate"))
    let configuration = try run.text("best.conf")
    #expect(result.output.hasSuffix("\n" + configuration))
    #expect(
      result.messages.split(separator: "\n").count { $0.hasPrefix("trial ") } == 4,
      "a line a trial: \(result.messages)")
    #expect(try run.rows("trials.jsonl").count == 4)
    try run.train("--config", "best.conf")
    let inspected = try run.gbdt(["inspect", "--model", "model.gbdt", "--json"]).output
    let leaves = try #require(configuration.firstMatch(of: /num_leaves = ([0-9]+)/)?.1)
    #expect(inspected.contains("\"num_leaves\": \(leaves),"))
  }

  @Test func ctrlCKeepsTheLogAndResumeGoesOn() throws {
    let run = try TaxiRun(rows: 5_000)
    try run.gbdt(words + ["--threads", "2"])
    let log = try run.text("trials.jsonl")
    let other = words.map { $0 == "trials.jsonl" ? "again.jsonl" : $0 }
    let running = try run.start(other + ["--threads", "1"])
    try running.wait(until: { $0.messages.contains("trial 2/4") }, timeout: 120)
    running.send(SIGINT)
    let result = try running.wait(timeout: 60)
    if result.exitCode == 130 {
      #expect(result.messages.contains("trials; with --resume the search goes on."))
      #expect(try log.hasPrefix(run.text("again.jsonl")))
    }
    let resumed = try run.gbdt(other + ["--resume"])
    #expect(resumed.messages.contains("from the log"))
    #expect(try run.text("again.jsonl") == log)
  }

  @Test(arguments: [
    (
      ["--search", "num_leaves=int:4..8", "num_leaves=5"],
      "num_leaves=5 conflicts with the search of num_leaves=int:4..8; keep one of them."
    ),
    (
      ["--search", "num_leafs=int:4..8"],
      "num_leafs: There is no such parameter. Did you mean `num_leaf`?"
    ),
    (
      ["--search", "num_leaves=int:8..4"],
      "num_leaves: `8..4` is empty: the first number must be below the second."
    ),
    (["--search", "num_leaves"], "`--search num_leaves` must be PARAMETER=RANGE"),
    (["--space", "space.json"], "space.json: eta: `0.1` is no range;"),
    (["--halving", "some"], "`--halving some` must be one of none, iterations, rows."),
  ])
  func refusesWhatDoesNotFit(options: [String], message: String) throws {
    let run = try TaxiRun(rows: 100)
    try run.write("{\"eta\": \"0.1\"}", to: "space.json")
    let result = try run.result(words + options)
    #expect(result.exitCode == 64)
    #expect(result.output == "")
    #expect(result.messages.contains(message), "\(result.messages)")
  }
}
