import GBDTCore
import GBDTObjectives
import GBDTParameters
import GBDTTestSupport

/// Rows that some kind of metric can measure. Raw scores are predictions.
struct MetricRows {
  /// Output by output.
  var scores: [Double]
  var outputCount = 1
  var labels: [Double]
  var weights: [Double]?
  /// Rows of queries, in order; nil: rows have none.
  var queries: [Range<Int>]?

  var count: Int { labels.count }

  /// The rows at `places`, in that order, with their queries if these are kept whole.
  func rows(_ places: [Int]) -> MetricRows {
    var some = self
    some.scores = (0..<outputCount).flatMap { output in
      places.map { scores[output * count + $0] }
    }
    some.labels = places.map { labels[$0] }
    some.weights = weights.map { weights in places.map { weights[$0] } }
    some.queries = nil
    return some
  }

  func lend(_ body: (LabelledRows) -> Void) {
    scores.withUnsafeBufferPointer { scores in
      labels.withUnsafeBufferPointer { labels in
        func call(_ weights: UnsafeBufferPointer<Double>?) {
          body(
            LabelledRows(
              scores: scores, outputCount: outputCount, scoreStride: labels.count, labels: labels,
              weights: weights))
        }
        if let weights { weights.withUnsafeBufferPointer { call($0) } } else { call(nil) }
      }
    }
  }

  var facts: MeasuredLabels {
    var summary = LabelSummary()
    lend { summary.add($0) }
    var facts = MeasuredLabels(summary)
    lend { facts.widen(to: $0) }
    return facts
  }

  func panel(_ metrics: [MetricName], settings: MetricSettings) -> MetricPanel {
    MetricPanel(metrics, settings: settings, link: .identity, labels: facts)
  }

  func states(_ panel: MetricPanel) -> [MetricState] {
    var states = panel.states
    lend { rows in
      panel.add(rows, to: &states)
      for query in queries ?? [] { panel.add(query: rows[query], to: &states) }
    }
    return states
  }

  func value(_ metric: MetricName, _ settings: MetricSettings) -> Double {
    let panel = panel([metric], settings: settings)
    return panel.values(of: states(panel), weights: facts.weights)[0]
  }
}

extension MetricRows {
  static let quantiles = [0.1, 0.5, 0.8]

  /// Random rows of predictions of a kind; many scores are equal.
  init(
    _ kind: PredictionKind, using random: inout SeededRandom, count: Int, weights: Weights
  ) {
    func draw(_ range: ClosedRange<Double>, steps: Double = 64) -> Double {
      (Double.random(in: range, using: &random) * steps).rounded() / steps
    }
    (scores, labels) = ([], [])
    switch kind {
    case .number:
      labels = (0..<count).map { _ in draw(-3...9) }
      scores = labels.map { $0 + draw(-2...2) }
    case .positive:
      labels = (0..<count).map { _ in draw(0.125...9) }
      scores = labels.map { $0 * draw(0.25...3) }
    case .quantiles:
      outputCount = 3
      labels = (0..<count).map { _ in draw(-3...9) }
      scores = (0..<3).flatMap { output in labels.map { $0 + draw(-2...2) + Double(output) } }
    case .probability, .share:
      labels = (0..<count).map { _ in draw(0...1, steps: kind == .share ? 8 : 1) }
      labels[0] = 0
      labels[1] = 1
      scores = (0..<count).map { _ in draw(0.03125...0.96875, steps: 32) }
    case .classes:
      outputCount = 4
      labels = (0..<count).map { _ in draw(0...3, steps: 1) }
      scores = (0..<4 * count).map { _ in draw(0.03125...1, steps: 32) }
    case .order:
      labels = (0..<count).map { _ in max(0, draw(-3...3, steps: 1)) }
      scores = (0..<count).map { _ in draw(-1...1, steps: 4) }
      var queries: [Range<Int>] = []
      while queries.last?.upperBound ?? 0 < count {
        let start = queries.last?.upperBound ?? 0
        queries.append(start..<min(count, start + Int.random(in: 1...12, using: &random)))
      }
      self.queries = queries
    }
    switch weights {
    case .none: break
    case .whole: self.weights = (0..<count).map { _ in draw(0...3, steps: 1) }
    case .real: self.weights = (0..<count).map { _ in Double.random(in: 0...3, using: &random) }
    }
    // Of both classes there are some with a weight.
    if weights != .none { self.weights?.replaceSubrange(0..<2, with: [2, 1]) }
  }

  enum Weights: CaseIterable {
    case none, whole, real
  }
}
