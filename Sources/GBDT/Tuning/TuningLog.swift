internal import GBDTCore
internal import GBDTSchema
internal import Glibc

/// The log of a tuning run: a line of JSON for what is tuned, then one for every trial.
///
/// It is replaced as a whole after each trial, so that there is a good one whenever the run ends. It holds
/// no times and no thread counts: a run that goes on from it ends with the bytes of one that never stopped.
public struct TuningLog: Sendable {
  /// The file.
  public let path: String
  /// Lines that an earlier run has left.
  private let found: [JSONValue]

  /// - Parameters:
  ///   - path: a file to write, or to go on with.
  ///   - resumes: whether to go on with a log that is there, if one is.
  /// - Throws: `.cannotCreate`; `.usage` for a file that is there and not to be gone on with; `.data` for
  ///   one that is no such log.
  public init(_ path: String, resumes: Bool = false) throws(GBDTError) {
    self.path = path
    guard access(path, F_OK) == 0 else {
      found = []
      try GBDTError.wrapping { () throws(OutputError) in try OutputFile.checkCanCreate(path) }
      return
    }
    guard resumes else {
      throw GBDTError(
        .usage,
        "\(path) is there already. Give --resume to go on with it, or another file, or delete it.")
    }
    let text = try GBDTError.wrapping { () throws(InputError) in try WholeFile.text(path: path) }
    var found: [JSONValue] = []
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: true).enumerated()
    {
      do throws(JSONError) {
        found.append(try JSONValue.parse(String(line)))
      } catch {
        throw GBDTError(
          .data, "\(path):\(number + 1): this is no log of `gbdt tune`: \(error.message)")
      }
    }
    self.found = found
  }

  /// The lines of a run that is described by `header`.
  ///
  /// - Throws: `.data` for a log of another run, naming what differs.
  func lines(header: [JSONMember]) throws(GBDTError) -> [JSONValue] {
    guard let first = found.first else { return [] }
    let differing = header.filter { first[$0.key] != $0.value }.map(\.key)
    if !differing.isEmpty {
      throw GBDTError(
        .data,
        "\(path) is the log of another run: it differs in \(differing.joined(separator: ", ")). Give what that "
          + "run was given, or another file.")
    }
    return Array(found.dropFirst())
  }

  /// Replaces the log.
  func write(header: [JSONMember], lines: [JSONValue]) throws(GBDTError) {
    var bytes: [UInt8] = []
    for line in [.object(header)] + lines {
      bytes += line.encoded(.compact)
      bytes.append(UInt8(ascii: "\n"))
    }
    try GBDTError.wrapping { () throws(OutputError) in try OutputFile.write(bytes, to: path) }
  }
}
