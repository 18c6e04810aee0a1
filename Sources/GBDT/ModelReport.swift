package import GBDTModel

/// What a model is worth on rows that it was not grown on, in figures for a person to read.
package struct ModelReport: Sendable {
  /// A filter of the recipe and the rows that it was the first to drop.
  package struct Filter: Sendable {
    package let condition: String
    package let droppedRowCount: Int
  }

  /// How the prediction of one held-out row came about.
  package struct Example: Sendable {
    /// Global number of the row.
    package let rowNumber: UInt64
    /// Of classes the place.
    package let label: Double
    package let path: PredictionPath
    /// What the link makes of the raw scores, one an output.
    package let predictions: [Double]
  }

  package let readRowCount: Int
  package let filters: [Filter]
  package let trainingRowCount: Int
  package let heldOutRowCount: Int
  /// The model on the held-out rows.
  package let metrics: [MetricValue]
  /// The best constant, and what one feature alone says, if it was asked for.
  package let baselines: [Baseline]
  /// Every feature with its share of the total gain, the largest first.
  package let gainShares: [(feature: String, share: Double)]
  package let example: Example
}
