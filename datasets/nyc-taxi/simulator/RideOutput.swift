internal import Glibc

/// Where the rows go: standard output, or a file that gets its name only when it is complete.
struct RideOutput: ~Copyable {
  private let path: String?
  private let partialPath: String
  private let descriptor: Int32

  private init(path: String?, partialPath: String, descriptor: Int32) {
    self.path = path
    self.partialPath = partialPath
    self.descriptor = descriptor
  }

  /// - Parameter path: nil for standard output. What is no regular file (a pipe, `/dev/null`) is
  ///   written to directly.
  static func open(path: String?) throws(SimulatorError) -> RideOutput {
    guard let path, path != "/dev/stdout" else {
      return RideOutput(
        path: nil, partialPath: "standard output", descriptor: STDOUT_FILENO)
    }
    let isSpecial = try isSpecial(path)
    let partialPath = isSpecial ? path : "\(path).partial-\(getpid())"
    let descriptor = Glibc.open(partialPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    if descriptor < 0 { throw .cannotCreate(path, reason: reason()) }
    return RideOutput(
      path: isSpecial ? nil : path, partialPath: partialPath, descriptor: descriptor)
  }

  /// Writes all of `bytes`.
  func write(_ bytes: [UInt8]) throws(SimulatorError) {
    var done = 0
    while done < bytes.count {
      // SAFETY: the pointer is used within the closure and `done` is below the count.
      let written = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
      }
      if written > 0 {
        done += written
      } else if errno != EINTR {
        let reason = Self.reason()
        if path != nil { unlink(partialPath) }
        throw .cannotWrite(path ?? partialPath, reason: reason)
      }
    }
  }

  /// Gives the file its name.
  consuming func finish() throws(SimulatorError) {
    guard let path else { return }
    if close(descriptor) != 0 || rename(partialPath, path) != 0 {
      let reason = Self.reason()
      unlink(partialPath)
      throw .cannotWrite(path, reason: reason)
    }
  }

  private static func isSpecial(_ path: String) throws(SimulatorError) -> Bool {
    var status = stat()
    if stat(path, &status) != 0 { return false }
    let kind = status.st_mode & S_IFMT
    if kind == S_IFDIR { throw .cannotCreate(path, reason: "it is a folder") }
    return kind != S_IFREG
  }

  private static func reason() -> String {
    String(cString: strerror(errno))
  }
}
