/// Where and why bytes are not what they should be.
///
/// Says nothing of what the bytes are: a model file, a message from another process. Who asked for them
/// does, in an error of its own.
package struct ByteError: Error, Equatable {
  /// Index of the byte behind the last one that was read.
  package let position: Int
  /// A clause without a full stop, such as "it ends too early".
  package let reason: String

  package init(position: Int, reason: String) {
    self.position = position
    self.reason = reason
  }
}
