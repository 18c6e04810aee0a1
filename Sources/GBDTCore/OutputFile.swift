internal import Foundation

/// Why a file could not be written.
package struct OutputError: DescribedError, Equatable {
  /// `cannotCreate` or `inputOutput`.
  package let category: ErrorCategory
  package let message: String
}

/// A file that appears under its name only when it is complete.
///
/// Bytes go to a new file beside the final name, which `commit` renames over it: a reader never sees
/// half a file, and a failed or killed run leaves the old one as it was. What is no regular file (a
/// pipe, `/dev/null`) is written directly; a symbolic link stays, and what it names is replaced.
package final class OutputFile {
  /// The path as the caller wrote it: for messages.
  private let path: String
  private let finalPath: String
  /// nil when writing directly.
  private let temporaryPath: String?
  private var descriptor: Int32

  /// - Throws: `cannotCreate`.
  package init(path: String) throws(OutputError) {
    self.path = path
    finalPath = Self.resolvingLinks(path)
    if Self.isSpecial(finalPath) {
      temporaryPath = nil
      descriptor = open(finalPath, O_WRONLY | O_CLOEXEC)
    } else {
      let temporary = "\(finalPath).\(getpid()).partial"
      temporaryPath = temporary
      descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    }
    guard descriptor >= 0 else {
      throw OutputError(
        category: .cannotCreate, message: "Cannot create \(path): \(Self.lastFailure()).")
    }
  }

  /// Finds out early whether the file could be created: before hours of work, not after.
  ///
  /// - Throws: `cannotCreate`.
  package static func checkCanCreate(_ path: String) throws(OutputError) {
    let finalPath = resolvingLinks(path)
    // Opening a pipe would wait for its reader.
    if isSpecial(finalPath), !isFolder(finalPath) { return }
    _ = try OutputFile(path: path)
  }

  /// Writes a whole file, and waits until the disk has it.
  ///
  /// - Throws: `cannotCreate` or `inputOutput`; the file is then as it was before.
  package static func write(_ bytes: [UInt8], to path: String) throws(OutputError) {
    let file = try OutputFile(path: path)
    try file.write(bytes)
    // Pipes and the like have nothing to synchronise, and say so.
    guard fsync(file.descriptor) == 0 || errno == EINVAL || errno == ENOTSUP else {
      throw OutputError(category: .inputOutput, message: "Cannot write \(path): \(lastFailure()).")
    }
    try file.commit()
  }

  /// Appends bytes.
  ///
  /// - Throws: `inputOutput`, such as for a full disk.
  package func write(_ bytes: [UInt8]) throws(OutputError) {
    guard FileWriting.writeAll(bytes, to: descriptor) else {
      throw OutputError(
        category: .inputOutput, message: "Cannot write \(path): \(Self.lastFailure()).")
    }
  }

  /// Closes the file and puts it in its place. Nothing can be written afterwards.
  ///
  /// - Throws: `inputOutput`, such as for a full disk; `cannotCreate` if the name cannot be taken.
  package func commit() throws(OutputError) {
    let closed = close(descriptor) == 0
    descriptor = -1
    guard closed else {
      let reason = Self.lastFailure()
      if let temporaryPath { unlink(temporaryPath) }
      throw OutputError(category: .inputOutput, message: "Cannot write \(path): \(reason).")
    }
    if let temporaryPath, rename(temporaryPath, finalPath) != 0 {
      let reason = Self.lastFailure()
      unlink(temporaryPath)
      throw OutputError(category: .cannotCreate, message: "Cannot create \(path): \(reason).")
    }
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    if let temporaryPath { unlink(temporaryPath) }
  }

  private static func resolvingLinks(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Whether there is something that a rename would destroy instead of write to.
  private static func isSpecial(_ path: String) -> Bool {
    kind(of: path).map { $0 != S_IFREG } ?? false
  }

  private static func isFolder(_ path: String) -> Bool { kind(of: path) == S_IFDIR }

  /// The file type bits; nil where there is nothing.
  private static func kind(of path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }

  private static func lastFailure() -> String { String(cString: strerror(errno)) }
}

/// Writing to file descriptors.
package enum FileWriting {
  /// Writes all bytes, however few the system takes at a time. On false, `errno` says why not.
  package static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        // SAFETY: the rebased slice lies inside `buffer`, which lives for the closure.
        let piece = UnsafeRawBufferPointer(rebasing: rest)
        let count = Foundation.write(descriptor, piece.baseAddress, piece.count)
        if count < 0 {
          if errno == EINTR { continue }
          return false
        }
        rest = rest.dropFirst(count)
      }
      return true
    }
  }
}
