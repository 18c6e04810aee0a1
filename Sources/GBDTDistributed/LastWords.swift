internal import CSystem
internal import Foundation
internal import GBDTCollectives

/// What a process writes to its standard error, kept in memory: the last line often says why it ended.
///
/// A file and no pipe, so that nobody has to read it for the process to go on.
struct LastWords: Sendable {
  private let file: OwnedDescriptor

  /// - Throws: `.system`.
  init() throws(TransportError) {
    let descriptor = csystem_memory_file()
    guard descriptor >= 0 else { throw .system(String(cString: strerror(-descriptor))) }
    file = OwnedDescriptor(owning: descriptor)
  }

  /// For the process that is to write.
  var descriptor: Int32 { file.number }

  /// The last line that is not empty, cut to a readable length; nil if nothing was written.
  var line: String? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = withExtendedLifetime(file) {
      let size = lseek(file.number, 0, SEEK_END)
      return pread(file.number, &bytes, bytes.count, max(0, size - off_t(bytes.count)))
    }
    let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    return text.split(whereSeparator: \.isNewline).last { $0.contains { !$0.isWhitespace } }
      .map { String($0.prefix(300)) }
  }
}
