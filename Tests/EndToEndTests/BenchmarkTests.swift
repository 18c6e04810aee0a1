import Foundation
import GBDTTestSupport
import Testing

/// `Benchmarks/run` without its peers: gbdt's side of it, and the harness by its own tests.
@Suite struct BenchmarkTests {
  private let folder: TemporaryFolder
  private static let heldOutCount = 300

  /// Rows in files as Benchmarks/peers/row_files.py writes them: the label is a step in the first feature.
  init() throws {
    folder = try TemporaryFolder()
    for (part, count) in [("training", 2_000), ("held-out", Self.heldOutCount)] {
      let first = (0..<count).map { Float($0 % 97) }
      let second = (0..<count).map { Float($0 % 7) }
      try write(first + second, to: "\(part).features")
      try write(first.map { $0 > 40 ? 10 : 20 }, to: "\(part).labels")
      try write(first.map { 1 + $0 / 97 }, to: "\(part).weights")
    }
  }

  private func write(_ values: [Float], to name: String) throws {
    let bytes = values.withUnsafeBytes { Data($0) }
    try bytes.write(to: URL(filePath: folder.file(name)))
  }

  private func doubles(_ name: String) throws -> [Double] {
    try folder.bytes(of: name).withUnsafeBytes { Array($0.bindMemory(to: Double.self)) }
  }

  private func measure(_ command: String, _ options: [String]) throws -> [String: Any] {
    let result = try Binary.gbdtBenchmark.run(
      [command] + options, in: URL(filePath: folder.path))
    try #require(result.exitCode == 0, "\(result.messages)")
    let object = try JSONSerialization.jsonObject(with: Data(result.bytes))
    return try #require(object as? [String: Any])
  }

  @Test func gbdtsSideTrainsAndPredicts() throws {
    let trained = try measure(
      "train",
      [
        "--data", ".", "--trees", "40", "--leaves", "7", "--rate", "0.5", "--bins", "255",
        "--objective", "regression", "--threads", "2", "--predictions", "trained", "--model",
        "model.gbdt",
      ])
    #expect(trained["trees"] as? Int == 40)
    #expect(trained["rows"] as? Int == 2_000)
    #expect(try #require(trained["train_s"] as? Double) > 0)
    let predictions = try doubles("trained")
    #expect(predictions.count == Self.heldOutCount)
    #expect(predictions.enumerated().allSatisfy { abs($1 - ($0 % 97 > 40 ? 10 : 20)) < 0.01 })

    let all = ["--data", ".", "--model", "model.gbdt", "--threads", "2", "--predictions", "again"]
    let predicted = try measure("predict", all)
    #expect(predicted["rows"] as? Int == Self.heldOutCount)
    #expect(try doubles("again") == predictions)
    for variant in ["features", "raw"] {
      let single = try measure("predict-row", all + ["--rows", "50", "--variant", variant])
      #expect(try #require(single["row_us"] as? Double) > 0)
      #expect(try doubles("again") == Array(predictions.prefix(50)))
    }
  }

  @Test func gbdtsSideLoads() throws {
    try folder.write(
      "when,fare,count,name\n1970-01-01 00:01:00 UTC,1.5,3,ab\n1970-01-01 00:00:05 UTC,,4,c\n",
      to: "rides.csv")
    let loaded = try measure("load", ["--data", "rides.csv", "--threads", "2"])
    #expect(loaded["rows"] as? Int == 2)
    let sums = try #require(loaded["sums"] as? [String: Double])
    #expect(sums == ["when": 65, "fare": 1.5, "count": 7, "name": 3])
  }

  @Test(arguments: [
    (["learn"], "usage: gbdt-benchmark"), (["load"], "needs the option `--data`"),
    (["load", "--data", "none.csv"], "none.csv"),
    (["train", "--tree", "3"], "unknown option `--tree`"),
    (["train", "--data"], "needs a value"),
  ])
  func wrongUseIsSaid(arguments: [String], message: String) throws {
    let result = try Binary.gbdtBenchmark.run(arguments, in: URL(filePath: folder.path))
    #expect(result.exitCode == 1)
    #expect(result.messages.contains(message), "\(result.messages)")
  }

  /// The harness needs nothing but Python's standard library, and so do its tests.
  @Test(.enabled(if: Python.canRunTheHarness, "no python3 of version 3.11 or later"))
  func theHarnessPassesItsOwnTests() throws {
    let result = try Python.run(["-m", "unittest", "discover", "-t", ".", "tests"])
    #expect(result.exitCode == 0, "\(result.messages)")
    #expect(result.messages.contains("OK"), "\(result.messages)")
  }

  @Test(.enabled(if: Python.canRunTheHarness, "no python3 of version 3.11 or later"))
  func theCommandExplainsItself() throws {
    let help = try Python.run(["run", "--help"])
    #expect(help.exitCode == 0)
    for option in ["--only", "--rounds", "--seed", "--rows", "--quick", "--scaling", "--output"] {
      #expect(help.output.contains(option))
    }
    let refused = try Python.run(["run", "--only", "nothing"])
    #expect(refused.exitCode == 2)
    #expect(refused.messages.contains("train-taxi"), "\(refused.messages)")
  }

  /// python3 in the folder of the benchmarks.
  private enum Python {
    static let canRunTheHarness =
      (try? run(["-c", "import sys; sys.exit(sys.version_info < (3, 11))"]))?.exitCode == 0

    static func run(_ arguments: [String]) throws -> (
      exitCode: Int32, output: String, messages: String
    ) {
      let process = Process()
      let (output, messages) = (Pipe(), Pipe())
      process.executableURL = URL(filePath: "/usr/bin/env")
      // Without -B the checkout would fill with compiled Python.
      process.arguments = ["python3", "-B"] + arguments
      process.currentDirectoryURL = TaxiRun.root.appending(path: "Benchmarks")
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = output
      process.standardError = messages
      try process.run()
      let texts = [output, messages].map {
        String(decoding: $0.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      }
      process.waitUntilExit()
      return (process.terminationStatus, texts[0], texts[1])
    }
  }
}
