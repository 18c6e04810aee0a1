/// Ends training while there is time: before the iteration that would go beyond `time_limit`, if it
/// took as long as the slowest of the last few, and a little longer.
///
/// When a run ends this way follows from the clock; what its trees are does not: they are the first of
/// a run without a limit.
package struct TimeBudget: Sendable {
  private let limit: Double
  private let elapsed: @Sendable () -> Double
  private var last: (iteration: Int, seconds: Double)?
  /// Seconds an iteration, newest last.
  private var recent: [Double] = []

  /// Iterations that are looked back on: a cluster may report several at once, as if they had taken no
  /// time but for the first.
  private static let memory = 4

  /// What an iteration may take beyond the slowest of the last few.
  private static let margin = 1.1

  /// - Parameters:
  ///   - seconds: of `time_limit`, above 0.
  ///   - elapsed: seconds since the work began that the limit is for, reading included.
  package init(seconds: Double, elapsed: @escaping @Sendable () -> Double) {
    limit = seconds
    self.elapsed = elapsed
  }

  /// Whether so many further iterations are likely to end in time.
  ///
  /// Asked before the first iteration, and after each.
  ///
  /// - Parameter iteration: how many there are.
  package mutating func hasTime(forIterations count: Int = 1, after iteration: Int) -> Bool {
    let now = elapsed()
    if let last, iteration > last.iteration {
      recent.append((now - last.seconds) / Double(iteration - last.iteration))
      if recent.count > Self.memory { recent.removeFirst() }
    }
    last = (iteration, now)
    return now < limit && now + (recent.max() ?? 0) * Self.margin * Double(count) <= limit
  }

  /// - Parameter event: what has just been done, such as "the rows were read".
  /// - Throws: `.usage` if the limit is over, for a run that has no trees.
  package func check(after event: String) throws(TrainingError) {
    let seconds = elapsed()
    guard seconds >= limit else { return }
    throw .usage(
      "time_limit=\(limit) was over before the first iteration: \((seconds * 10).rounded() / 10) s "
        + "had gone when \(event). Raise it, or give fewer rows.")
  }
}
