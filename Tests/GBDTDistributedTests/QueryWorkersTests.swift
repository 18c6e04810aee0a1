import Foundation
import GBDT
import GBDTTestSupport
import Testing

@testable import GBDTDistributed

/// Queries stay whole and side files reach the rows that they are about, whatever the number of workers.
@Suite struct QueryWorkersTests {
  private let folder: TemporaryFolder
  private let sizes: [Int]
  private let parameters: Parameters

  enum Source: CaseIterable { case column, files, validation, compressed }

  init() throws {
    folder = try TemporaryFolder()
    var random = SeededRandom(seed: 9)
    // One query that is longer than a worker's part, and many small ones.
    sizes = (0..<40).map { $0 == 20 ? 150 : Int.random(in: 1...6, using: &random) }
    var (rows, weights, scores) = ("query,x,zone,y\n", "", "")
    for (query, size) in sizes.enumerated() {
      for row in 0..<size {
        let x = Int.random(in: 0..<50, using: &random)
        rows += "\"q, \(query)\",\(x),z\(row % 3),\((x + row) % 5)\n"
        weights += "\(1 + query % 3)\n"
        scores += "\(Double(x) / 100)\n"
      }
    }
    try folder.write(rows, to: "rows.csv")
    try folder.write(rows, to: "copy.csv")
    let process = try Process.run(
      URL(filePath: "/usr/bin/env"), arguments: ["gzip", "-1", folder.file("copy.csv")])
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    try folder.write(sizes.map { "\($0)\n" }.joined(), to: "rows.query")
    try folder.write(weights, to: "rows.weight")
    try folder.write(scores, to: "rows.init")
    parameters = try Parameters([
      "objective": "lambdarank", "num_iterations": 4, "num_leaves": 6, "min_data_in_leaf": 5,
      "num_threads": 1,
    ])
  }

  private func files(_ source: Source) -> TrainingFiles {
    var options = LoadOptions()
    if source == .files {
      options.sideFiles.queries = folder.file("rows.query")
      options.sideFiles.weights = folder.file("rows.weight")
      options.sideFiles.initScores = folder.file("rows.init")
    }
    var files = TrainingFiles(
      [folder.file(source == .compressed ? "copy.csv.gz" : "rows.csv")],
      columns: source == .files
        ? .everyColumn(
          label: "y", weight: "weight_file", group: "query_file", initScores: ["init_score_file"],
          ignore: ["query"])
        : .everyColumn(label: "y", group: "query"), options: options)
    if source == .column { files.validationFraction = 0.3 }
    if source == .validation { files.validationPaths = files.paths }
    return files
  }

  private func alone(_ source: Source) throws -> [UInt8] {
    let files = files(source)
    let table = try DataTable.read(files.paths, options: files.options)
    let recipe =
      source == .files
      ? try FeatureRecipe(
        everyColumnOf: table, label: "y", weight: "weight_file", group: "query_file",
        initScores: ["init_score_file"], ignore: ["query"])
      : try FeatureRecipe(everyColumnOf: table, label: "y", group: "query")
    var training = Training(parameters: parameters)
    if source == .column { training.validation = .fraction(0.3) }
    if source == .validation { training.validation = .table(table) }
    return try training.run(on: table, recipe: recipe).model.bytes
  }

  @Test(arguments: Source.allCases) func anyNumberOfWorkers(source: Source) throws {
    let expected = try alone(source)
    for count in [1, 2, 3, 5, 9] {
      var workers = WorkerOptions(count: count)
      workers.threads = 1
      workers.launcher = InProcessLauncher()
      let outcome = try Training(parameters: parameters).run(
        onFiles: files(source), workers: workers)
      #expect(outcome.model.bytes == expected, "\(count) workers")
    }
  }

  /// Workers that are lost while rows move between them, and after.
  @Test(arguments: [0.02, 0.1, 0.3, 0.6]) func lostWorkers(place: Double) throws {
    let expected = try alone(.files)
    let calm = InProcessLauncher()
    var workers = WorkerOptions(count: 3)
    (workers.threads, workers.silenceLimit, workers.launcher) = (1, .seconds(1), calm)
    _ = try Training(parameters: parameters).run(onFiles: files(.files), workers: workers)
    for rank in 0..<3 {
      let offset = Int(place * Double(calm.traffic(ofRank: rank).received))
      workers.launcher = InProcessLauncher { lost, generation in
        var script = WorkerScript()
        if lost == rank, generation == 0 {
          script.disturbance = Disturbance(effect: .cut, direction: .toWorker, offset: offset)
        }
        return script
      }
      let outcome = try Training(parameters: parameters).run(
        onFiles: files(.files), workers: workers)
      #expect(outcome.model.bytes == expected, "worker \(rank)")
    }
  }

  @Test(arguments: [1, 3]) func splitQueriesAreRefused(count: Int) throws {
    let text = "query,x,y\n" + (0..<60).map { "\($0 / 4 % 14),\($0),\($0 % 3)\n" }.joined()
    try folder.write(text, to: "split.csv")
    let expected =
      "\(folder.file("split.csv")):58: column `query`: row 56 (counted from 0): the query `0` turns up again behind others; the rows of"
      + " a query must be adjacent, so sort the data by this column"
    let table = try DataTable.read([folder.file("split.csv")])
    let alone = #expect(throws: GBDTError.self) {
      try Training(parameters: parameters).run(
        on: table, recipe: FeatureRecipe(everyColumnOf: table, label: "y", group: "query"))
    }
    #expect(alone?.message == expected)
    var workers = WorkerOptions(count: count)
    workers.launcher = InProcessLauncher()
    let files = TrainingFiles(
      [folder.file("split.csv")], columns: .everyColumn(label: "y", group: "query"))
    let error = #expect(throws: GBDTError.self) {
      try Training(parameters: parameters).run(onFiles: files, workers: workers)
    }
    #expect(error?.message == expected)
  }

  @Test func sideFilesOfOtherRowsAreRefused() throws {
    try folder.write("1\n2\n", to: "rows.weight")
    var workers = WorkerOptions(count: 2)
    workers.launcher = InProcessLauncher()
    let error = #expect(throws: GBDTError.self) {
      try Training(parameters: parameters).run(onFiles: files(.files), workers: workers)
    }
    let message = "has 2 rows, but the data has \(sizes.reduce(0, +))"
    #expect(error?.message.hasSuffix(message) == true, "\(error?.message ?? "")")
  }
}
