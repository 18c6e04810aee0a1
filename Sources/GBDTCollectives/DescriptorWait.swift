internal import Glibc

/// Waiting until descriptors can be read or written.
enum DescriptorWait {
  /// Waits for the events asked for in `requests`, which receive what came.
  ///
  /// - Returns: false if nothing came in time.
  /// - Throws: `system`.
  static func wait(_ requests: inout [pollfd], timeout: Duration) throws(TransportError) -> Bool {
    let deadline = SuspendingClock.now.advanced(by: timeout)
    var left = timeout
    while true {
      let count = poll(&requests, nfds_t(requests.count), milliseconds(left))
      if count > 0 { return true }
      let code = errno
      if count < 0, code != EINTR { throw .system("cannot wait", code: code) }
      left = SuspendingClock.now.duration(to: deadline)
      // After an interruption it looks once more: this process may have been stopped meanwhile.
      if count == 0, left <= .zero { return false }
    }
  }

  /// Waits until `descriptor` is ready for `event` (POLLIN, POLLOUT), or its connection has ended.
  static func wait(
    _ descriptor: OwnedDescriptor, for event: Int32, timeout: Duration
  ) throws(TransportError) -> Bool {
    var requests = [pollfd(fd: descriptor.number, events: Int16(event), revents: 0)]
    return try wait(&requests, timeout: timeout)
  }

  /// Rounded up, so that nobody wakes too early; at most what the system takes.
  private static func milliseconds(_ duration: Duration) -> Int32 {
    let (seconds, attoseconds) = duration.components
    guard seconds < 2_000_000 else { return 2_000_000_000 }
    return max(
      0, Int32(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
  }
}
