/// Consecutive rows as an objective or a metric sees them. Valid during one call only.
package struct LabelledRows {
  /// Raw scores, one a row.
  package let scores: UnsafeBufferPointer<Double>
  /// Finite, one a row.
  package let labels: UnsafeBufferPointer<Double>
  /// Finite and not negative, one a row; nil: every row weighs 1.
  package let weights: UnsafeBufferPointer<Double>?

  /// - Precondition: equal lengths.
  package init(
    scores: UnsafeBufferPointer<Double>, labels: UnsafeBufferPointer<Double>,
    weights: UnsafeBufferPointer<Double>?
  ) {
    precondition(
      scores.count == labels.count && weights?.count ?? labels.count == labels.count,
      "one score, label and weight a row")
    self.scores = scores
    self.labels = labels
    self.weights = weights
  }

  package var count: Int { labels.count }

  /// The rows at `places`.
  package subscript(places: Range<Int>) -> LabelledRows {
    LabelledRows(
      scores: UnsafeBufferPointer(rebasing: scores[places]),
      labels: UnsafeBufferPointer(rebasing: labels[places]),
      weights: weights.map { UnsafeBufferPointer(rebasing: $0[places]) })
  }
}
