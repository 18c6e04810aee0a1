import Foundation
import GBDTCore
import GBDTTestSupport
import Testing

/// A folder with rides, and `gbdt train` working in it, with workers or without.
final class WorkerRun {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// What all runs of this value have in common, such as `num_leaves=31`.
  let settings: [String]
  private let folder: TemporaryFolder
  private let data: String
  /// Distinguishes the processes of this value's runs from all others.
  private let mark = UUID().uuidString

  /// Simulated rides.
  init(rows: Int, seed: UInt64 = 1, compressed: Bool = false, settings: [String]) throws {
    folder = try TemporaryFolder()
    self.settings = settings
    let made = try Binary.taxiSimulator.run(
      ["--rows", "\(rows)", "--seed", "\(seed)", "--output", "rides.csv"],
      in: URL(filePath: folder.path))
    try #require(made.exitCode == 0, "\(made.messages)")
    if compressed { try Self.compress(folder.file("rides.csv")) }
    data = folder.file(compressed ? "rides.csv.gz" : "rides.csv")
    try makeTemporaryFolder()
  }

  /// Rides of a file; read only.
  init(file: String, settings: [String]) throws {
    folder = try TemporaryFolder()
    data = file
    self.settings = settings
    try makeTemporaryFolder()
  }

  private func makeTemporaryFolder() throws {
    try FileManager.default.createDirectory(
      atPath: folder.file("tmp"), withIntermediateDirectories: true)
  }

  /// Starts training; its messages are JSON lines.
  func start(
    workers: Int, threads: Int = 1, silence: Double = 1, further: [String] = []
  ) throws -> RunningBinary {
    var words = [
      "train", "--data", data, "--recipe",
      Self.root.appending(path: "datasets/nyc-taxi/recipe.json").path, "--model", "model.gbdt",
      "--progress", "json", "num_threads=\(threads)",
    ]
    if workers > 0 { words += ["--workers", "\(workers)", "--worker-timeout", "\(silence)"] }
    return try Binary.gbdt.start(
      words + settings + further,
      environment: ["GBDT_TEST_MARK": mark, "TMPDIR": folder.file("tmp"), "GBDT_WORKERS": ""],
      in: URL(filePath: folder.path))
  }

  /// Trains to the end, requires that it succeeds, and returns the model's bytes.
  func bytes(workers: Int) throws -> [UInt8] {
    let result = try start(workers: workers, silence: 5).wait(timeout: 120)
    try #require(result.exitCode == 0, "\(workers) workers: \(result.messages)")
    return try model()
  }

  /// Trains to the end into a file of this name; parameters in `further` go before those of all runs.
  func trained(workers: Int, further: [String], to name: String) throws -> [UInt8] {
    let given = further.filter { $0.contains("=") }.map { $0.prefix { $0 != "=" } }
    var words = [
      "train", "--data", data, "--recipe",
      Self.root.appending(path: "datasets/nyc-taxi/recipe.json").path, "--model", name,
    ]
    if workers > 0 { words += ["--workers", "\(workers)"] }
    words += settings.filter { setting in !given.contains { setting.hasPrefix($0 + "=") } }
    let result = try Binary.gbdt.run(words + further, in: URL(filePath: folder.path))
    try #require(result.exitCode == 0, "\(workers) workers: \(result.messages)")
    return try folder.bytes(of: name)
  }

  /// Of a model in the folder on this value's rides, as text.
  func predictions(of model: String) throws -> String {
    let result = try Binary.gbdt.run(
      ["predict", "--model", model, "--data", data], in: URL(filePath: folder.path))
    try #require(result.exitCode == 0, "\(result.messages)")
    return result.output
  }

  func model() throws -> [UInt8] { try folder.bytes(of: "model.gbdt") }

  func removeModel() { unlink(folder.file("model.gbdt")) }

  /// Whether the model can be read, and says what is in it.
  func modelIsWhole() throws -> Bool {
    try Binary.gbdt.run(["inspect", "--model", folder.file("model.gbdt")]).exitCode == 0
  }

  /// The rides are gone.
  func removeData() { unlink(data) }

  // MARK: - What is left behind

  /// Processes of this value's runs.
  func processes() -> [Int32] {
    ProcessTable.identifiers().filter { ProcessTable.environment(of: $0)?.contains(mark) ?? false }
  }

  /// Waits until no process of this value's runs is left.
  ///
  /// - Returns: those that are, after `seconds`.
  func processesLeft(after seconds: Double) -> [Int32] {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while true {
      let left = processes()
      if left.isEmpty || .now > deadline { return left }
      usleep(20_000)
    }
  }

  /// Names of files that are neither data nor a finished model.
  func filesLeft() throws -> [String] {
    let known: Set = ["rides.csv", "rides.csv.gz", "model.gbdt", "tmp", "checkpoints"]
    let manager = FileManager.default
    let names = try manager.contentsOfDirectory(atPath: folder.path)
    return try names.filter { !known.contains($0) }
      + ["tmp", "checkpoints"].filter(names.contains).flatMap {
        try manager.contentsOfDirectory(atPath: folder.file($0))
      }
  }

  private static func compress(_ path: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "-1", path]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }
}

/// What the system says of processes.
enum ProcessTable {
  static func identifiers() -> [Int32] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { Int32($0) }
  }

  /// Whether a process leaves Ctrl-C to others: a worker does once it is bound to end with its coordinator.
  static func ignoresInterrupts(_ identifier: Int32) -> Bool {
    let status = text("status", of: identifier) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("SigIgn:") } ?? ""
    let signals = line.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) } ?? 0
    return signals & 1 << UInt64(SIGINT - 1) != 0
  }

  /// Of a process that is there and no zombie.
  static func environment(of identifier: Int32) -> String? {
    text("environ", of: identifier)
  }

  /// A file that the system makes up for a process; nil if it is empty or not there. Read with plain calls:
  /// such files change while they are read, which Foundation does not expect.
  static func text(_ file: String, of identifier: Int32) -> String? {
    guard let bytes = try? WholeFile.bytes(path: "/proc/\(identifier)/\(file)"), !bytes.isEmpty
    else {
      return nil
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// What processes have in the system's shared memory.
enum SharedMemory {
  /// Names that end with one of these numbers and the user's, as OpenMP's do.
  static func files(ofProcesses numbers: [Int32]) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/dev/shm")) ?? []
    return names.filter { name in numbers.contains { name.hasSuffix("_\($0)_\(getuid())") } }
  }
}

extension RunningBinary {
  /// Processes that serve as workers, by rank: the present one of each.
  var workers: [Int: Int32] {
    var workers: [Int: Int32] = [:]
    for line in messages.split(separator: "\n") where line.contains("\"worker_started\"") {
      let numbers = line.split { !$0.isNumber }.compactMap { Int32($0) }
      if numbers.count == 2 { workers[Int(numbers[0])] = numbers[1] }
    }
    return workers
  }

  /// Names of the phases that have begun so far.
  var phases: [String] {
    messages.split(separator: "\n").filter { $0.hasPrefix("{\"event\":\"phase\"") }
      .compactMap { $0.split(separator: "\"").dropLast().last.map { String($0) } }
  }

  /// Iterations completed so far.
  var iterations: Int {
    messages.split(separator: "\n").filter { $0.hasPrefix("{\"iteration\"") }.count
  }
}
