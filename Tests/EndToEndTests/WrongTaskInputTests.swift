import Foundation
import GBDTTestSupport
import Testing

/// Rows and parameters that do not fit the objective: each ends in a message that names the parameter, or the
/// file and the line, and says what would be right. Over worker processes it is the same message.
@Suite struct WrongTaskInputTests {
  /// Words of `gbdt train` behind `--label y`, its exit code, and what its message must hold.
  private struct Case: Sendable, CustomTestStringConvertible {
    let words: String
    let exitCode: Int32
    let fragments: [String]

    init(_ words: String, _ exitCode: Int32 = 65, _ fragments: String...) {
      self.words = words
      self.exitCode = exitCode
      self.fragments = fragments
    }

    var testDescription: String { words }
  }

  /// 200 rows of x, z, y and w; one of them, in line 43, is another.
  private static func table(
    y: (Int) -> String = { "\($0 % 5)" }, w: (Int) -> String = { _ in "1" }
  ) -> String {
    let rows = (0..<200).map { "\($0 % 17),\($0 % 2 == 0 ? "a" : "b"),\(y($0)),\(w($0))" }
    return "x,z,y,w\n" + rows.joined(separator: "\n") + "\n"
  }

  /// Row 41 has this value.
  private static func odd(_ value: String, otherwise: Int = 0) -> (Int) -> String {
    { $0 == 41 ? value : "\($0 % 5 + otherwise)" }
  }

  private static let files: [(name: String, text: String)] = [
    ("ok.csv", table()),
    ("negative.csv", table(y: odd("-1"))),
    ("quoted.csv", table(y: odd("-1")).replacing("\n0,a,0,1\n", with: "\n0,\"a\nb\",0,1\n\n")),
    ("zeros.csv", table(y: { _ in "0" })),
    ("zero.csv", table(y: odd("0", otherwise: 1))),
    ("share.csv", table(y: { $0 == 41 ? "1.2" : "0.5" })),
    ("three.csv", table(y: { "\($0 % 3)" })),
    ("two.csv", table(y: { $0 % 3 == 0 ? "no" : "yes" })),
    ("one.csv", table(y: { _ in "yes" })),
    ("colours.csv", table(y: { ["r", "g", "b"][$0 % 3] })),
    ("white.csv", table(y: { $0 == 41 ? "white" : ["r", "g", "b"][$0 % 3] })),
    ("nan.csv", table(y: odd("NaN"))),
    ("inf.csv", table(y: odd("inf"))),
    ("gap.csv", table(y: odd(""))),
    ("weight-gap.csv", table(w: { $0 == 41 ? "NaN" : "1" })),
    ("weight-inf.csv", table(w: { $0 == 41 ? "inf" : "1" })),
    ("weight-negative.csv", table(w: { $0 == 41 ? "-1" : "1" })),
    ("weight-zero.csv", table(w: { _ in "0" })),
    ("exposure-zero.csv", table(w: { $0 == 41 ? "0" : "1" })),
    ("queries.csv", table(w: { "\($0 / 10)" })),
    ("half.csv", table(y: odd("1.5"), w: { "\($0 / 10)" })),
    ("forty.csv", table(y: odd("40"), w: { "\($0 / 10)" })),
    ("split.csv", table(w: { $0 == 100 ? "1" : "\($0 / 10)" })),
    ("weights.txt", (0..<200).map { $0 == 41 ? "-1\n" : "1\n" }.joined()),
    ("none.csv", "x,z,y,w\n"),
    ("bad.libsvm", "0 1:2\n1 1:3\n\n-1 1:4 # negative\n0 2:1\n"),
  ]

