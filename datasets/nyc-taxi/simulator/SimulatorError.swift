internal import Glibc

/// What stops a simulation: wrong options, or an output that cannot be written.
struct SimulatorError: Error, Equatable {
  /// One or more sentences without a trailing newline, starting with what went wrong.
  let message: String
  /// An exit status of `sysexits.h`.
  let exitCode: Int32

  static func usage(_ message: String) -> SimulatorError {
    SimulatorError(message: message + " See `nyc-taxi-simulator --help`.", exitCode: 64)
  }

  static func cannotCreate(_ path: String, reason: String) -> SimulatorError {
    SimulatorError(
      message: "Cannot create `\(path)`: \(reason). Choose a folder that exists and is writable.",
      exitCode: 73)
  }

  static func cannotWrite(_ path: String, reason: String) -> SimulatorError {
    SimulatorError(message: "Cannot write to `\(path)`: \(reason).", exitCode: 74)
  }
}

/// Where messages go.
struct StandardError: TextOutputStream {
  mutating func write(_ string: String) {
    var string = string
    // SAFETY: the buffer is used within the closure. A message that cannot be shown is lost.
    string.withUTF8 { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
