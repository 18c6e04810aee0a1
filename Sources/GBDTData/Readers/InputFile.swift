internal import GBDTCore
internal import Glibc

/// A file to read, and the argument that named it.
package struct InputFile: Sendable, Equatable {
  package let path: String
  /// The path itself, or the glob that found it.
  let argument: String

  /// The files that arguments name: in the order of the arguments, those of a glob in byte order.
  ///
  /// An argument with `*`, `?` or `[` is a glob unless a file of that very name exists.
  ///
  /// - Throws: `.noInput` for no argument, a glob without a match or a missing file; `.data` for a folder or
  ///   for a file that is named twice (told by device and inode, so links are seen through).
  package static func files(named arguments: [String]) throws(DataError) -> [InputFile] {
    guard !arguments.isEmpty else {
      throw DataError(.noInput, "No input file is given.")
    }
    var files: [InputFile] = []
    var seen: [Identity: InputFile] = [:]
    for argument in arguments {
      for path in try paths(argument) {
        let file = InputFile(path: path, argument: argument)
        if let identity = try file.identity() {
          if let first = seen.updateValue(file, forKey: identity) {
            throw DataError(
              .data, "The same file is given twice: \(first.origin) and \(file.origin).")
          }
        }
        files.append(file)
      }
    }
    return files
  }

  private struct Identity: Hashable {
    let device: UInt64
    let inode: UInt64
  }

  /// "`a.csv`", or "`a.csv` (found by `*.csv`)".
  private var origin: String {
    path == argument ? "`\(path)`" : "`\(path)` (found by `\(argument)`)"
  }

  /// Nil for pipes and devices, which have no content of their own.
  private func identity() throws(DataError) -> Identity? {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw DataError(.noInput, systemMessage("cannot be opened"), at: .init(file: path))
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR:
      throw DataError(
        .data, "is a folder; name the files in it, for example by the glob `\(path)/*.csv`",
        at: .init(file: path))
    case S_IFREG: return Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    default: return nil
    }
  }

  private static func paths(_ argument: String) throws(DataError) -> [String] {
    guard argument.contains(where: { "*?[".contains($0) }), access(argument, F_OK) != 0 else {
      return [argument]
    }
    var found = glob_t()
    defer { globfree(&found) }
    let status = glob(argument, GLOB_ERR | GLOB_NOSORT, nil, &found)
    guard status == 0 else {
      let reason =
        status == GLOB_NOMATCH
        ? "No file matches the glob `\(argument)`."
        : systemMessage("The glob `\(argument)` cannot be expanded")
      throw DataError(.noInput, reason)
    }
    let paths = (0..<Int(found.gl_pathc)).compactMap { i in
      found.gl_pathv[i].map { String(cString: $0) }
    }
    // Not the C library's order, which follows the locale.
    return paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

/// "what: the operating system's reason" for the call that has just failed.
func systemMessage(_ what: String) -> String {
  guard let reason = strerror(errno) else { return what }
  return what + ": " + String(cString: reason)
}
