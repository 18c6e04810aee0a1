/// Consecutive rows as an objective or a metric sees them. Valid during one call only.
package struct LabelledRows {
  /// Labels further from 0 leave no room for their squares' sums in a double.
  package static let maximumLabelMagnitude = 1e100
  package static let maximumWeight = 1e30

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

  /// The first row with a label or weight that can be neither learned from nor measured with.
  ///
  /// - Returns: its place, and what it has: "the label 1e+120; labels lie between ...".
  package func complaint(objective: any Objective) -> (place: Int, text: String)? {
    for place in 0..<count {
      let label = labels[place]
      if !(label.magnitude <= Self.maximumLabelMagnitude) {
        return (
          place,
          "the label \(label); labels lie between -\(Self.maximumLabelMagnitude) and "
            + "\(Self.maximumLabelMagnitude). Scale the label."
        )
      }
      if let complaint = objective.complaint(about: label) {
        return (place, "the label \(label), which \(complaint).")
      }
      if let weight = weights?[place], !(weight >= 0 && weight <= Self.maximumWeight) {
        return (
          place, "the weight \(weight); weights lie between 0 and \(Self.maximumWeight)."
        )
      }
    }
    return nil
  }

  /// The rows at `places`.
  package subscript(places: Range<Int>) -> LabelledRows {
    LabelledRows(
      scores: UnsafeBufferPointer(rebasing: scores[places]),
      labels: UnsafeBufferPointer(rebasing: labels[places]),
      weights: weights.map { UnsafeBufferPointer(rebasing: $0[places]) })
  }
}
