internal import GBDTCore

/// What metrics must know of the labels of all rows before they measure the first one: exact, and
/// found in any order.
package struct MeasuredLabels: Sendable {
  package var summary: LabelSummary
  /// The lowest and the highest of all rows with a weight: infinities, the lowest above the highest,
  /// without such rows or while they are not known.
  package var lowest = Double.infinity
  package var highest = -Double.infinity

  /// - Parameter summary: of the rows that will be measured.
  package init(_ summary: LabelSummary = LabelSummary()) { self.summary = summary }

  /// Looks at rows that the summary has seen.
  package mutating func widen(to rows: LabelledRows) {
    for place in 0..<rows.count where rows.weights?[place] ?? 1 > 0 {
      lowest = min(lowest, rows.labels[place])
      highest = max(highest, rows.labels[place])
    }
  }

  /// Takes in the range of rows that the summary has seen.
  package mutating func widen(to other: MeasuredLabels) {
    lowest = min(lowest, other.lowest)
    highest = max(highest, other.highest)
  }

  /// Adds other rows.
  package mutating func add(_ other: MeasuredLabels) {
    summary.add(other.summary)
    widen(to: other)
  }

  /// The sum of the rows' weights.
  package var weights: Double { summary.weights.value }

  /// A number near the middle of the labels.
  var centre: Double { weights > 0 ? summary.weightedLabels.value / weights : 0 }
}
