import Foundation
import GBDTTestSupport
import Testing

/// Real processes and everything that training may be asked for at once: the number of workers does not
/// show.
@Suite struct EveryOptionTests {
  /// Rows with line ends in quotes, missing values, and an identifier that is left out.
  private static func table(rows: Range<Int>) -> String {
    var text = "key,number,kind,weight,price\n"
    for row in rows {
      let number = row * 7919 % 1_009
      let kind = ["red", "\"dark,\nblue\"", "\"say \"\"green\"\"\"", ""][row * 31 % 4]
      let price = number / 9 + kind.count * 5 + row * 17 % 23
      text += "k\(row),\(row % 11 == 0 ? "" : "\(number)"),\(kind),\(row % 4),\(price)\n"
    }
    return text
  }

  /// Files of all sizes, one of them compressed and one without rows.
  private static let run = Result {
    let run = try TaxiRun(rows: 1)
    try run.write(table(rows: 0..<900), to: "a.csv")
    try run.write(table(rows: 900..<903), to: "b.csv")
    _ = try run.command(["gzip", "b.csv"])
    try run.write(table(rows: 0..<0), to: "c.csv")
    try run.write(table(rows: 903..<2_600), to: "d.csv")
    try run.write(table(rows: 3_000..<3_400), to: "valid.csv")
    return run
  }

  private static let words = [
    "train", "--data", "a.csv", "b.csv.gz", "c.csv", "d.csv", "--label", "price", "--weight",
    "weight", "--categorical", "kind", "--valid", "valid.csv", "--progress", "json",
    "num_iterations=200", "num_leaves=15", "learning_rate=0.5", "early_stopping_round=3",
    "metric=rmse,mae", "bagging_fraction=0.7", "bagging_freq=2", "feature_fraction=0.7",
    "is_provide_training_metric=true", "min_data_in_leaf=3", "lambda_l2=1",
  ]

  @Test func everyOption() throws {
    let run = try Self.run.get()
    try run.gbdt(Self.words + ["--model", "alone.gbdt"])
    let alone = try run.bytes("alone.gbdt")
    #expect(try run.gbdt(["inspect", "--model", "alone.gbdt"]).output.contains("early"))
    for count in [1, 2, 3, 5] {
      try run.gbdt(Self.words + ["--model", "\(count).gbdt", "--workers", "\(count)"])
      #expect(try run.bytes("\(count).gbdt") == alone, "\(count) workers")
    }
  }

  @Test func moreWorkersThanRows() throws {
    let run = try Self.run.get()
    for workers in [0, 8] {
      try run.gbdt([
        "train", "--data", "b.csv.gz", "--label", "price", "--model", "few\(workers).gbdt",
        "--workers", "\(workers)", "--progress", "none", "min_data_in_leaf=1",
      ])
    }
    #expect(try run.bytes("few8.gbdt") == run.bytes("few0.gbdt"))
  }

  /// The option comes first, then the environment; 0 is this process alone.
  @Test(
    arguments: [
      ([], "", 0), ([], "0", 0), ([], "2", 2), (["--workers", "0"], "2", 0),
      (["--workers", "1"], "2", 1),
    ] as [([String], String, Int)])
  func whereTheNumberComesFrom(option: [String], environment: String, count: Int) throws {
    let run = try Self.run.get()
    let result = try run.gbdt(
      [
        "train", "--data", "valid.csv", "--label", "price", "--model",
        "from\(option.count)\(environment).gbdt", "--progress", "json", "num_iterations=1",
      ] + option, environment: ["GBDT_WORKERS": environment])
    #expect(result.messages.components(separatedBy: "worker_started").count - 1 == count)
  }
}
