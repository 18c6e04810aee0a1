import Foundation
import GBDTSchema
import GBDTTestSupport
import Testing

/// What the commands promise about their words, files and messages, on a small table.
@Suite struct CommandProcessTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let rows = (0..<300).map { row in
      "\(row),\(row % 7),\(["a", "b", "c"][row % 3]),\(Double(row % 7) * 2 + Double(row % 3))"
    }
    try write("id,x,zone,y\n" + rows.joined(separator: "\n") + "\n", to: "t.csv")
  }

  private func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: folder.file(name)))
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try folder.bytes(of: name), as: UTF8.self)
  }

  private func gbdt(_ words: String) throws -> BinaryResult {
    try Binary.gbdt.run(
      words.split(separator: " ").map(String.init), in: URL(filePath: folder.path))
  }

  @discardableResult
  private func train(_ words: String = "") throws -> BinaryResult {
    let result = try gbdt(
      "train --data t.csv --label y --ignore id --progress none num_iterations=5 \(words)")
    try #require(result.exitCode == 0, "\(result.messages)")
    return result
  }

  @Test func withoutProgressNothingIsSaid() throws {
    let result = try train()
    #expect(result.messages == "" && result.output == "")
  }

  @Test func jsonProgressIsObjectsOnly() throws {
    let result = try gbdt(
      "train --data t.csv --label y --progress json --valid-fraction 0.3 num_iterations=3")
    let lines = result.messages.split(separator: "\n")
    #expect(lines.count == 3)
    for line in lines { #expect(throws: Never.self) { try JSONValue.parse(Array(line.utf8)) } }
  }

  @Test func commandLineGoesOverTheConfigurationFile() throws {
    try write("num_leaves = 9 # few\neta = 0.3\n", to: "run.conf")
    try train("--config run.conf --learning-rate 0.2 --summary s.json")
    let summary = try text("s.json")
    #expect(summary.contains("\"num_leaves\": 9"))
    #expect(summary.contains("\"learning_rate\": 0.2"))
    try write("num_leafs = 9\n", to: "run.conf")
    let wrong = try gbdt("train --data t.csv --label y --config run.conf")
    #expect(wrong.exitCode == 64)
    #expect(
      wrong.messages == "gbdt train: error: run.conf:1: There is no parameter `num_leafs`. "
        + "Did you mean `num_leaf`?\n")
  }

  @Test(arguments: [
    ("train --data t.csv --label y --model t.csv", "`--model t.csv`", "`--data t.csv`"),
    ("train --data t.csv --label y --summary model.gbdt", "`--summary model.gbdt`", "`--model"),
    ("predict --model model.gbdt --data t.csv --output ./t.csv", "--output", "`--data t.csv`"),
    ("export --model model.gbdt --output model.gbdt", "--output", "`--model model.gbdt`"),
    ("train --data [t].csv --label y --model t.csv", "`--model t.csv`", "`--data t.csv`"),
    ("train --data t.csv --valid t.* --label y --model t.csv", "`--model", "`--data t.csv`"),
    ("report --model model.gbdt --data t.csv --baseline x --output t.csv", "--output", "`--data"),
    ("inspect --model model.gbdt --output model.gbdt", "--output", "`--model model.gbdt`"),
    ("import --from json t.csv --model t.csv", "`--model t.csv`", "`--from t.csv`"),
  ])
  func filesOfTheSameCallAreNotOverwritten(words: String, first: String, second: String) throws {
    try train()
    let before = try text("t.csv")
    let result = try gbdt(words)
    #expect(result.exitCode == 64)
    #expect(result.messages.contains("would overwrite"), "\(result.messages)")
    #expect(result.messages.contains(first) && result.messages.contains(second))
    #expect(try text("t.csv") == before)
  }

  /// A pipe whose reader leaves early, as `| head` does.
  private func gbdtIntoShortPipe(_ words: String, redirection: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.currentDirectoryURL = URL(filePath: folder.path)
    process.arguments = [
      "-c", "{ \"$0\" \(words) \(redirection); echo $? > code; } | head -c 10 > /dev/null",
      Binary.gbdt.url.path,
    ]
    try process.run()
    process.waitUntilExit()
    return try text("code")
  }

  @Test func aReaderThatLeavesEarlyIsNoFailure() throws {
    try train()
    let rows = (0..<50_000).map { "\($0),\($0 % 7),a,1" }
    try write("id,x,zone,y\n" + rows.joined(separator: "\n") + "\n", to: "long.csv")
    let words = "predict --model model.gbdt --data long.csv --keep id,x,zone,y"
    #expect(try gbdtIntoShortPipe(words, redirection: "2> said") == "0\n")
    #expect(try text("said") == "")
  }

  @Test func trainingOutlivesTheReaderOfItsMessages() throws {
    let code = try gbdtIntoShortPipe(
      "train --data t.csv --label y --progress json num_iterations=2000", redirection: "2>&1")
    #expect(code == "0\n")
    #expect(try gbdt("inspect --model model.gbdt --json").exitCode == 0)
  }

  @Test func validationRowsHaveTheTypesOfTraining() throws {
    try write("id,x,zone,y\n1,2,7,3\n2,,8,4\n", to: "valid.csv")
    try train("--valid valid.csv --summary s.json")
    #expect(try text("s.json").contains("\"rows_validation\": 2"))
    try write("x,zone,y\n2.5,a,3\n", to: "valid.csv")
    let wrong = try gbdt("train --data t.csv --label y --ignore id --valid valid.csv")
    #expect(wrong.exitCode == 65)
    #expect(wrong.messages.contains("valid.csv:2: column `x`: `2.5`"), "\(wrong.messages)")
    #expect(wrong.messages.contains("train with `--types x=number`"), "\(wrong.messages)")
  }

  @Test func predictionAdvisesOnlyWhatItHas() throws {
    try train()
    try write("x,zone\n2.5,a\n", to: "new.csv")
    let result = try gbdt("predict --model model.gbdt --data new.csv")
    #expect(result.exitCode == 65)
    #expect(result.messages.contains("train with `--types x=number`"), "\(result.messages)")
    #expect(!result.messages.contains("--bad-rows"), "\(result.messages)")
  }

  @Test func labelsMayHaveFractionsThatTrainingDidNotSee() throws {
    try write(
      "x,y\n" + (0..<60).map { "\($0),\($0 % 9)" }.joined(separator: "\n") + "\n", to: "i.csv")
    try write("x,y\n3,2.5\n4,1\n", to: "halves.csv")
    let trained = try gbdt("train --data i.csv --label y --valid halves.csv --progress none")
    #expect(trained.exitCode == 0, "\(trained.messages)")
    let evaluated = try gbdt("evaluate --model model.gbdt --data halves.csv")
    #expect(evaluated.exitCode == 0, "\(evaluated.messages)")
  }

  @Test func messagesNameWhatTheUserNamed() throws {
    try train()
    let kept = try gbdt("predict --model model.gbdt --data t.csv --keep zine")
    #expect(
      kept.messages
        == "gbdt predict: error: The data have no column `zine`. Did you mean `zone`?\n")
    try write("x;y\n1;2\n", to: "semi.csv")
    let label = try gbdt("train --data semi.csv --label target")
    #expect(
      label.messages
        == "gbdt train: error: The data have no column `target`, which is to be the label, the weight or the like. "
        + "The columns are `x;y`.\n")
    try write("{\"format\": 1,}", to: "m.json")
    let imported = try gbdt("import --from json m.json --model n.gbdt")
    #expect(imported.messages.contains("m.json: line 1, column"), "\(imported.messages)")
    let recipe = try gbdt("train --data t.csv --recipe none.json")
    #expect(
      recipe.messages
        == "gbdt train: error: Cannot open none.json: No such file or directory.\n")
  }

  @Test(arguments: [
    ("--group g --query-file q", "`--group` conflicts with `--query-file`; keep one of them."),
    ("--weight g --weight-file q", "`--weight` conflicts with `--weight-file`; keep one of them."),
    (
      "--init-score g --init-score-file q",
      "`--init-score` conflicts with `--init-score-file`; keep one of them."
    ),
    (
      "--valid-query-file q", "`--valid-query-file` needs `--valid`, whose rows it is about."
    ),
    (
      "--valid t.csv --weight-file q",
      "`--weight-file` needs `--valid-weight-file`: what training rows have, validation rows have, too."
    ),
    (
      "--valid t.csv --valid-weight-file q",
      "`--valid-weight-file` needs `--weight-file`: what training rows have, validation rows have, too."
    ),
    ("--weight-file none", "none: cannot be opened: No such file or directory"),
    ("--weight-file q", "q: has 3 rows, but the data has 300"),
    (
      "--group zome",
      "The data have no column `zome`, which is to be the label, the weight or the like. Did you mean"
        + " `zone`?"
    ),
  ])
  func filesAndColumnsOfRowsThatDoNotFit(words: String, message: String) throws {
    try train()
    try write("100\n50\n50\n", to: "q")
    let run = try gbdt("train --data t.csv --label y --progress none " + words)
    #expect(run.exitCode != 0)
    #expect(run.messages == "gbdt train: error: \(message)\n")
  }

  @Test func anIdentifierIsLeftOutAloud() throws {
    let rows = (0..<1500).map { "k\($0),\($0 % 5),\($0 % 3)" }
    try write("key,x,y\n" + rows.joined(separator: "\n") + "\n", to: "keys.csv")
    let words = "train --data keys.csv --label y --summary s.json num_iterations=1"
    let messages = try gbdt(words).messages
    #expect(messages.contains("left out: `key` looks like an identifier"), "\(messages)")
    #expect(messages.contains("--categorical key keeps it"), "\(messages)")
    #expect(messages.contains("\nnumber: x\n"), "\(messages)")
    let columns = try JSONValue.parse(Array(try text("s.json").utf8))["columns"]
    #expect(
      columns.map { String(decoding: $0.encoded(.compact), as: UTF8.self) }?
        .contains(#""use":"left out: looks like an identifier""#) == true)
    let kept = try gbdt(words + " --categorical key --progress lines")
    #expect(kept.exitCode == 0 && !kept.messages.contains("left out"), "\(kept.messages)")
    #expect(kept.messages.contains("category: key"), "\(kept.messages)")
  }

  /// The fields that design and documentation name.
  @Test func theSummaryIsComplete() throws {
    try train("--valid-fraction 0.3 --summary s.json")
    let summary = try JSONValue.parse(Array(try text("s.json").utf8))
    for key in [
      "rows", "features", "trees", "leaves", "best_iteration", "metrics", "history", "timings",
      "peak_rss_bytes", "peak_anonymous_bytes", "model_sha256", "threads", "workers", "collective",
      "columns",
    ] {
      #expect(summary[key] != nil, "\(key)")
    }
    for key in ["load_s", "bin_s", "train_s", "total_s"] {
      #expect(summary["timings"]?[key] != nil, "\(key)")
    }
  }

  @Test func settingsWithoutEffectAreToldInOneLine() throws {
    try train("--summary s.json fair_c=2 bagging_freq=3")
    let told = ["fair_c (objective=regression)", "bagging_freq (bagging_fraction=1)"]
    let summary = try JSONValue.parse(Array(try text("s.json").utf8))
    #expect(summary["ineffective_parameters"] == .array(told.map { .string($0) }))
    let words = "train --data t.csv --label y --ignore id --progress lines fair_c=2 bagging_freq=3"
    let messages = try gbdt(words).messages
    #expect(
      messages.contains("note: without effect here: \(told[0]), \(told[1])\n"), "\(messages)")
  }

  @Test func keptColumnsStayTheTextTheyAre() throws {
    try train()
    try write("zone,id,x\na,007,1\nb,,2\n", to: "new.csv")
    let result = try gbdt("predict --model model.gbdt --data new.csv --keep id,x")
    let lines = result.output.split(separator: "\n")
    #expect(
      lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).count } == [3, 3, 3])
    #expect(lines[0] == "id,x,prediction")
    #expect(lines[1].hasPrefix("007,1,"))
    #expect(lines[2].hasPrefix(",2,"))
  }

  @Test func contributionsAddUpToTheRawScore() throws {
    try train()
    let raw = try numbers(gbdt("predict --model model.gbdt --data t.csv --kind raw").output)
    let parts = try numbers(
      gbdt("predict --model model.gbdt --data t.csv --kind contributions").output)
    #expect(raw.count == 300 && parts.count == 300)
    for (score, terms) in zip(raw, parts) {
      #expect(abs(terms.reduce(0, +) - score[0]) < 1e-9)
    }
  }

  @Test func leafNumbersHaveAColumnATree() throws {
    try train()
    let result = try gbdt("predict --model model.gbdt --data t.csv --kind leaf --num-iteration 2")
    #expect(result.output.hasPrefix("tree_0,tree_1\n"))
    let tooMany = try gbdt("predict --model model.gbdt --data t.csv --num-iteration 6")
    #expect(tooMany.exitCode == 64)
    #expect(tooMany.messages.contains("5 iterations"), "\(tooMany.messages)")
    #expect(tooMany.output == "")
  }

  @Test func evaluationNamesMetricsInTheOrderGiven() throws {
    try train()
    let lines = try gbdt("evaluate --model model.gbdt --data t.csv --metric l1,rmse")
      .output.split(separator: "\n")
    #expect(lines.map { $0.split(separator: " ")[0] } == ["metric", "mae", "rmse"])
    let table = try gbdt("evaluate --model model.gbdt --data t.csv --metric rmse --bootstrap 20")
      .output.split(separator: "\n")
    #expect(table.map { $0.split(separator: " ").count } == [5, 4], "\(table)")
    let seed = try gbdt("evaluate --model model.gbdt --data t.csv --seed 1")
    #expect(seed.exitCode == 64 && seed.messages.contains("--bootstrap"))
    let twice = try gbdt("evaluate --model model.gbdt --data t.csv --metric mae,l1")
    #expect(twice.exitCode == 64 && twice.messages.contains("`mae` is asked for twice"))
    let json = try gbdt("evaluate --model model.gbdt --data t.csv --json").output
    let rows = try JSONValue.parse(Array(json.utf8))["rows"]
    #expect(rows == .integer(300))
  }

  @Test func inspectShowsTreesAndImportance() throws {
    try train()
    #expect(try gbdt("inspect --model model.gbdt --tree 4").output.hasPrefix("if "))
    let outside = try gbdt("inspect --model model.gbdt --tree 5")
    #expect(outside.exitCode == 64 && outside.messages.contains("from 0 to 4"))
    let overview = try JSONValue.parse(
      Array(try gbdt("inspect --model model.gbdt --json").output.utf8))
    #expect(overview["trees"] == .integer(5))
  }

  private func numbers(_ csv: String) -> [[Double]] {
    csv.split(separator: "\n").dropFirst().map { line in
      line.split(separator: ",").compactMap { Double($0) }
    }
  }
}
