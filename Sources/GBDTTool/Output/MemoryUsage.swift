internal import Foundation
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
    peak.max(Self.statusField("RssAnon:") ?? 0, ordering: .relaxed)
  }

  /// Largest number of bytes in memory so far, files that are mapped included; 0 where unknown.
  static var peakResidentBytes: Int { statusField("VmHWM:") ?? 0 }

  /// A line of /proc/self/status, `NAME:   123 kB`, in bytes.
  private static func statusField(_ name: String) -> Int? {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else {
      return nil
    }
    for line in status.split(separator: "\n") where line.hasPrefix(name) {
      let fields = line.split(whereSeparator: \.isWhitespace)
      return fields.count == 3 ? Int(fields[1]).map { $0 * 1024 } : nil
    }
    return nil
  }
}
