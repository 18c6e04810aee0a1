internal import Foundation

/// Why a file could not be read.
package struct InputError: DescribedError, Equatable {
  /// `noInput`, `inputOutput`, or `data` for what is no text.
  package let category: ErrorCategory
  package let message: String
}

/// Reading files that fit in memory: models, recipes, configurations. Pipes will do.
package enum WholeFile {
  /// The bytes of a file.
  ///
  /// - Throws: `noInput` if it cannot be opened or is a folder, `inputOutput` if reading fails later.
  package static func bytes(path: String) throws(InputError) -> [UInt8] {
    let handle = open(path, O_RDONLY | O_CLOEXEC)
    guard handle >= 0 else { throw failure("Cannot open \(path)", .noInput) }
    defer { close(handle) }
    var status = stat()
    guard fstat(handle, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
      throw InputError(
        category: .noInput,
        message: "Cannot read \(path): it is a folder. Give the path of a file.")
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(max(0, Int(status.st_size)) + 1)
    let chunk = 1 << 20
    while true {
      var count = 0
      let piece = [UInt8](unsafeUninitializedCapacity: chunk) { buffer, initialized in
        repeat {
          count = Foundation.read(handle, buffer.baseAddress, chunk)
        } while count < 0 && errno == EINTR
        initialized = max(count, 0)
      }
      if count < 0 { throw failure("Cannot read \(path)", .inputOutput) }
      if count == 0 { return bytes }
      bytes += piece
    }
  }

  /// The text of a UTF-8 file.
  ///
  /// - Throws: as `bytes(path:)`; `data` if it is not UTF-8.
  package static func text(path: String) throws(InputError) -> String {
    guard let text = String(validating: try bytes(path: path), as: UTF8.self) else {
      throw InputError(category: .data, message: "\(path) is not UTF-8 text.")
    }
    return text
  }

  private static func failure(_ what: String, _ category: ErrorCategory) -> InputError {
    InputError(category: category, message: "\(what): \(String(cString: strerror(errno))).")
  }
}
