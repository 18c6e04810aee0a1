import Foundation
import GBDTTestSupport
import Testing

/// Wrong input of every kind ends in a message that says what, where, and how to mend it.
@Suite struct WrongInputTests {
  private static let table = """
    distance,zone,fare
    1.5,a,7.5
    2.5,b,9
    4,a,14.5

    """

  /// Words of `gbdt`, its exit code, and what its message must hold.
  private struct Case: Sendable, CustomTestStringConvertible {
    let arguments: String
    let exitCode: Int32
    let fragments: [String]

    init(_ arguments: String, _ exitCode: Int32, _ fragments: String...) {
      self.arguments = arguments
      self.exitCode = exitCode
      self.fragments = fragments
    }

    var testDescription: String { "gbdt \(arguments)" }
  }

  private static let cases = [
    Case("trian --data t.csv", 64, "trian", "`train`"),
    Case("train --data t.csv --lable fare", 64, "--lable", "label"),
    Case("train --data t.csv", 64, "--label"),
    Case("train --data t.csv --label fare lerning_rate=0.1", 64, "lerning_rate", "`learning_rate`"),
    Case("train --data t.csv --label fare num_leaves=1", 64, "num_leaves=1", "2"),
    Case("train --data t.csv --label fare num_leaves=many", 64, "num_leaves=many"),
    Case(
      "train --data t.csv --label fare bagging_fraction=0.5", 64, "bagging_fraction", "bagging_freq"
    ),
    Case(
      "train --data t.csv --label fare early_stopping_round=5", 64, "early_stopping_round",
      "--valid"),
    Case("train --data t.csv --label far", 64, "far", "`fare`"),
    Case("train --data t.csv --label zone", 65, "zone"),
    Case("train --data missing.csv --label fare", 66, "missing.csv"),
    Case("train --data no-*.csv --label fare", 66, "no-*.csv"),
    Case("train --data t.csv t.csv --label fare", 65, "t.csv"),
    Case("train --data short.csv --label fare", 65, "short.csv:3"),
    Case("train --data long.csv --label fare", 65, "long.csv:3"),
    Case("train --data text.csv --label fare --types distance=number", 65, "text.csv:3", "far"),
    Case("train --data nan.csv --label fare", 65, "nan.csv:3", "fare"),
    Case("train --data time.csv --label fare", 64, "when", "hour("),
    Case("train --data t.csv --label fare --model no/such/folder/m.gbdt", 73, "no/such/folder"),
    Case("train --data t.csv --label fare --recipe bad.json", 65, "bad.json", "line 1"),
    Case("train --data t.csv --recipe typo.json", 65, "distanse", "`distance`"),
    Case("train --data t.csv --recipe ok.json --label zone", 64, "zone", "fare"),
    Case("train --data t.csv --label fare --workers -1", 64, "--workers -1", "from 0 to 64"),
    Case("train --data t.csv --label fare --workers 65", 64, "--workers 65", "from 0 to 64"),
    Case("train --data t.csv --label fare --workers two", 64, "--workers two", "integer"),
    Case("train --data t.csv --label fare --workers 2 --worker-timeout 0", 64, "0.1", "seconds"),
    Case("train --data t.csv --label fare --worker-timeout 9", 64, "--worker-timeout", "--workers"),
    Case("train --data late.csv --label fare", 65, "late.csv:3000", "2 fields"),
    Case("train --data t.csv --recipe none.json", 65, "No row is left", "dropped 3"),
    Case("worker", 64, "gbdt train --workers N"),
    Case("predict --model none.gbdt --data t.csv", 66, "none.gbdt"),
    Case("predict --model t.csv --data t.csv", 65, "t.csv"),
    Case("predict --model m.gbdt --data few.csv", 65, "zone"),
    Case("predict --model m.gbdt --data words.csv", 65, "words.csv:2", "distance"),
    Case("predict --model strict.gbdt --data unseen.csv", 65, "zone", "z"),
    Case("train --data t.csv --continue-from none.gbdt", 66, "none.gbdt"),
    Case("train --data t.csv --continue-from t.csv", 65, "t.csv", "not a gbdt model"),
    Case(
      "train --data t.csv --continue-from m.gbdt objective=poisson", 64, "objective=regression",
      "objective=poisson"),
    Case("train --data t.csv --continue-from m.gbdt --label zone", 64, "--label zone", "`fare`"),
    Case("train --data t.csv --continue-from m.gbdt --recipe ok.json", 64, "differ in `features`"),
    Case(
      "train --data t.csv --continue-from m.gbdt --categorical zone", 64, "--categorical",
      "--continue-from"),
    Case("train --data few.csv --continue-from m.gbdt", 65, "no column `zone`", "training data"),
    Case("train --data text.csv --continue-from m.gbdt", 65, "text.csv:3", "`far`", "distance"),
    Case(
      "train --data t.csv --continue-from m.gbdt --model m.gbdt", 64,
      "would overwrite the file of `--continue-from m.gbdt`"),
    Case("refit --model m.gbdt --data t.csv", 64, "--output FILE", "required"),
    Case("refit --model m.gbdt --data t.csv --output m.gbdt", 64, "would overwrite"),
    Case(
      "refit --model m.gbdt --data t.csv --output r.gbdt --refit-decay-rate 2", 64,
      "from 0.0 to 1.0"),
    Case("refit --model m.gbdt --data few.csv --output r.gbdt", 65, "no column `zone`"),
    Case("export --model m.gbdt --format onnx", 64, "onnx", "json"),
  ]

