import Foundation
import GBDTTestSupport
import Testing

/// Classes, counts and ranks through all commands: what one command says, the others agree with.
@Suite struct TaskTests {
  /// 600 rows: two numbers and a colour, and what follows from them in four ways; `w` is a weight, `e` an
  /// exposure, `q` a query of ten rows, `s` a start for raw scores.
  private static let table: String = {
    let rows = (0..<600).map { i in
      let (a, b) = (i * 7 % 23, i * i % 31)
      let colour = ["red", "green", "blue"][(i / 3) % 3]
      let isBig = a + b > 28 - i % 5
      let size = a > 15 ? "large" : b > 15 ? "medium" : "small"
      let count = (a + (colour == "red" ? 6 : 0)) * (1 + i % 2) / 6
      let grade = min(4, (a + b + i % 4) / 12)
      return "\(a),\(b),\(colour),\(isBig ? "yes" : "no"),\(size),\(count),\(grade),"
        + "\(1 + i % 3),\(1 + i % 2),\(i / 10),\(Double(i % 7) / 10)"
    }
    return "a,b,colour,big,size,count,grade,w,e,q,s\n" + rows.joined(separator: "\n") + "\n"
  }()

  private static let columns = ["big", "size", "count", "grade", "w", "e", "q", "s"]

  struct Task: Sendable, CustomTestStringConvertible {
    let label: String
    /// Options and parameters beside the label.
    let words: [String]
    /// Columns of predictions.
    let predicted: [String]
    let metric: String

    var hasOffsets: Bool { words.contains("--exposure") || words.contains("--init-score") }

    var testDescription: String { words.joined(separator: " ") }

    /// Words that give the label its role, and keep those of others from being features.
    var roles: [String] {
      let taken = Set(words + [label])
      return ["--label", label, "--ignore"] + [
        columns.filter { !taken.contains($0) }.joined(separator: ",")
      ]
        + words
    }
  }

  static let tasks = [
    Task(
      label: "big", words: ["objective=binary", "--weight", "w"],
      predicted: ["prediction", "probability"], metric: "logloss"),
    Task(
      label: "size", words: ["objective=multiclass", "--weight", "w"],
      predicted: [
        "prediction", "probability_large", "probability_medium", "probability_small",
      ], metric: "multi_logloss"),
    Task(
      label: "count", words: ["objective=poisson", "--exposure", "e"], predicted: ["prediction"],
      metric: "poisson"),
    Task(
      label: "count", words: ["objective=quantile", "alpha=0.1,0.5,0.9"],
      predicted: ["prediction_0.1", "prediction_0.5", "prediction_0.9"], metric: "quantile"),
    Task(
      label: "grade", words: ["objective=lambdarank", "--group", "q"], predicted: ["prediction"],
      metric: "ndcg@5"),
    Task(
      label: "count", words: ["objective=regression", "--init-score", "s"],
      predicted: ["prediction"], metric: "rmse"),
  ]

  private static let growing = [
    "num_iterations=12", "min_data_in_leaf=5", "num_leaves=7", "min_data_per_group=5",
  ]

  private func run() throws -> TaxiRun {
    let run = try TaxiRun(rows: 1)
    try run.write(Self.table, to: "t.csv")
    return run
  }

  @discardableResult
  private func train(_ task: Task, in run: TaxiRun, _ words: String...) throws -> String {
    try run.gbdt(
      ["train", "--data", "t.csv", "--summary", "s.json", "--progress", "none"] + task.roles
        + Self.growing + words)
    return try run.text("s.json")
  }

