internal import Glibc

/// How many files and connections this process may have open.
enum DescriptorLimit {
  /// Raises the limit as far as that is allowed.
  ///
  /// - Throws: `.cannotConnect` if that is fewer than `count`.
  static func raise(to count: Int) throws(ClusterError) {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0,
      limit.rlim_cur < count
    else { return }
    limit.rlim_cur = min(UInt(count), limit.rlim_max)
    guard limit.rlim_cur >= count,
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
    else {
      throw .cannotConnect(
        reason: "that takes \(count) open files, and this process may have \(limit.rlim_max)")
    }
  }
}
