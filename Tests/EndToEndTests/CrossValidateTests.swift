import Foundation
import GBDTTestSupport
import Testing

/// `gbdt cv` as it is used.
@Suite struct CrossValidateTests {
  private let words = [
    "cv", "--data", "rides.csv", "--recipe", TaxiRun.recipe, "num_iterations=15", "num_leaves=7",
  ]

  @Test func printsATableForAPerson() throws {
    let run = try TaxiRun(rows: 2_000)
    let result = try run.gbdt(words + ["--folds", "3", "metric=rmse,mae"])
    let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false).map(
      String.init)
    #expect(
      lines[0].wholeMatch(
        of: /3 folds by hash of the row number; \d+ rows tested; 15 iterations/) != nil,
      "\(lines[0])")
    #expect(
      lines[2].split(separator: " ")
        == ["fold", "rows", "trained", "on", "best", "iteration", "rmse", "mae"])
    #expect(lines[3...5].map { $0.prefix(1) } == ["1", "2", "3"])
    #expect(lines[6].isEmpty)
    #expect(
      lines[7...9].map { $0.prefix { $0 != " " } } == ["mean", "deviation", "standard"])
    #expect(
      result.messages.split(separator: "\n").count { $0.hasPrefix("fold ") } == 3,
      "a line a fold: \(result.messages)")
  }

  /// Queries and weights in files beside the rows are those of columns; folds keep queries whole.
  @Test(arguments: ["cv", "tune"]) func takesFilesBesideTheRows(command: String) throws {
    let run = try TaxiRun(rows: 1)
    let sizes = (0..<60).map { 3 + $0 % 7 }
    var text = "x,z,query_file,weight_file,y\n"
    var row = 0
    for (query, size) in sizes.enumerated() {
      for _ in 0..<size {
        let x = row * 7_919 % 101
        text += "\(x),\(row % 13),\(query),\(1 + query % 3),\((x / 20 + row % 2) % 4)\n"
        row += 1
      }
    }
    let lines = text.split(separator: "\n").map { $0.split(separator: ",") }
    try run.write(text, to: "columns.csv")
    try run.write(
      lines.map { "\($0[0]),\($0[1]),\($0[4])\n" }.joined(), to: "rows.csv")
    try run.write(sizes.map { "\($0)\n" }.joined(), to: "rows.query")
    try run.write(lines.dropFirst().map { "\($0[3])\n" }.joined(), to: "rows.weight")
    let settings =
      ["--label", "y", "--folds", "3", "objective=lambdarank", "num_iterations=6"]
      + ["num_leaves=5", "min_data_in_leaf=5"]
      + (command == "tune" ? ["--trials", "3", "--search", "learning_rate=log:0.05..0.5"] : [])
    let files = ["--query-file", "rows.query", "--weight-file", "rows.weight"]
    let beside = try run.gbdt([command, "--data", "rows.csv"] + files + settings)
    let columns = try run.gbdt(
      [command, "--data", "columns.csv", "--group", "query_file", "--weight", "weight_file"]
        + settings)
    #expect(beside.output == columns.output)
    #expect(beside.output.contains("ndcg@5"))
    if command == "cv" { #expect(beside.output.hasPrefix("3 folds by groups of `query_file`")) }
    try run.write("5\n", to: "rows.query")
    let wrong = try run.result([command, "--data", "rows.csv"] + files + settings)
    #expect(wrong.exitCode == 65 && wrong.messages.contains("rows.query"), "\(wrong.messages)")
  }

  @Test func writesTheSameForPrograms() throws {
    let run = try TaxiRun(rows: 2_000)
    let options = [
      "--folds", "3", "--repeats", "2", "--json", "--predictions", "unseen.csv", "--summary",
      "summary.json",
    ]
    let one = try run.gbdt(words + options + ["--threads", "1"])
    let unseen = try run.text("unseen.csv")
    let two = try run.gbdt(words + options + ["--threads", "2"])
    #expect(one.output == two.output)
    #expect(try run.text("unseen.csv") == unseen)
    let records = unseen.split(separator: "\n")
    #expect(records[0] == "row,repeat,fold,prediction")
    // The simulator makes no rows that the recipe drops.
    #expect(records.count > 3_800)
    let checked = try run.python([
      "-c",
      """
      import json, csv, math
      printed = json.loads('''\(one.output)''')
      summary = json.load(open("summary.json"))
      assert printed["folds_by"] == "rows" and printed["fold_count"] == 3
      assert printed["repeats"] == 2 and printed["iteration"] == 15
      values = [f["metrics"][0]["value"] for f in printed["folds"]]
      assert len(values) == 6
      mean = sum(values) / 6
      deviation = math.sqrt(sum((v - mean) ** 2 for v in values) / 5)
      metric = printed["metrics"][0]
      assert metric["name"] == "rmse" and abs(metric["mean"] - mean) < 1e-12
      assert abs(metric["standard_deviation"] - deviation) < 1e-12
      assert summary["metrics"] == printed["metrics"]
      assert len(summary["history"][0]["mean"]) == 15
      fares = {i: float(r["fare_amount"]) for i, r in enumerate(csv.DictReader(open("rides.csv")))}
      for repeat in ("1", "2"):
        for fold in printed["folds"]:
          if str(fold["repeat"]) != repeat: continue
          rows = [r for r in csv.DictReader(open("unseen.csv"))
                  if r["repeat"] == repeat and r["fold"] == str(fold["fold"])]
          assert len(rows) == fold["rows"]
          errors = [(float(r["prediction"]) - fares[int(r["row"])]) ** 2 for r in rows]
          assert abs(math.sqrt(sum(errors) / len(errors)) - fold["metrics"][0]["value"]) < 1e-9
      print("fine")
      """,
    ])
    #expect(checked == "fine\n")
  }

  @Test func testsOnTheFuture() throws {
    let run = try TaxiRun(rows: 2_000)
    let result = try run.gbdt(
      words + ["--time", "pickup_datetime", "--gap", "30d", "--folds", "3"])
    #expect(result.output.hasPrefix("3 folds over time by `pickup_datetime`; "))
    let trained = result.output.split(separator: "\n")[2...4].compactMap {
      Int($0.split(separator: " ")[2])
    }
    #expect(trained == trained.sorted() && trained[0] < trained[1])
  }

  @Test func aColumnOfTheFoldsIsNoFeature() throws {
    let run = try TaxiRun(rows: 1)
    let rows = (0..<200).map { "\($0 % 13),\($0 * 7 % 19),\($0 % 13 * 2)" }
    try run.write("x,host,y\n" + rows.joined(separator: "\n") + "\n", to: "t.csv")
    try run.gbdt([
      "cv", "--data", "t.csv", "--label", "y", "--fold-group", "host", "--summary", "s.json",
      "num_iterations=3",
    ])
    #expect(try run.text("s.json").contains("\"features\": 1,"))
  }

  @Test(arguments: [
    (["--folds", "1"], 64, "`--folds 1` must be an integer from 2 to 1000000."),
    (["--folds", "4000"], 65, "rows for 4000 folds; give more rows or fewer folds."),
    (
      ["--time", "pickup_datetime", "--fold-group", "key"], 64,
      "`--fold-group` conflicts with `--time`; rows are divided in one way."
    ),
    (
      ["--time", "pickup_datetime", "--repeats", "2"], 64,
      "`--repeats` conflicts with `--time`: folds over time are the same each time."
    ),
    (["--gap", "7d"], 64, "`--gap` needs `--time COLUMN`, which says what time is."),
    (
      ["--time", "pickup_datetime", "--gap", "a week"], 64,
      "`--gap a week` must be a time such as 7d, 12h, 30m or 45s, or a number of at least 0."
    ),
    (
      ["--time", "pickup_datetme"], 65,
      "The data has no column `pickup_datetme`. Did you mean `pickup_datetime`?"
    ),
    (["--fold-group", "passenger"], 65, "The data has no column `passenger`."),
  ])
  func refusesWhatDoesNotFit(options: [String], code: Int32, message: String) throws {
    let run = try TaxiRun(rows: 300)
    let result = try run.result(words + options)
    #expect(result.exitCode == code)
    #expect(result.output == "")
    #expect(result.messages.contains(message), "\(result.messages)")
  }

  @Test func ctrlCEndsIt() throws {
    let run = try TaxiRun(rows: 5_000)
    let running = try run.start(
      words.dropLast(2) + ["--progress", "json", "num_iterations=100000"])
    try running.wait(until: { $0.messages.contains("\"iteration\":3,") }, timeout: 120)
    running.send(SIGINT)
    let result = try running.wait(timeout: 60)
    #expect(result.exitCode == 130)
    #expect(result.output == "")
    #expect(
      result.messages.hasSuffix("gbdt cv: error: Cross-validation was interrupted.\n"),
      "\(result.messages.suffix(100))")
  }
}
