internal import GBDT

/// Why nothing was measured.
struct BenchmarkError: Error {
  let message: String

  init(_ message: String) { self.message = message }

  /// Runs `body`; an error of the library becomes one of the benchmark.
  static func wrapping<Result>(
    _ body: () throws(GBDTError) -> Result
  ) throws(BenchmarkError) -> Result {
    do throws(GBDTError) { return try body() } catch { throw BenchmarkError("\(error)") }
  }
}
