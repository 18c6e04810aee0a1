internal import Synchronization

/// Takes values that threads deliver in any order, and accumulates them in the order of their numbers,
/// from 0.
///
/// Each is accumulated by the thread that brings it, or that brings the one before it. Meanwhile it
/// holds the values that came early: a few, as long as threads take their work in order.
final class InOrder<Value: Sendable, Accumulated: Sendable>: Sendable {
  private struct State {
    var accumulated: Accumulated
    var next = 0
    var early: [Int: Value] = [:]
  }

  private let state: Mutex<State>
  private let accumulate: @Sendable (inout Accumulated, Value) -> Void

  /// - Parameter accumulate: never called twice at once.
  init(
    into start: Accumulated, _ accumulate: @escaping @Sendable (inout Accumulated, Value) -> Void
  ) {
    state = Mutex(State(accumulated: start))
    self.accumulate = accumulate
  }

  /// - Parameter index: each is delivered once.
  func deliver(_ value: Value, at index: Int) {
    state.withLock { state in
      if index != state.next {
        state.early[index] = value
        return
      }
      accumulate(&state.accumulated, value)
      state.next += 1
      while let value = state.early.removeValue(forKey: state.next) {
        accumulate(&state.accumulated, value)
        state.next += 1
      }
    }
  }

  /// All values, accumulated.
  var accumulated: Accumulated { state.withLock(\.accumulated) }
}