  /// `gbdt evaluate` on the validation rows says the last value that training said.
  @Test(arguments: tasks)
  func evaluationIsThatOfTraining(task: Task) throws {
    let run = try run()
    let lines = Self.table.split(separator: "\n")
    try run.write(lines[0...400].joined(separator: "\n"), to: "t.csv")
    try run.write(([lines[0]] + lines[401...]).joined(separator: "\n"), to: "v.csv")
    try train(task, in: run, "--valid", "v.csv")
    let evaluated = try run.gbdt([
      "evaluate", "--model", "model.gbdt", "--data", "v.csv", "--json", "--output", "e.json",
    ])
    #expect(evaluated.output.isEmpty)
    #expect(
      try run.python([
        "-c",
        """
        import json
        trained = json.load(open("s.json"))["metrics"]["valid"]["\(task.metric)"]
        evaluated = json.load(open("e.json"))["metrics"]["\(task.metric)"]
        # Offsets are added before the trees there and behind them here.
        bound = 1e-12 if \(task.hasOffsets ? "True" : "False") else 0
        assert abs(trained - evaluated) <= bound, (trained, evaluated)
        print("equal")
        """,
      ]) == "equal\n")
  }

  /// Out-of-fold predictions have the columns of `predict`, and give each fold's metric.
  @Test(arguments: tasks)
  func crossValidates(task: Task) throws {
    let run = try run()
    let result = try run.gbdt(
      ["cv", "--data", "t.csv", "--folds", "3", "--predictions", "p.csv", "--json"] + task.roles
        + Self.growing)
    #expect(result.output.contains("\"name\": \"\(task.metric)\""), "\(result.output)")
    let header = try run.text("p.csv").split(separator: "\n")[0]
    #expect(header == (["row", "fold"] + task.predicted)[...].joined(separator: ","))
    #expect(try run.rows("p.csv").count == 600)
    if task.label == "grade" {
      let folds = try run.rows("p.csv").map {
        $0.split(separator: ",")[0...1].compactMap { Int($0) }
      }
      let byQuery = Dictionary(grouping: folds) { $0[0] / 10 }
      #expect(byQuery.values.allSatisfy { Set($0.map { $0[1] }).count == 1 }, "queries are whole")
    }
    guard task.label == "size" else { return }
    #expect(
      try run.python([
        "-c",
        """
        import csv, json, math
        folds = json.loads('''\(result.output)''')["folds"]
        rows = list(csv.DictReader(open("t.csv")))
        for fold in folds:
          total = weights = 0
          for p in csv.DictReader(open("p.csv")):
            if p["fold"] != str(fold["fold"]): continue
            row = rows[int(p["row"])]
            chances = {k[12:]: float(v) for k, v in p.items() if k.startswith("probability_")}
            assert chances[p["prediction"]] == max(chances.values())
            total -= int(row["w"]) * math.log(chances[row["size"]])
            weights += int(row["w"])
          assert abs(total / weights - fold["metrics"][0]["value"]) < 1e-9
        print("fine")
        """,
      ]) == "fine\n")
  }

  @Test(arguments: tasks)
  func tunes(task: Task) throws {
    let run = try run()
    let result = try run.gbdt(
      ["tune", "--data", "t.csv", "--folds", "2", "--trials", "2", "--best", "best.conf"]
        + task.roles + Self.growing + ["--search", "learning_rate=log:0.05..0.3"])
    #expect(result.output.contains(task.metric), "\(result.output)")
    let words = task.roles.filter { !$0.contains("=") }
    try run.gbdt(
      ["train", "--data", "t.csv", "--config", "best.conf", "--progress", "none"] + words)
  }

  @Test(arguments: ["cv", "tune", "train"])
  func whatHasNoEffectIsSaid(command: String) throws {
    let run = try run()
    let result = try run.gbdt(
      [command, "--data", "t.csv", "--label", "count", "fair_c=2", "num_iterations=2"]
        + (command == "tune" ? ["--trials", "1", "--folds", "2"] : []))
    #expect(
      result.messages.contains("without effect here: fair_c (objective=regression)"),
      "\(result.messages)")
  }

  /// A report on held-out rows has the metrics of training, and baselines that the model beats.
  @Test(arguments: tasks)
  func reports(task: Task) throws {
    let run = try run()
    let summary = try train(task, in: run, "--valid-fraction", "0.3")
    let text = try run.gbdt([
      "report", "--model", "model.gbdt", "--data", "t.csv", "--baseline", "a",
    ]).output
    let lines = text.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 80 }, "\(text)")
    let head = try #require(lines.firstIndex { $0.contains("held-out rows") })
    let name = try #require(lines[head + 1].split(separator: " ").first).lowercased()
    #expect(name == task.metric)
    let values = try lines[(head + 2)...(head + 4)].map {
      try #require($0.dropFirst(38).split(separator: " ").compactMap { Double($0) }.first)
    }
    let found = try #require(
      summary.firstMatch(of: /"metrics": \{"valid": \{"[a-z@0-9_]+": ([-0-9.e]+)/))
    #expect(abs(try #require(Double(found.1)) - values[0]) < 0.001)
    let sign = task.label == "grade" ? -1.0 : 1
    #expect(sign * values[0] < sign * values[1], "\(text)")
    #expect(try run.gbdt(["report", "--model", "model.gbdt", "--data", "t.csv"]).exitCode == 0)
  }

  /// The model's JSON, evaluated by nothing but its description, predicts what `gbdt predict` says.
  @Test(arguments: tasks)
  func anIndependentInterpreterAgrees(task: Task) throws {
    let run = try run()
    try train(task, in: run)
    try run.gbdt(["export", "--model", "model.gbdt", "--format", "json", "--output", "model.json"])
    try run.gbdt(["import", "--from", "json", "model.json", "--model", "again.gbdt"])
    #expect(try run.bytes("again.gbdt") == run.bytes("model.gbdt"))
    for kind in ["features", "raw", "value", "contributions", "leaf"] {
      try run.gbdt([
        "predict", "--model", "model.gbdt", "--data", "t.csv", "--kind", kind, "--output",
        "\(kind).csv",
      ])
    }
    let interpreter = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "if_else_interpreter.py").path
    let raw = try run.python([interpreter, "model.json", "features.csv"])
    #expect(
      raw.replacing(".0 ", with: " ").replacing(".0\n", with: "\n").replacing(" ", with: ",")
        .split(separator: "\n") == (try run.rows("raw.csv")))
    try run.write(
      run.python([interpreter, "model.json", "features.csv", "--predictions"]), to: "i.txt")
    #expect(
      try run.python([
        "-c",
        """
        import csv, json
        model = json.load(open("model.json"))
        outputs, width = model["outputs"], len(model["features"]) + 1
        rows = zip(csv.reader(open("value.csv")), csv.reader(open("raw.csv")),
                   csv.reader(open("contributions.csv")), csv.reader(open("leaf.csv")))
        assert ",".join(next(rows)[0]) == "\(task.predicted.joined(separator: ","))"
        for (value, raw, parts, leaves), line in zip(rows, open("i.txt"), strict=True):
          expected = line.split()
          if "classes" in model: assert value.pop(0) == expected.pop(0)
          assert all(abs(float(a) - float(b)) <= 1e-14 * max(1, abs(float(b)))
                     for a, b in zip(value, expected, strict=True))
          assert len(parts) == outputs * width and len(leaves) == len(model["trees"])
          for k in range(outputs):
            total = sum(map(float, parts[k * width:(k + 1) * width]))
            assert abs(total - float(raw[k])) < 1e-9
        print("fine")
        """,
      ]) == "fine\n")
  }

  @Test func inspectShowsTheClasses() throws {
    let run = try run()
    try train(Self.tasks[1], in: run)
    let text = try run.gbdt(["inspect", "--model", "model.gbdt"]).output
    #expect(text.contains("classes of the label: large, medium, small\n"), "\(text)")
    let json = try run.gbdt(["inspect", "--model", "model.gbdt", "--json"]).output
    #expect(json.contains("\"classes\": [\"large\", \"medium\", \"small\"]"), "\(json)")
  }

  /// The query of LibSVM rows is no feature unless somebody says so.
  @Test(arguments: [[], ["--workers", "2"]])
  func aQueryIsNoFeature(words: [String]) throws {
    let run = try TaxiRun(rows: 1)
    let rows = (0..<300).map { "\($0 % 5) qid:\($0 / 10) 1:\($0 % 7) 2:\($0 % 11)" }
    try run.write(rows.joined(separator: "\n") + "\n", to: "r.libsvm")
    let train =
      [
        "train", "--data", "r.libsvm", "--label", "label", "num_iterations=3", "--summary",
        "s.json",
      ]
      + words
    let printed = try run.gbdt(train).messages
    #expect(printed.contains("the queries are `qid`, which is no feature"), "\(printed)")
    #expect(try run.text("s.json").contains("\"features\": 2,"))
    try run.gbdt(train + ["--group", "qid", "objective=lambdarank"])
    #expect(try run.text("s.json").contains("\"features\": 2,"))
    try run.gbdt(train + ["--categorical", "qid"])
    #expect(try run.text("s.json").contains("\"features\": 3,"))
  }
}