  private static let labels = [
    Case("negative.csv objective=poisson", 65, "negative.csv:43", "`y`", "-1", "at least 0"),
    // A line break in quotes and a blank line come before.
    Case("quoted.csv objective=poisson", 65, "quoted.csv:45", "row 41"),
    Case("negative.csv objective=tweedie", 65, "negative.csv:43", "at least 0"),
    Case("bad.libsvm --label label objective=poisson", 65, "bad.libsvm:4", "-1"),
    Case("zeros.csv objective=poisson", 65, "all 0", "above 0"),
    Case("zeros.csv objective=gamma", 65, "zeros.csv:2", "above 0"),
    Case("zero.csv objective=gamma", 65, "zero.csv:43", "above 0"),
    Case("share.csv objective=cross_entropy", 65, "share.csv:43", "1.2", "from 0 to 1"),
    Case("three.csv objective=binary", 65, "`y`", "3 distinct values", "objective=multiclass"),
    Case("one.csv objective=binary", 65, "`y`", "`yes` in every row", "two classes"),
    Case("one.csv objective=multiclass", 65, "`y`", "two classes"),
    Case("two.csv", 65, "`y`", "strings", "objective=binary"),
    Case("nan.csv", 65, "nan.csv:43", "`y`", "missing"),
    Case("nan.csv objective=binary", 65, "nan.csv:43", "`y`", "missing"),
    Case("inf.csv", 65, "inf.csv:43", "`y`", "infinite"),
    Case("gap.csv objective=multiclass", 65, "gap.csv:43", "`y`", "missing"),
    Case("ok.csv --valid negative.csv objective=poisson", 65, "negative.csv:43", "at least 0"),
    Case(
      "colours.csv --valid white.csv objective=multiclass", 65, "white.csv:43", "`white`", "`r`"),
    Case("none.csv", 65, "No row is left"),
  ]

  private static let roles = [
    Case("weight-gap.csv --weight w", 65, "weight-gap.csv:43", "`w`"),
    Case("weight-inf.csv --weight w", 65, "weight-inf.csv:43", "`w`", "infinite"),
    Case("weight-negative.csv --weight w", 65, "weight-negative.csv:43", "`w`", "-1", "at least 0"),
    Case("weight-zero.csv --weight w", 65, "weights", "at least one row"),
    Case("exposure-zero.csv --exposure w objective=poisson", 65, "zero.csv:43", "`w`", "above 0"),
    Case("ok.csv --exposure w", 64, "objective=poisson", "--exposure"),
    Case("queries.csv objective=lambdarank", 64, "objective=lambdarank", "--group"),
    Case(
      "split.csv --group w objective=lambdarank", 65, "split.csv:102", "`w`", "adjacent", "sort"),
    Case(
      "queries.csv --valid split.csv --group w objective=lambdarank", 65, "split.csv:102", "sort"),
    Case("ok.csv --weight-file weights.txt", 65, "weights.txt", "row 41", "at least 0"),
    Case("half.csv --group w objective=lambdarank", 65, "half.csv:43", "1.5", "from 0 to 30"),
    Case("forty.csv --group w objective=rank_xendcg", 65, "forty.csv:43", "40", "label_gain"),
    Case("forty.csv --group w objective=lambdarank label_gain=0,1,3,7,15", 65, "from 0 to 4"),
    Case(
      "colours.csv --init-score x,w objective=multiclass", 64, "2 initial scores", "--init-score"),
    Case("ok.csv --init-score x,w", 64, "2 initial scores", "--init-score"),
    Case("ok.csv --init-score x,w objective=quantile alpha=0.1,0.5,0.9", 64, "2 initial", "has 3"),
  ]

  private static let parameters = [
    Case("ok.csv objective=poison", 64, "objective=poison", "`poisson`"),
    Case("ok.csv metric=rsme", 64, "metric=rsme", "`rmse`"),
    Case("ok.csv metric=ndcg@0", 64, "metric=ndcg@0", "whole number from 1"),
    Case("ok.csv metric=auc", 64, "metric=auc", "objective=regression", "rmse"),
    Case("two.csv objective=binary metric=rmse", 64, "metric=rmse", "objective=binary", "auc"),
    Case("queries.csv --group w objective=lambdarank metric=auc", 64, "metric=auc", "ndcg"),
    Case("ok.csv early_stopping_round=5", 64, "early_stopping_round", "--valid"),
    Case("colours.csv objective=multiclass num_class=4", 65, "3 distinct", "num_class=4"),
    Case("colours.csv objective=multiclass num_class=1", 64, "num_class=1", "at least two"),
    Case("two.csv objective=binary num_class=3", 64, "num_class=3", "objective=multiclass"),
    Case(
      "two.csv objective=binary scale_pos_weight=2 is_unbalance=true", 64, "scale_pos_weight=2",
      "is_unbalance"),
    Case("ok.csv objective=quantile alpha=0", 64, "alpha=0", "above 0"),
    Case("ok.csv objective=quantile alpha=1", 64, "alpha=1", "between 0 and 1"),
    Case("ok.csv objective=quantile alpha=NaN", 64, "alpha=NaN", "finite"),
    Case("ok.csv objective=quantile alpha=0.9,0.1", 64, "alpha=0.9,0.1", "ascending"),
    Case("ok.csv objective=huber alpha=0.5,0.9", 64, "objective=huber", "one number"),
    Case("ok.csv objective=tweedie tweedie_variance_power=3", 64, "tweedie_variance_power=3"),
    Case("ok.csv objective=custom", 64, "objective=custom", "closure"),
    Case(
      "two.csv objective=binary metric=auc --valid one.csv", 65, "`auc`", "both classes", "valid"),
  ]

