internal import Foundation

/// Memory of this process, as Linux counts it.
struct MemoryUsage {
  /// Largest number of anonymous bytes in memory at any `sample`: the kernel keeps no peak of it.
  private(set) var peakAnonymousBytes = 0

  /// Looks at the memory now; called where phases end, when most is in use.
  mutating func sample() {
    peakAnonymousBytes = max(peakAnonymousBytes, Self.statusField("RssAnon:") ?? 0)
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
