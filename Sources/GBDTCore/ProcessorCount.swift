internal import CSystem
internal import Foundation

/// How many processors this process may use: the default thread count.
package enum ProcessorCount {
  /// The smaller of the scheduler's affinity mask and the control group's quota (rounded up), at
  /// least 1. Containers set the quota; a library that ignores it is slowed down many times over.
  package static let available: Int = max(
    1, min(Int(csystem_affinity_count()), controlGroupQuota() ?? .max))

  /// Processors granted by cgroup v2's `cpu.max` or v1's `cpu.cfs_quota_us`; nil without a limit.
  private static func controlGroupQuota() -> Int? {
    if let text = try? String(contentsOfFile: "/sys/fs/cgroup/cpu.max", encoding: .utf8) {
      return quota(fields: text.split(whereSeparator: \.isWhitespace))
    }
    let folder = "/sys/fs/cgroup/cpu/"
    guard
      let quota = try? String(contentsOfFile: folder + "cpu.cfs_quota_us", encoding: .utf8),
      let period = try? String(contentsOfFile: folder + "cpu.cfs_period_us", encoding: .utf8)
    else { return nil }
    return Self.quota(fields: (quota + " " + period).split(whereSeparator: \.isWhitespace))
  }

  /// `[quota, period]` in microseconds to whole processors; "max" and -1 mean no limit, and so does
  /// what makes no sense.
  static func quota(fields: [Substring]) -> Int? {
    guard fields.count == 2, let quota = Double(fields[0]), let period = Double(fields[1]),
      quota > 0, period > 0, quota / period < 1e6
    else { return nil }
    return max(1, Int((quota / period).rounded(.up)))
  }
}
