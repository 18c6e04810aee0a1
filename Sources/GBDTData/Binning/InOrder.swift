internal import Glibc
internal import Synchronization

/// Takes values that threads deliver in any order, and accumulates them in the order of their numbers,
/// from 0.
///
/// Each is accumulated by the thread that brings it, or that brings the one before it. Meanwhile it
/// holds the values that came early. They are fewer than its window, if threads take numbers in order
/// and wait for their turn before they make a value: else one thread that does not get its processor
/// could leave nearly all of them here.
final class InOrder<Value: Sendable, Accumulated: Sendable>: Sendable {
  private struct State {
    var accumulated: Accumulated
    var next = 0
    var early: [Int: Value] = [:]
    var peakEarlyCount = 0
    var isGivenUp = false
  }

  /// Long enough not to keep a processor from the thread that is waited for.
  private static var pauseMicroseconds: UInt32 { 50 }

  private let window: Int
  private let state: Mutex<State>
  private let accumulate: @Sendable (inout Accumulated, Value) -> Void

  /// - Parameters:
  ///   - window: how far ahead a value may be made; at least 1.
  ///   - accumulate: never called twice at once.
  init(
    into start: Accumulated, window: Int,
    _ accumulate: @escaping @Sendable (inout Accumulated, Value) -> Void
  ) {
    precondition(window >= 1, "the next value may always be made")
    self.window = window
    state = Mutex(State(accumulated: start))
    self.accumulate = accumulate
  }

  /// Returns once fewer values than the window are missing before this one, or one was given up.
  func waitForTurn(of index: Int) {
    while state.withLock({ index >= $0.next + window && !$0.isGivenUp }) {
      usleep(Self.pauseMicroseconds)
    }
  }

  /// - Parameter index: each is delivered once.
  func deliver(_ value: Value, at index: Int) {
    state.withLock { state in
      if index != state.next {
        state.early[index] = value
        state.peakEarlyCount = max(state.peakEarlyCount, state.early.count)
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

  /// Says that some value will never be delivered: nobody waits any more.
  func giveUp() { state.withLock { $0.isGivenUp = true } }

  /// All values, accumulated.
  var accumulated: Accumulated { state.withLock(\.accumulated) }

  /// The most values that were held at a time.
  var peakEarlyCount: Int { state.withLock(\.peakEarlyCount) }
}
