/// What a recipe makes of one table chunk: the rows that it keeps, as the trees see them.
package struct FeatureChunk: Sendable {
  /// Global row numbers of the kept rows, ascending.
  package let rowNumbers: [UInt64]
  /// In the recipe's feature order. Each is `.number` (NaN is missing; no infinities) or `.category`.
  package let features: [Column]
  /// One label a row, finite; empty when the recipe was evaluated without one.
  package let labels: [Double]
  /// One weight a row, finite and not negative; nil without a weight column.
  package let weights: [Double]?

  package init(rowNumbers: [UInt64], features: [Column], labels: [Double], weights: [Double]?) {
    self.rowNumbers = rowNumbers
    self.features = features
    self.labels = labels
    self.weights = weights
  }
}
