import Foundation
import GBDTTestSupport
import Testing

/// LibSVM text from the command line.
@Suite struct LibSVMTests {
  private static let mushrooms = ["train", "test"].compactMap {
    realData("tabular/agaricus.libsvm.\($0)")
  }
  private static let examples = realData("tabular/lightgbm-examples/regression.train")

  /// 600 rows with the label 2 * f1 + f3 and hardly any entry of f4; some of them in two files.
  private func rows(_ range: Range<Int>) -> String {
    range.map { row in
      let (a, b) = (row % 7, row * row % 5)
      let entries = [(1, a), (3, b)].filter { $0.1 != 0 }.map { " \($0.0):\($0.1)" }
      return "\(2 * a + b)\(entries.joined())\(row == 3 ? " 4:1" : "") # row \(row) \"\n"
    }.joined()
  }

  @Test func workersAndOneProcessMakeOneModel() throws {
    let run = try TaxiRun(rows: 1)
    try run.write(rows(0..<400), to: "a.libsvm")
    try run.write(rows(400..<600), to: "b.libsvm")
    let train = [
      "train", "--data", "*.libsvm", "--label", "label", "num_iterations=30", "min_data_in_leaf=2",
    ]
    let printed = try run.gbdt(train + ["--model", "one.gbdt"]).messages
    #expect(printed.contains("LibSVM text: the label is `label`, the features are f1 to f4"))
    try run.gbdt(train + ["--model", "three.gbdt", "--workers", "3"])
    #expect(try run.bytes("one.gbdt") == run.bytes("three.gbdt"))
    // Rows with fewer and with more features than the training data.
    try run.write("0 1:3\n0 3:2 77:5\n0\n", to: "new.svm")
    try run.gbdt([
      "predict", "--model", "one.gbdt", "--data", "new.svm", "--output", "p.csv", "--keep", "label",
    ])
    let predictions = try run.rows("p.csv").map { line in
      try #require(Double(line.split(separator: ",")[1]))
    }
    #expect(predictions.count == 3)
    #expect(
      zip(predictions, [6.0, 2, 0]).allSatisfy { abs($0 - $1) < 1.5 }, "\(predictions)")
    try run.write("0 0:3 2:2\n", to: "shifted.svm")
    let shifted = try run.gbdt([
      "predict", "--model", "one.gbdt", "--data", "shifted.svm", "--output", "p.csv",
    ])
    #expect(shifted.messages.contains("index 0 occurs"), "\(shifted.messages)")
  }

  @Test func badRowsNameFileAndLine() throws {
    let run = try TaxiRun(rows: 1)
    try run.write(rows(0..<100) + "1 3:1 2:1\n", to: "a.libsvm")
    let train = ["train", "--data", "a.libsvm", "--label", "label", "num_iterations=2"]
    for workers in ["0", "2"] {
      let refused = try run.result(train + ["--workers", workers])
      #expect(refused.exitCode == 65)
      let message = refused.messages.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(
        message.contains("a.libsvm:101: the index of `2:1` is not above the one before it"),
        "\(message)")
      let skipped = try run.gbdt(train + ["--workers", workers, "--bad-rows", "skip"])
      #expect(skipped.messages.contains("skipped 1 bad rows: a.libsvm:101"), "\(skipped.messages)")
    }
    let usage = try run.result(train + ["--no-header"])
    #expect(usage.exitCode == 64 && usage.messages.contains("--no-header"), "\(usage.messages)")
    let base = try run.result(train + ["--index-base", "2"])
    #expect(base.exitCode == 64, "\(base.messages)")
  }

  @Test(.enabled(if: mushrooms.count == 2, "no ../shared/data"))
  func mushroomsAreLearnt() throws {
    let run = try TaxiRun(rows: 1)
    try run.gbdt([
      "train", "--data", Self.mushrooms[0], "--label", "label", "num_iterations=20",
      "learning_rate=0.3",
    ])
    let predict = ["predict", "--model", "model.gbdt", "--data", Self.mushrooms[1]]
    try run.gbdt(predict + ["--output", "p.csv"])
    #expect(try run.rows("p.csv").count == 1_611)
    try run.gbdt([
      "evaluate", "--model", "model.gbdt", "--data", Self.mushrooms[1], "--metric", "rmse",
      "--output", "rmse.txt",
    ])
    let line = try #require(try run.text("rmse.txt").split(separator: "\n").last)
    let rmse = try #require(line.split(separator: " ").last.flatMap { Double($0) })
    #expect(rmse < 0.05)
  }

  @Test(.enabled(if: examples != nil, "no ../shared/data"))
  func examplesOfLightGBMAreRead() throws {
    let run = try TaxiRun(rows: 1)
    for name in ["regression", "binary", "multiclass"] {
      let files = try ["train", "test"].map {
        try #require(realData("tabular/lightgbm-examples/\(name).\($0)"))
      }
      let reading = ["--no-header", "--delimiter", "tab"]
      try run.gbdt(
        ["train", "--data", files[0], "--label", "c0", "num_iterations=5", "--summary", "s.json"]
          + reading)
      #expect(try run.text("s.json").contains("\"features\": 28"))
      try run.gbdt(
        ["predict", "--model", "model.gbdt", "--data", files[1], "--output", "p.csv"] + reading)
      #expect(try run.rows("p.csv").count == 500)
    }
  }
}