  private static let folder: Result<TaxiRun, any Error> = Result {
    let run = try TaxiRun(rows: 1)
    try run.write(table, to: "t.csv")
    try run.write(table.replacing("2.5,b,9", with: "2.5,b"), to: "short.csv")
    try run.write(table.replacing("2.5,b,9", with: "2.5,b,9,1"), to: "long.csv")
    try run.write(table.replacing("2.5,b,9", with: "far,b,9"), to: "text.csv")
    try run.write(table.replacing("2.5,b,9", with: "2.5,b,NaN"), to: "nan.csv")
    try run.write("when,fare\n2011-01-01 10:00:00,5\n2011-01-01 11:00:00,6\n", to: "time.csv")
    try run.write("{\"label\": \"fare\",, }", to: "bad.json")
    try run.write(recipe(expression: "distanse * 2"), to: "typo.json")
    try run.write(recipe(expression: "distance * 2"), to: "ok.json")
    try run.write(
      #"{"label": "fare", "drop_rows_where": ["distance > 0"], "features": [{"name": "d", "expr": "distance"}]}"#,
      to: "none.json")
    let rows = (2...3_500).map { $0 == 3_000 ? "1,a" : "\($0),a,\($0)" }
    try run.write("distance,zone,fare\n" + rows.joined(separator: "\n") + "\n", to: "late.csv")
    try run.write("distance\n1\n", to: "few.csv")
    try run.write("distance,zone\nfar,a\n", to: "words.csv")
    try run.write("zone,distance\nz,1\n", to: "unseen.csv")
    let train = [
      "train", "--data", "t.csv", "--label", "fare", "--progress", "none", "min_data_in_leaf=1",
      "min_data_per_group=1",
    ]
    try run.gbdt(train + ["--model", "m.gbdt"])
    try run.gbdt(train + ["--model", "strict.gbdt", "unseen_category=error"])
    return run
  }

  private static func recipe(expression: String) -> String {
    #"{"label": "fare", "features": [{"name": "double", "expr": "\#(expression)"}]}"#
  }

  @Test(arguments: cases)
  private func isExplained(_ wrong: Case) throws {
    let run = try Self.folder.get()
    let result = try run.result(wrong.arguments.split(separator: " ").map(String.init))
    #expect(result.exitCode == wrong.exitCode, "\(result.messages)")
    for fragment in wrong.fragments {
      #expect(result.messages.contains(fragment), "\(result.messages)")
    }
    #expect(result.output.isEmpty)
    #expect(result.messages.contains("error"), "\(result.messages)")
  }

  /// Two processes read the rows, and say what one would say.
  @Test(arguments: cases.filter { $0.arguments.hasPrefix("train") })
  private func workersExplainTheSame(_ wrong: Case) throws {
    let run = try Self.folder.get()
    let words = wrong.arguments.split(separator: " ").map(String.init) + ["--progress", "none"]
    if words.contains("--workers") || words.contains("--worker-timeout") { return }
    let result = try run.result(words, environment: ["GBDT_WORKERS": "2"])
    #expect(result.exitCode == wrong.exitCode)
    #expect(try result.messages == run.result(words).messages)
  }

  @Test func aPipeIsNotForSeveralProcesses() throws {
    let run = try Self.folder.get()
    let script = "gbdt train --data <(cat t.csv) --label fare --workers 2 2>&1 || true"
    let messages = try run.command(["bash", "-c", script])
    #expect(messages.contains("is no regular file"), "\(messages)")
    #expect(messages.contains("train without --workers"), "\(messages)")
  }

  /// A program that uses the library and says no other program is started as a worker of itself.
  @Test func aWorkerStartsNoWorkers() throws {
    let run = try Self.folder.get()
    let result = try run.result(
      ["train", "--data", "t.csv", "--label", "fare", "--workers", "2"],
      environment: ["GBDT_IS_WORKER": "1"])
    #expect(result.exitCode == 64)
    #expect(result.messages.contains("WorkerOptions.program"), "\(result.messages)")
  }

  @Test func theEnvironmentIsCheckedToo() throws {
    let run = try Self.folder.get()
    let words = ["train", "--data", "t.csv", "--label", "fare"]
    for value in ["two", "-1", "65"] {
      let result = try run.result(words, environment: ["GBDT_WORKERS": value])
      #expect(result.exitCode == 64)
      #expect(
        result.messages
          == "gbdt train: error: GBDT_WORKERS=\(value) must be an integer from 0 to 64.\n")
    }
  }

  @Test func anUnseenCategoryIsMissingAndCounted() throws {
    let run = try Self.folder.get()
    let result = try run.gbdt([
      "predict", "--model", "m.gbdt", "--data", "unseen.csv", "--summary", "unseen.json",
    ])
    #expect(result.output.split(separator: "\n").count == 2)
    #expect(try run.text("unseen.json").contains("zone"))
  }

  @Test func columnsAreMatchedByName() throws {
    let run = try Self.folder.get()
    try run.write("zone,extra,distance\na,9,1.5\nb,9,2.5\n", to: "reordered.csv")
    try run.write("distance,zone\n1.5,a\n2.5,b\n", to: "ordered.csv")
    let predictions = try ["reordered.csv", "ordered.csv"].map {
      try run.gbdt(["predict", "--model", "m.gbdt", "--data", $0]).output
    }
    #expect(predictions[0] == predictions[1])
  }

  @Test func badRowsAreSkippedOnRequestAndCounted() throws {
    let run = try Self.folder.get()
    let result = try run.gbdt([
      "train", "--data", "short.csv", "--label", "fare", "--bad-rows", "skip", "--model",
      "skipped.gbdt", "--summary", "skipped.json", "min_data_in_leaf=1",
    ])
    #expect(result.messages.contains("short.csv:3"), "\(result.messages)")
  }
}
