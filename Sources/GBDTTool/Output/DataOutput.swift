internal import Foundation
package import GBDTCore

/// Where a command's data goes: the file of `--output`, or standard output.
package enum DataOutput {
  case standardOutput
  case file(OutputFile)

  /// - Throws: `OutputError` if the file cannot be created.
  package init(path: String?) throws(OutputError) {
    self =
      if let path { .file(try OutputFile(path: path)) } else { .standardOutput }
  }

  /// - Throws: `OutputError`, or `ReaderWentAway` when standard output is a pipe that nobody reads.
  package func write(_ bytes: [UInt8]) throws {
    switch self {
    case .file(let file): try file.write(bytes)
    case .standardOutput:
      guard FileWriting.writeAll(bytes, to: 1) else {
        if errno == EPIPE { throw ReaderWentAway() }
        throw ToolError(
          "Cannot write to standard output: \(String(cString: strerror(errno))).",
          category: .inputOutput)
      }
    }
  }

  /// Puts the file in its place.
  package func commit() throws(OutputError) {
    if case .file(let file) = self { try file.commit() }
  }

  /// `gbdt predict | head` is no failure: the command ends without a word.
  struct ReaderWentAway: Error {}
}
