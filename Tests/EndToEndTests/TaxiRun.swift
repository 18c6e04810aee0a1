import Foundation
import GBDTTestSupport
import Testing

/// A folder with simulated rides, and the `gbdt` command working in it.
struct TaxiRun {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let recipe = root.appending(path: "datasets/nyc-taxi/recipe.json").path

  private let folder: TemporaryFolder

  /// - Parameter rows: simulated rides in `rides.csv`.
  init(rows: Int = 8_000, seed: Int = 1) throws {
    folder = try TemporaryFolder()
    let made = try Binary.taxiSimulator.run(
      ["--rows", "\(rows)", "--seed", "\(seed)", "--output", "rides.csv"], in: folderURL)
    try #require(made.exitCode == 0, "\(made.messages)")
  }

  private var folderURL: URL { URL(filePath: folder.path) }

  /// Runs `gbdt`, whatever comes of it.
  func result(
    _ arguments: [String], environment: [String: String] = [:]
  ) throws -> BinaryResult {
    try Binary.gbdt.run(arguments, environment: environment, in: folderURL, timeout: 300)
  }

  /// Starts `gbdt` and returns at once.
  func start(_ arguments: [String]) throws -> RunningBinary {
    try Binary.gbdt.start(arguments, in: folderURL)
  }

  /// Runs `gbdt` and requires that it succeeds.
  @discardableResult
  func gbdt(_ arguments: [String], environment: [String: String] = [:]) throws -> BinaryResult {
    let result = try result(arguments, environment: environment)
    try #require(
      result.exitCode == 0, "gbdt \(arguments.joined(separator: " ")): \(result.messages)")
    return result
  }

  /// Trains on the rides with the taxi recipe.
  @discardableResult
  func train(
    _ settings: String..., model: String = "model.gbdt", environment: [String: String] = [:]
  ) throws -> BinaryResult {
    try gbdt(
      ["train", "--data", "rides.csv", "--recipe", Self.recipe, "--model", model] + settings,
      environment: environment)
  }

  func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: folderURL.appending(path: name))
  }

  func text(_ name: String) throws -> String {
    String(decoding: try bytes(name), as: UTF8.self)
  }

  func write(_ text: String, to name: String) throws {
    try write(Data(text.utf8), to: name)
  }

  func write(_ bytes: Data, to name: String) throws {
    try bytes.write(to: folderURL.appending(path: name))
  }

  /// Runs a Python script in the folder, requires that it succeeds, and returns what it prints.
  func python(_ arguments: [String]) throws -> String {
    let python = Process()
    let output = folderURL.appending(path: "python.out")
    try Data().write(to: output)
    python.executableURL = URL(filePath: "/usr/bin/env")
    python.arguments = ["python3"] + arguments
    python.currentDirectoryURL = folderURL
    python.standardInput = FileHandle.nullDevice
    python.standardOutput = try FileHandle(forWritingTo: output)
    try python.run()
    python.waitUntilExit()
    try #require(python.terminationStatus == 0)
    return try text("python.out")
  }

  /// Lines of a CSV file after its header.
  func rows(_ name: String) throws -> [Substring] {
    try text(name).split(separator: "\n").dropFirst().map { $0 }
  }
}

/// Real data beside the project; nil, said loudly, where there is none.
func realData(_ path: String) -> String? {
  let url = TaxiRun.root.appending(path: "../shared/data").appending(path: path).standardized
  return FileManager.default.fileExists(atPath: url.path) ? url.path : nil
}
