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
  func python(_ arguments: [String]) throws -> String { try command(["python3"] + arguments) }

  /// Runs a command of the system in the folder, requires that it succeeds, and returns what it prints.
  /// Commands of this package come first on its path.
  func command(_ arguments: [String]) throws -> String {
    let process = Process()
    let output = folderURL.appending(path: "command.out")
    try Data().write(to: output)
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = arguments
    process.currentDirectoryURL = folderURL
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["PATH": "\(Binary.gbdt.url.deletingLastPathComponent().path):\(Self.path)"]) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return try text("command.out")
  }

  private static let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"

  /// Where a file of the folder is.
  func path(_ name: String) -> String { folderURL.appending(path: name).path }

  /// Makes a name in the folder that stands for something outside of it.
  func link(_ name: String, to target: URL) throws {
    try FileManager.default.createSymbolicLink(
      at: folderURL.appending(path: name), withDestinationURL: target)
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
