internal import Foundation
internal import GBDTCore
internal import GBDTData

/// Checks on files to be written, before any work: they can be created, and none is another file of the
/// same call.
enum OutputPaths {
  /// - Parameters:
  ///   - outputs: options with files to write, and the path that each stands for if it is not given.
  ///   - inputs: options with files to read; those with several values may be globs.
  /// - Throws: `OutputError` for a file that cannot be created, `ToolError` for one that is named twice,
  ///   `DataError` for input files that are not there.
  static func check(
    _ arguments: ParsedArguments, outputs: [(option: CommandOption, default: String?)],
    inputs: [CommandOption]
  ) throws {
    var taken: [(description: String, identity: String)] = []
    for option in inputs {
      for path in try files(of: option, arguments) {
        taken.append(("--\(option.name) \(path)", identity(of: path)))
      }
    }
    for (option, standard) in outputs {
      guard let path = arguments.value(option) ?? standard else { continue }
      let description = "--\(option.name) \(path)"
      let identity = identity(of: path)
      if isReplaced(path), let other = taken.first(where: { $0.identity == identity }) {
        throw ToolError("`\(description)` would overwrite the file of `\(other.description)`.")
      }
      taken.append((description, identity))
      try OutputFile.checkCanCreate(path)
    }
  }

  /// The files that an option names; of two values, such as `--from json FILE`, the second is one.
  private static func files(
    of option: CommandOption, _ arguments: ParsedArguments
  ) throws(DataError) -> [String] {
    let values = arguments.values(option)
    switch option.arity {
    case .none: return []
    case .one: return values
    case .two: return Array(values.dropFirst())
    case .many: return values.isEmpty ? [] : try InputFile.files(named: values).map(\.path)
    }
  }

  /// Where a path leads, links followed; the path itself where there is nothing yet.
  static func identity(of path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  }

  /// Whether writing replaces a file: not so for /dev/null and pipes, which several may share.
  private static func isReplaced(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
  }
}
