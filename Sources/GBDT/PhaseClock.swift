/// Wall-clock seconds of phases that follow each other. For reports only: no time reaches a model.
package struct PhaseClock {
  private var last = ContinuousClock.now

  package init() {}

  /// Seconds since the last call, or since the start.
  package mutating func lap() -> Double {
    let now = ContinuousClock.now
    defer { last = now }
    let (seconds, attoseconds) = (now - last).components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }
}
