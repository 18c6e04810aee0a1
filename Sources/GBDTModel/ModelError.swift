package import GBDTCore

/// What is wrong with a model, a model file or rows given to a model.
package struct ModelError: DescribedError, Equatable {
  package let category: ErrorCategory
  package let message: String

  package init(_ category: ErrorCategory, _ message: String) {
    self.category = category
    self.message = message
  }
}

extension ModelError {
  /// Bytes of a model file that are not what they should be.
  init(_ error: ByteError) {
    self.init(.data, "The model file is damaged at byte \(error.position): \(error.reason).")
  }

  /// Runs `body`, which reads a model file.
  static func wrapping<Value>(
    _ body: () throws(ByteError) -> Value
  ) throws(ModelError) -> Value {
    do throws(ByteError) {
      return try body()
    } catch {
      throw ModelError(error)
    }
  }
}
