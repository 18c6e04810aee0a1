internal import Foundation

/// From iterations, times and a terminal's width to text. No clock, no terminal: a function with a
/// memory of what it drew last.
package struct ProgressRenderer {
  private let style: ProgressStyle
  private var first: (iteration: Int, seconds: Double)?
  private var lastDrawn: Double?
  private var barIsVisible = false
  /// The newest headline that is known.
  private var headline: ProgressEvent.Metric?

  package init(style: ProgressStyle) { self.style = style }

  /// Text to write after an iteration, possibly empty.
  ///
  /// - Parameters:
  ///   - seconds: since any fixed moment. Rate and time left come from what has passed since the first
  ///     call, for what was before it (reading, binning) goes at another speed.
  ///   - width: of the terminal in columns; a bar never reaches the last one.
  package mutating func text(
    after event: ProgressEvent, seconds: Double, width: Int
  ) -> String {
    let pace = pace(at: event, seconds: seconds)
    headline = event.headline ?? headline
    switch style {
    case .bar:
      if !event.isLast, let lastDrawn, seconds - lastDrawn < 0.1 { return "" }
      lastDrawn = seconds
      barIsVisible = true
      return "\r" + bar(event, pace, width: width) + "\u{1B}[K"
    case .lines:
      return Self.isOnALine(event) ? line(event, pace) + "\n" : ""
    case .json:
      return event.json(seconds: seconds).line
    }
  }

  /// Text that frees the line for other messages: erases a bar, if one is there.
  package mutating func interruption() -> String {
    defer { barIsVisible = false }
    return barIsVisible ? "\r\u{1B}[K" : ""
  }

  /// Seconds an iteration; nil at the first one.
  private mutating func pace(at event: ProgressEvent, seconds: Double) -> Double? {
    guard let first, event.iteration > first.iteration else {
      first = (event.iteration, seconds)
      return nil
    }
    return (seconds - first.seconds) / Double(event.iteration - first.iteration)
  }

  /// Whether the iteration is the first to reach another tenth of the way.
  private static func isOnALine(_ event: ProgressEvent) -> Bool {
    func tenths(_ iteration: Int) -> Int { 10 * iteration / max(1, event.iterationCount) }
    return event.isLast || event.iteration == 1
      || tenths(event.iteration) > tenths(event.iteration - 1)
  }
}

// The parts of a line.
extension ProgressRenderer {
  private func line(_ event: ProgressEvent, _ pace: Double?) -> String {
    var parts = ["iteration \(Self.count(event))"]
    if let headline { parts.append(Self.text(of: headline)) }
    if let pace {
      parts.append(Self.rate(event, pace))
      if !event.isLast { parts.append(Self.timeLeft(event, pace)) }
    }
    return parts.joined(separator: ", ")
      + (WorkerText(event.workers).map { "; " + $0.lately } ?? "")
  }

  /// The count and the bar always; metric, time left, the slowest worker and rate while they fit, in
  /// this order of worth.
  private func bar(_ event: ProgressEvent, _ pace: Double?, width: Int) -> String {
    let room = max(0, width - 1)
    let count = Self.count(event)
    var parts = [
      headline.map(Self.text(of:)), pace.map { Self.timeLeft(event, $0) },
      WorkerText(event.workers)?.straggler, pace.map { Self.rate(event, $0) },
    ].compactMap(\.self)
    func rest() -> String { parts.map { "  " + $0 }.joined() }
    let smallestBar = 14
    while !parts.isEmpty, count.count + smallestBar + rest().count > room { parts.removeLast() }
    let barRoom = min(40, room - count.count - rest().count)
    let drawn = barRoom < smallestBar ? "" : " " + Self.gauge(event, width: barRoom - 1)
    return String((count + drawn + rest()).prefix(room))
  }

  /// `[=====>    ]`, `width` columns wide.
  private static func gauge(_ event: ProgressEvent, width: Int) -> String {
    let inside = width - 2
    let done = min(inside, inside * event.iteration / max(1, event.iterationCount))
    let head = done < inside ? ">" : ""
    let rest = max(0, inside - done - head.count)
    return "[" + String(repeating: "=", count: done) + head + String(repeating: " ", count: rest)
      + "]"
  }

  /// `  7/100`, the first number as wide as the second.
  private static func count(_ event: ProgressEvent) -> String {
    let (iteration, all) = (String(event.iteration), String(event.iterationCount))
    return String(repeating: " ", count: max(0, all.count - iteration.count)) + iteration + "/"
      + all
  }

  private static func text(of metric: ProgressEvent.Metric) -> String {
    "\(metric.set) \(metric.name) " + Console.text(metric: metric.value)
  }

  private static func rate(_ event: ProgressEvent, _ pace: Double) -> String {
    let rows = Double(event.rowCount) / max(pace, 1e-9)
    for (unit, size) in [("G", 1e9), ("M", 1e6), ("k", 1e3)] where rows >= size {
      return String(format: "%.3g", rows / size) + unit + " rows/s"
    }
    return String(format: "%.0f", rows) + " rows/s"
  }

  private static func timeLeft(_ event: ProgressEvent, _ pace: Double) -> String {
    let left = Int((pace * Double(event.iterationCount - event.iteration)).rounded(.up))
    let (hours, minutes, rest) = (left / 3600, left / 60 % 60, left % 60)
    return hours > 0
      ? String(format: "%d:%02d:%02d left", hours, minutes, rest)
      : String(format: "%d:%02d left", minutes, rest)
  }
}
