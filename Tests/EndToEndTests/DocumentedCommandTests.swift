import Foundation
import GBDTTestSupport
import Testing

/// The commands in the documents do what the documents say, as they stand but for fewer rows and trees.
@Suite struct DocumentedCommandTests {
  /// The indented block of a document that contains `marker`, without the lines that build the project
  /// and find what was built: the tests did that.
  private func script(_ document: String, containing marker: String) throws -> String {
    let text = try String(
      contentsOf: TaxiRun.root.appending(path: document), encoding: .utf8)
    let blocks = text.split(separator: "\n\n").filter { $0.hasPrefix("    ") }
    let block = try #require(blocks.first { $0.contains(marker) }, "\(document) shows \(marker)")
    return
      block.split(separator: "\n")
      .filter { !$0.contains("swift build") && !$0.contains("PATH=") }
      .joined(separator: "\n")
      .replacing(".build/release/", with: "")
      .replacing(/--rows [0-9]+/, with: "--rows 3000")
      .replacing(/num_iterations=[0-9]+/, with: "num_iterations=10")
  }

  @Test func thoseOfTheReadmeRun() throws {
    let run = try TaxiRun(rows: 1)
    try run.link("datasets", to: TaxiRun.root.appending(path: "datasets"))
    let script = try script("README.md", containing: "gbdt train")
    for command in ["train", "report", "evaluate", "predict", "inspect", "export", "import"] {
      #expect(script.contains("gbdt \(command) "), "the README shows gbdt \(command)")
    }
    let printed = try run.command(["bash", "-euo", "pipefail", "-c", script])
    #expect(printed.contains("rmse "))
    #expect(try run.rows("fares.csv").count == 3_000)
    #expect(try run.bytes("again.gbdt") == run.bytes("taxi.gbdt"))
  }

  private static let real = ["adult_train.csv.gz", "adult_test.csv.gz", "covertype_93k.csv.gz"]
    .compactMap { realData("tabular/\($0)") }

  @Test(.enabled(if: real.count == 3, "no ../shared/data"))
  func thoseOfClassesAndRanksRun() throws {
    let run = try TaxiRun(rows: 1)
    for (name, path) in zip(
      ["adult_train.csv.gz", "adult_test.csv.gz", "covertype.csv.gz"], Self.real)
    {
      try run.link(name, to: URL(filePath: path))
    }
    let queries = (0..<400).map { "\($0 % 4) qid:\($0 / 10) 1:\($0 % 4) 2:\($0 % 11)\n" }
    try run.write(queries.joined(), to: "queries.libsvm")
    var printed = ""
    for marker in ["objective=binary", "objective=multiclass", "objective=lambdarank"] {
      let script = try script("README.md", containing: marker)
      printed += try run.command(["bash", "-euo", "pipefail", "-c", script])
    }
    #expect(printed.contains(#/auc +0\.9/#), "\(printed)")
    #expect(printed.contains("baseline: class shares"))
    #expect(try run.text("incomes.csv").hasPrefix("prediction,probability\n"))
    #expect(try !run.bytes("rank.gbdt").isEmpty)
  }

  @Test func thoseOverWorkersRun() throws {
    let run = try TaxiRun(rows: 3_000)
    try run.link("datasets", to: TaxiRun.root.appending(path: "datasets"))
    let script = try script("README.md", containing: "--workers")
    _ = try run.command(["bash", "-euo", "pipefail", "-c", script])
    #expect(try run.bytes("four.gbdt") == run.bytes("one.gbdt"))
  }

  @Test func thatOfCrossValidationRuns() throws {
    let run = try TaxiRun(rows: 1)
    try run.link("datasets", to: TaxiRun.root.appending(path: "datasets"))
    let script = try script("docs/CROSS-VALIDATION.md", containing: "gbdt cv")
    let printed = try run.command(["bash", "-euo", "pipefail", "-c", script])
    #expect(printed.contains("standard error"))
    #expect(try run.rows("unseen.csv").count > 2_500)
  }

  @Test func thoseOfTuningRun() throws {
    let run = try TaxiRun(rows: 1)
    try run.link("datasets", to: TaxiRun.root.appending(path: "datasets"))
    let script = try script("docs/TUNING.md", containing: "gbdt tune")
    let printed = try run.command(["bash", "-euo", "pipefail", "-c", script])
    #expect(printed.contains("4 trials, the best first"))
    #expect(try !run.bytes("tuned.gbdt").isEmpty)
  }

  @Test func thoseOfContinuedTrainingRun() throws {
    let run = try TaxiRun(rows: 1)
    try run.link("datasets", to: TaxiRun.root.appending(path: "datasets"))
    let script = try script("docs/CONTINUED-TRAINING.md", containing: "gbdt refit")
    _ = try run.command(["bash", "-euo", "pipefail", "-c", script])
    let models = try ["january", "february", "refitted"].map { try run.bytes("\($0).gbdt") }
    #expect(Set(models).count == 3)
  }

  @Test func theSimulatorsRuns() throws {
    let run = try TaxiRun(rows: 1)
    let script = try script("datasets/nyc-taxi/README.md", containing: "--rows")
    _ = try run.command(["bash", "-euo", "pipefail", "-c", script])
    #expect(try run.rows("rides.csv").count == 3_000)
  }

  @Test func theMessageOfTheErrorsPageIsReal() throws {
    let run = try TaxiRun(rows: 1)
    try run.write("a,fare_amount\n1,2\n3,\"12,5\"\n", to: "fares.csv")
    let result = try run.result([
      "train", "--data", "fares.csv", "--label", "fare_amount", "--types", "fare_amount=number",
    ])
    #expect(result.exitCode == 65)
    let message = result.messages.replacing("gbdt train: error: ", with: "")
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let page = try String(
      contentsOf: TaxiRun.root.appending(path: "docs/ERRORS.md"), encoding: .utf8)
    #expect(
      page.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(message),
      "\(message)")
  }

  /// What the documents link to is there.
  @Test(arguments: [
    "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "datasets/nyc-taxi/README.md",
    "docs/ARCHITECTURE.md", "docs/DISTRIBUTED.md", "docs/ERRORS.md",
    "docs/CHECKPOINTS.md", "docs/CROSS-VALIDATION.md", "docs/TUNING.md",
    "docs/MODEL-FORMAT.md", "docs/RECIPE.md",
    "docs/decisions/0003-what-a-model-file-holds.md",
    "docs/decisions/0008-training-over-processes.md",
  ])
  func linksLeadSomewhere(document: String) throws {
    let url = TaxiRun.root.appending(path: document)
    let text = try String(contentsOf: url, encoding: .utf8)
    for link in text.matches(of: /\]\(([^)#:]+)\)/) {
      let target = url.deletingLastPathComponent().appending(path: String(link.1))
      #expect(
        FileManager.default.fileExists(atPath: target.path), "\(document) links to \(link.1)")
    }
  }
}
