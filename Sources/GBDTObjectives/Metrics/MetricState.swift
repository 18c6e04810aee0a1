package import GBDTCore

/// What a metric has seen of rows so far. States of different rows are added in any order.
package struct MetricState: Sendable {
  /// As many as the metric began with.
  package var sums: [ExactSum]
  /// For metrics of the order of all rows.
  package var masses = ScoredMasses()
  /// Whether `masses` is used.
  package let isOfScores: Bool

  package init(sums count: Int, isOfScores: Bool = false) {
    sums = [ExactSum](repeating: ExactSum(), count: count)
    self.isOfScores = isOfScores
  }

  /// - Precondition: both are states of one metric.
  package mutating func add(_ other: MetricState) {
    precondition(sums.count == other.sums.count, "states are of one metric")
    for place in sums.indices { sums[place].add(other.sums[place]) }
    masses.add(other.masses)
  }
}
