internal import Foundation
internal import GBDTCore
internal import Synchronization

/// Memory of this process, as Linux counts it, watched as long as this object lives.
///
/// The kernel keeps no peak of anonymous memory, and what a phase needs is gone at its end: a thread
/// looks fifty times a second, which takes less than a hundredth of a processor.
final class MemoryUsage: Sendable {
  private let peak = Atomic(0)

  /// - Parameter isWatching: whether anybody will want to know.
  init(isWatching: Bool) {
    guard isWatching else { return }
    sample()
    Thread.detachNewThread { [weak self] in
      while let usage = self {
        usage.sample()
        Thread.sleep(forTimeInterval: 0.02)
      }
    }
  }

  /// Largest number of anonymous bytes that were in memory when the thread looked, or now.
  var peakAnonymousBytes: Int {
    sample()
    return peak.load(ordering: .relaxed)
  }

  private func sample() {
    peak.max(ProcessMemory.anonymousBytes, ordering: .relaxed)
  }
}
