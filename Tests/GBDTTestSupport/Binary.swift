package import Foundation

/// The programs of this package as processes, for tests of what users run.
package enum Binary: String, Sendable, CaseIterable {
  case gbdt
  case taxiSimulator = "nyc-taxi-simulator"
  case trainOnArrays = "train-on-arrays"
  case trainingCallbacks = "training-callbacks"
  case customLoss = "custom-loss"
  case gbdtBenchmark = "gbdt-benchmark"

  /// The built program, beside the test bundle: both were built for this run.
  package var url: URL {
    // /proc/self/exe, because the bundle's own path depends on who started it.
    let test = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    return test.deletingLastPathComponent().appending(path: rawValue)
  }

  /// Runs the program to its end.
  ///
  /// - Parameters:
  ///   - input: its standard input; nil: empty.
  ///   - environment: added to this process's.
  ///   - folder: its working folder; nil: this process's.
  ///   - timeout: seconds after which it is killed.
  /// - Throws: `BinaryError` if it cannot be started or does not end in time.
  package func run(
    _ arguments: [String], input: String? = nil, environment: [String: String] = [:],
    in folder: URL? = nil, timeout: Double = 60
  ) throws -> BinaryResult {
    try start(arguments, input: input, environment: environment, in: folder).wait(timeout: timeout)
  }

  /// Starts the program and returns at once.
  ///
  /// - Throws: `BinaryError` if it cannot be started.
  package func start(
    _ arguments: [String], input: String? = nil, environment: [String: String] = [:],
    in folder: URL? = nil
  ) throws -> RunningBinary {
    try RunningBinary(
      program: url, arguments: arguments, input: input, environment: environment, folder: folder)
  }
}

/// How a program ended and what it wrote.
package struct BinaryResult: Sendable {
  /// The exit code, or 128 plus the number of the signal that ended it, as shells have it.
  package let exitCode: Int32
  /// Standard output.
  package let bytes: [UInt8]
  /// Standard error as text.
  package let messages: String

  /// Standard output as text.
  package var output: String { String(decoding: bytes, as: UTF8.self) }
}

/// Why a program could not be run to its end.
package struct BinaryError: Error, CustomStringConvertible {
  package let description: String
}

/// A started program. Its output goes to files, so that it never waits for a reader.
package final class RunningBinary {
  private let process = Process()
  private let files: TemporaryFolder
  private let commandLine: String

  init(
    program: URL, arguments: [String], input: String?, environment: [String: String],
    folder: URL?
  ) throws {
    files = try TemporaryFolder()
    commandLine = ([program.lastPathComponent] + arguments).joined(separator: " ")
    process.executableURL = program
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.currentDirectoryURL = folder
    try Data((input ?? "").utf8).write(to: file("input"))
    process.standardInput = try FileHandle(forReadingFrom: file("input"))
    process.standardOutput = try newFile("output")
    process.standardError = try newFile("messages")
    do {
      try Self.withInterruptsDelivered { try process.run() }
    } catch {
      throw BinaryError(description: "cannot start \(program.path): \(error)")
    }
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  /// The number of its process, which may have ended.
  package var processIdentifier: Int32 { process.processIdentifier }

  /// What it has written to standard error so far.
  package var messages: String {
    String(decoding: (try? files.bytes(of: "messages")) ?? [], as: UTF8.self)
  }

  /// Sends it a signal, such as `SIGINT`.
  package func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits until `condition` holds.
  ///
  /// - Throws: `BinaryError` if the program ends first, or after `timeout` seconds.
  package func wait(
    until condition: (RunningBinary) -> Bool, timeout: Double = 60
  ) throws {
    let deadline = ContinuousClock.now + .seconds(timeout)
    while !condition(self) {
      guard process.isRunning, .now < deadline else {
        throw BinaryError(description: "\(commandLine) did not get there; it says: \(messages)")
      }
      usleep(5_000)
    }
  }

  /// Waits for its end; kills it after `timeout` seconds.
  ///
  /// - Throws: `BinaryError` in that case.
  package func wait(timeout: Double = 60) throws -> BinaryResult {
    let deadline = ContinuousClock.now + .seconds(timeout)
    while process.isRunning {
      guard .now < deadline else {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        throw BinaryError(
          description: "\(commandLine) ran for \(timeout) s and was killed; it says: \(messages)")
      }
      usleep(2_000)
    }
    let status = process.terminationStatus
    return BinaryResult(
      exitCode: process.terminationReason == .uncaughtSignal ? 128 + status : status,
      bytes: try files.bytes(of: "output"), messages: messages)
  }

  /// Runs `body` with what a program inherits as a terminal would have it: a shell starts background
  /// jobs, and so perhaps this test run, with SIGINT ignored; threads of Dispatch block signals.
  private static func withInterruptsDelivered(_ body: () throws -> Void) rethrows {
    signal(SIGINT, SIG_DFL)
    var interrupts = sigset_t()
    var previous = sigset_t()
    sigemptyset(&interrupts)
    sigaddset(&interrupts, SIGINT)
    sigaddset(&interrupts, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &interrupts, &previous)
    defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
    try body()
  }

  private func file(_ name: String) -> URL { URL(filePath: files.file(name)) }

  private func newFile(_ name: String) throws -> FileHandle {
    try Data().write(to: file(name))
    return try FileHandle(forWritingTo: file(name))
  }
}
