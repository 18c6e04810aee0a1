internal import CSystem
internal import Glibc

/// How much the memory of this process grows at most while something runs, as Linux counts it: pages in
/// memory, the code of libraries included.
///
/// `Benchmarks/peers/measuring.py` does the same in the peers' processes.
enum ResidentMemory {
  /// Runs `body`. The growth is nil where the kernel does not let the peak be reset.
  static func peakGrowth<Result>(
    during body: () throws(BenchmarkError) -> Result
  ) throws(BenchmarkError) -> (result: Result, bytes: Int?) {
    // What was freed before goes back to the system, lest the body find it and seem to need less.
    csystem_return_freed_memory()
    let isReset = resetPeak()
    let before = statusField("VmRSS:")
    let result = try body()
    guard isReset, let before, let peak = statusField("VmHWM:") else { return (result, nil) }
    return (result, peak - before)
  }

  private static func resetPeak() -> Bool {
    guard let file = fopen("/proc/self/clear_refs", "w") else { return false }
    let written = fputs("5", file)
    return fclose(file) == 0 && written >= 0
  }

  /// A line of /proc/self/status, `NAME:   123 kB`, in bytes.
  private static func statusField(_ name: String) -> Int? {
    guard let file = fopen("/proc/self/status", "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, Int32(line.count), file) != nil {
      let text = String(
        decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      guard text.hasPrefix(name) else { continue }
      let fields = text.split(whereSeparator: \.isWhitespace)
      return fields.count == 3 ? Int(fields[1]).map { $0 * 1024 } : nil
    }
    return nil
  }
}