  private static let folder: Result<TaxiRun, any Error> = Result {
    let run = try TaxiRun(rows: 1)
    for (name, text) in files { try run.write(text, to: name) }
    return run
  }

  private static func arguments(_ wrong: Case) -> [String] {
    let words = wrong.words.split(separator: " ").map(String.init)
    return ["train", "--progress", "none", "num_iterations=3", "--data"] + words
      + (words.contains("--label") ? [] : ["--label", "y"])
  }

  @Test(arguments: labels + roles + parameters)
  private func isExplained(_ wrong: Case) throws {
    let run = try Self.folder.get()
    let result = try run.result(Self.arguments(wrong))
    #expect(result.exitCode == wrong.exitCode, "\(result.messages)")
    let message = result.messages.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for fragment in wrong.fragments { #expect(message.contains(fragment), "\(message)") }
    #expect(message.hasPrefix("gbdt train: error: "), "\(message)")
  }

  @Test(arguments: labels + roles)
  private func workersExplainTheSame(_ wrong: Case) throws {
    let run = try Self.folder.get()
    let one = try run.result(Self.arguments(wrong))
    let two = try run.result(Self.arguments(wrong) + ["--workers", "2"])
    #expect(two.exitCode == one.exitCode)
    #expect(two.messages == one.messages)
  }

  /// `cv` divides the rows first, and names those of the file all the same.
  @Test(arguments: [
    ("negative.csv", ["objective=poisson"], "negative.csv:43"),
    ("weight-negative.csv", ["--weight", "w"], "weight-negative.csv:43"),
    ("split.csv", ["--group", "w", "objective=lambdarank"], "split.csv:102"),
  ])
  func crossValidationNamesTheLine(file: String, words: [String], place: String) throws {
    let run = try Self.folder.get()
    let result = try run.result(["cv", "--data", file, "--label", "y"] + words)
    #expect(result.exitCode == 65)
    #expect(result.messages.contains(place), "\(result.messages)")
  }

  @Test func evaluationAndRefitNameTheLine() throws {
    let run = try Self.folder.get()
    let train = ["train", "--label", "y", "num_iterations=3", "--progress", "none"]
    try run.gbdt(train + ["--data", "ok.csv", "--model", "counts.gbdt", "objective=poisson"])
    try run.gbdt(
      train + ["--data", "colours.csv", "--model", "colours.gbdt", "objective=multiclass"])
    for (model, file) in [("counts", "negative.csv"), ("colours", "white.csv")] {
      for words in [["evaluate"], ["refit", "--output", "refitted.gbdt"]] {
        let result = try run.result(words + ["--model", "\(model).gbdt", "--data", file])
        #expect(result.exitCode == 65)
        #expect(result.messages.contains("\(file):43"), "\(result.messages)")
      }
    }
  }

  /// Nothing can be learnt from these, which is no error: the model predicts a constant.
  @Test(arguments: [
    "x,y\n1,2\n", "x,y\n1,2\n2,3\n", "x,y\n1,1\n1,2\n1,3\n1,4\n", "x,y\n,1\n,2\n,3\n",
  ])
  func poorTablesGiveAConstant(text: String) throws {
    let run = try TaxiRun(rows: 1)
    try run.write(text, to: "poor.csv")
    try run.gbdt(["train", "--data", "poor.csv", "--label", "y", "--summary", "s.json"])
    try run.gbdt(["predict", "--model", "model.gbdt", "--data", "poor.csv", "--output", "p.csv"])
    #expect(Set(try run.rows("p.csv")).count == 1)
    #expect(try run.text("s.json").contains("no_split"))
  }
}
