internal import GBDTCore

/// What every throwing function of this library throws: a code to branch on and a message to show.
public struct GBDTError: Error, Sendable, CustomStringConvertible {
  /// The kinds of failure; each is one exit code of the `gbdt` command.
  public enum Code: String, Sendable, CaseIterable {
    /// A parameter, option or call is wrong whatever the data.
    case usage
    /// Rows, columns, recipes or model files are not what they must be.
    case data
    /// An input file does not exist or cannot be opened.
    case noInput
    /// A defect of this library.
    case `internal`
    /// An output file cannot be created.
    case cannotCreate
    /// Reading or writing failed half-way; the disk may be full.
    case inputOutput
    /// A peer was lost and could not be replaced.
    case tryAgain
    /// A peer could not show that it knows the secret.
    case notAuthorised
    /// The user asked to stop.
    case interrupted
  }

  /// What to branch on.
  public let code: Code
  /// One or more sentences: what went wrong, where, what was expected, how to mend it.
  public let message: String
  /// The error underneath, where there is one.
  public let cause: (any Error)?

  /// An error of this library's own.
  public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }

  /// The message.
  public var description: String { message }

  /// The exit code of the `gbdt` command for this error.
  package var exitCode: Int32 {
    ErrorCategory(rawValue: code.rawValue)?.exitCode ?? ErrorCategory.internal.exitCode
  }

  init(_ error: some DescribedError) {
    self.init(Code(rawValue: error.category.rawValue) ?? .internal, error.message, cause: error)
  }

  /// Runs `body` and puts the file that it is about before its error's message.
  static func naming<Result>(
    _ path: String, _ body: () throws(GBDTError) -> Result
  ) throws(GBDTError) -> Result {
    do throws(GBDTError) {
      return try body()
    } catch {
      throw GBDTError(error.code, "\(path): \(error.message)", cause: error.cause)
    }
  }

  /// Runs `body` and turns its module's error into a `GBDTError`.
  static func wrapping<Result, Failure: DescribedError>(
    _ body: () throws(Failure) -> Result
  ) throws(GBDTError) -> Result {
    do throws(Failure) {
      return try body()
    } catch {
      throw GBDTError(error)
    }
  }
}
