/// A rhythm that another thread can end: of heartbeats, of pings.
final class Heart: Sendable {
  private let interval: Duration
  private let isStopped = Monitor(false)

  init(interval: Duration) { self.interval = interval }

  func stop() { isStopped.with { $0 = true } }

  /// - Returns: false once there are to be no more.
  func waitForNextBeat() -> Bool {
    isStopped.wait(atMost: interval) { $0 ? true : nil } == nil
  }
}
