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
    #expect(lines.map { $0.split(separator: " ")[0] } == ["mae", "rmse"])
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
