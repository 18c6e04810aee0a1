internal import GBDTCore
internal import Glibc

/// What tells whether a file is still what it was when it was opened: of two states of a file in use at
/// most one has all three.
struct FileVersion: Sendable, Equatable {
  let inode: UInt64
  /// Bytes as they are stored, compressed or not.
  let byteCount: Int
  /// Time of the last change, in nanoseconds since 1970.
  let modificationTime: Int64

  init(inode: UInt64, byteCount: Int, modificationTime: Int64) {
    self.inode = inode
    self.byteCount = byteCount
    self.modificationTime = modificationTime
  }

  init(_ status: stat) {
    let time = status.st_mtim
    self.init(
      inode: UInt64(status.st_ino), byteCount: Int(status.st_size),
      modificationTime: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec))
  }

  /// The version of the regular file at `path`; nil where there is none.
  init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    self.init(status)
  }

  /// - Throws: `.inputOutput` where `later` is another version.
  func require(_ later: FileVersion?, path: String) throws(DataError) {
    guard later != self else { return }
    throw Self.changed(path: path)
  }

  /// The error for a file that is not what it was.
  static func changed(path: String) -> DataError {
    DataError(
      .inputOutput,
      "changed while it was read; start again when nothing writes to it any more",
      at: .init(file: path))
  }
}
