internal import CSystem

/// Ctrl-C, and `kill`, while a model is trained: the first asks to stop after the iteration, the second
/// ends the process at once.
enum Interruption {
  /// Runs `body` with the first signal only noted; `notice` is shown when it comes.
  ///
  /// - Parameter value: handed over to `body`, which may be the last to hold it.
  static func whileCaught<Value, Result, Failure: Error>(
    notice: StaticString?, handing value: consuming Value,
    _ body: (consuming Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    begin(notice: notice)
    defer { end() }
    return try body(consume value)
  }

  /// From now on the first signal is only noted.
  static func begin(notice: StaticString?) {
    // SAFETY: a static string lives as long as the process.
    let text = notice.map { UnsafeRawPointer($0.utf8Start).assumingMemoryBound(to: CChar.self) }
    csystem_catch_interrupts(text)
  }

  /// From now on a signal ends the process again.
  static func end() { csystem_release_interrupts() }

  /// Whether a signal has come.
  static var isRequested: Bool { csystem_interrupt_requested() != 0 }
}
