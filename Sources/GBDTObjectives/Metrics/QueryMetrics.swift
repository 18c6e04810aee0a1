internal import GBDTCore
internal import GBDTParameters

/// A mean over queries of a number that says how good the order of their rows is.
///
/// A query's weight is the mean of its rows' weights, as in LightGBM. Rows of equal score stand in
/// every order at once: the number is the mean over all of them (McSherry and Najork 2008, "Computing
/// information retrieval performance measures efficiently in the presence of tied scores"). Nothing
/// then follows from the order of the rows in their file. A query without relevant rows counts 1.
package protocol QueryMetric: Metric {
  /// The number of a query of rows that are relevant in part.
  func value(ofQuery query: RankedQuery) -> Double
}

extension QueryMetric {
  package var unit: MetricUnit { .query }

  package func makeState() -> MetricState { MetricState(sums: 2) }

  package func add(
    _ rows: LabelledRows, predictions: UnsafeBufferPointer<Double>, to state: inout MetricState
  ) {
    let weight = rows.meanWeight
    if weight == 0 { return }
    let isRelevant = rows.labels.contains { $0 > 0 }
    state.sums[0].add(weight * (isRelevant ? value(ofQuery: RankedQuery(rows)) : 1))
    state.sums[1].add(weight)
  }

  package func value(of state: MetricState, weights: Double) -> Double {
    state.sums[0].value / state.sums[1].value
  }
}

extension LabelledRows {
  /// The mean of the rows' weights: what a query weighs.
  var meanWeight: Double {
    guard let weights else { return 1 }
    var sum = ExactSum()
    for weight in weights { sum.add(weight) }
    return sum.value / Double(count)
  }
}

/// The labels of a query's rows by descending score.
package struct RankedQuery {
  let labels: [Double]
  /// Places in `labels` whose rows have equal scores.
  let ties: [Range<Int>]

  init(_ rows: LabelledRows) {
    let scores = rows.scores
    let order = (0..<rows.count).sorted { scores[$0] > scores[$1] }
    labels = order.map { rows.labels[$0] }
    var ties: [Range<Int>] = []
    var start = 0
    for end in 1..<order.count + 1
    where end == order.count || scores[order[end]] != scores[order[start]] {
      ties.append(start..<end)
      start = end
    }
    self.ties = ties
  }
}

/// Normalised discounted cumulative gain of the first rows: sum of gain times discount over them, as a
/// share of that of the best possible order.
package struct NDCGMetric: QueryMetric {
  private static let discounts = RankDiscounts()

  package let name: String
  private let first: Int
  private let gains: RankGains

  /// - Parameter name: with the number of rows that are looked at.
  init(_ name: MetricName, gains: RankGains) {
    self.name = name.description
    self.gains = gains
    first = name.argument.map { Int($0) } ?? .max
  }

  package func value(ofQuery query: RankedQuery) -> Double {
    var gain = 0.0
    for tie in query.ties where tie.lowerBound < first {
      var total = 0.0
      for place in tie { total += gains[query.labels[place]] }
      if total > 0 {
        let discounts = tie.clamped(to: 0..<first).reduce(0) { $0 + Self.discounts[$1] }
        gain += total / Double(tie.count) * discounts
      }
    }
    var best = 0.0
    for (place, label) in query.labels.sorted(by: >).prefix(first).enumerated() {
      best += gains[label] * Self.discounts[place]
    }
    return best > 0 ? gain / best : 1
  }
}

/// Mean average precision of the first rows: over the relevant rows among them (labels above 0), the
/// mean precision of all rows down to the row; divided by how many there could be at most.
package struct MAPMetric: QueryMetric {
  package let name: String
  private let first: Int

  /// - Parameter name: with the number of rows that are looked at.
  init(_ name: MetricName) {
    self.name = name.description
    first = name.argument.map { Int($0) } ?? .max
  }

  package func value(ofQuery query: RankedQuery) -> Double {
    var precision = 0.0
    var before = 0.0
    for tie in query.ties {
      let relevant = Double(query.labels[tie].count { $0 > 0 })
      let share = relevant / Double(tie.count)
      // Of the rows of the tie above a relevant one, so many are relevant on average.
      let density = tie.count > 1 ? (relevant - 1) / Double(tie.count - 1) : 0
      for place in tie.clamped(to: 0..<first) where relevant > 0 {
        let above = before + 1 + density * Double(place - tie.lowerBound)
        precision += share * above / Double(place + 1)
      }
      before += relevant
    }
    return precision / min(before, Double(first))
  }
}
