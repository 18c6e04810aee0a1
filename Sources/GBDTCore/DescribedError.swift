/// An error that a person can act on: what went wrong, where, what was expected, how to mend it.
///
/// Every module throws one closed type that conforms to this (`DataError`, `RecipeError`, ...). The
/// command line prints `message` and exits with `category.exitCode`; the `GBDT` library wraps it.
package protocol DescribedError: Error, Sendable, CustomStringConvertible {
  var category: ErrorCategory { get }
  /// One or more sentences without a trailing newline, starting with what went wrong.
  var message: String { get }
}

extension DescribedError {
  package var description: String { message }
}

/// The kinds of failure that callers tell apart; each is one exit code of the `gbdt` command.
package enum ErrorCategory: String, Sendable, CaseIterable {
  case usage
  case data
  case noInput
  case `internal`
  case cannotCreate
  case inputOutput
  case tryAgain
  case notAuthorised
  case interrupted

  /// The exit codes of `sysexits.h`, and 130 for an interrupt as shells have it.
  package var exitCode: Int32 {
    switch self {
    case .usage: 64
    case .data: 65
    case .noInput: 66
    case .internal: 70
    case .cannotCreate: 73
    case .inputOutput: 74
    case .tryAgain: 75
    case .notAuthorised: 77
    case .interrupted: 130
    }
  }
}
