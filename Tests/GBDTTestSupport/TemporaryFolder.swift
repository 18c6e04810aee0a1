internal import Foundation
import GBDTCore

/// A new empty folder that is removed with everything in it when this value goes away.
package final class TemporaryFolder: Sendable {
  package let path: String

  /// - Throws: the file system's error.
  package init() throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("gbdt-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of `name` inside the folder.
  package func file(_ name: String) -> String { path + "/" + name }

  /// Writes a text as file `name`.
  package func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: file(name)))
  }

  /// The bytes of file `name`.
  package func bytes(of name: String) throws -> [UInt8] {
    // Not Foundation's `Data`: a process may be writing the file.
    try WholeFile.bytes(path: file(name))
  }
}
