internal import Glibc
package import GBDTCore

/// Why a message could not be sent or received.
package enum TransportError: DescribedError, Equatable {
  /// The other end, or this one, ended the connection between two frames.
  case closed
  /// Not a byte moved within the time allowed; `what` was being waited for.
  case timedOut(what: String)
  /// What came is no frame, or not the one expected: a clause such as "the checksum of its header is
  /// wrong".
  case damaged(String)
  /// A call of the operating system failed: which one, and why.
  case system(String)
  /// Another thread asked for the exchange to be given up.
  case interrupted

  /// A failed call, with the reason behind an `errno` value.
  static func system(_ call: String, code: Int32) -> TransportError {
    .system("\(call): \(String(cString: strerror(code)))")
  }

  package var category: ErrorCategory {
    switch self {
    case .closed, .timedOut, .interrupted: .tryAgain
    case .damaged, .system: .inputOutput
    }
  }

  package var message: String {
    switch self {
    case .closed: "The connection to another process was closed."
    case .timedOut(let what):
      "No byte moved in the time allowed while waiting for \(what); the other process is stuck or "
        + "stopped."
    case .damaged(let what): "A message from another process is damaged: \(what)."
    case .system(let what): "Talking to another process failed: \(what)."
    case .interrupted: "The exchange with other processes was given up."
    }
  }
}
