internal import Foundation

/// Memory of this process, in bytes, as Linux counts it; 0 where unknown.
package enum ProcessMemory {
  /// The most that was in memory so far, files that are mapped included.
  package static var peakResidentBytes: Int { statusField("VmHWM:") }

  /// In memory now, without files that are mapped.
  package static var anonymousBytes: Int { statusField("RssAnon:") }

  /// A line of /proc/self/status, `NAME:   123 kB`.
  private static func statusField(_ name: String) -> Int {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else {
      return 0
    }
    for line in status.split(separator: "\n") where line.hasPrefix(name) {
      let fields = line.split(whereSeparator: \.isWhitespace)
      return fields.count == 3 ? (Int(fields[1]) ?? 0) * 1024 : 0
    }
    return 0
  }
}
