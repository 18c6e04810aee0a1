internal import GBDTKernels

/// Scores one row at a time with nothing allocated between rows: for servers and other loops over single
/// rows.
///
/// A scorer keeps a buffer: use one a thread. Making one is cheap; they share the predictor.
package struct RowScorer: Sendable {
  private let predictor: ForestPredictor
  private var codes: [UInt32]

  package init(_ predictor: ForestPredictor) {
    self.predictor = predictor
    codes = [UInt32](repeating: 0, count: predictor.coding.features.count)
  }

  /// Raw scores of one row.
  ///
  /// - Parameters:
  ///   - values: one value a feature: a number, or the index of a category (`categoryIndex`); NaN is
  ///     missing, and so is an index that is none.
  ///   - scores: one number an output; overwritten.
  /// - Precondition: `values` has a value for each feature and `scores` a place for each output.
  package mutating func score(_ values: Span<Double>, into scores: inout MutableSpan<Double>) {
    let model = predictor.model
    precondition(values.count == model.features.count, "one value a feature")
    precondition(scores.count == model.baseScore.count, "one score an output")
    for (column, feature) in predictor.coding.features.enumerated() {
      let value = values[feature]
      switch model.features[feature].kind {
      case .numeric:
        let thresholds = predictor.coding.thresholds[feature]
        codes[column] =
          value.isNaN ? 0 : 1 + UInt32(FeatureCoding.rank(of: value, in: thresholds))
      case .categorical(let categories, _):
        codes[column] = UInt32(
          1 + (Int(exactly: value).map { categories.indices.contains($0) ? $0 : -1 } ?? -1))
      }
    }
    for output in model.baseScore.indices { scores[output] = model.baseScore[output] }
    predictor.forest.addScores(rowCodes: codes.span, treeCount: model.trees.count, to: &scores)
  }

  /// The number that stands for a category in `score`; nil for one that the model does not know, where the
  /// feature's policy says whether the row is refused or the value missing.
  package func categoryIndex(feature: Int, category: String) -> Int? {
    predictor.coding.categoryCodes[feature][CategoryKey(text: category)].map { Int($0) - 1 }
  }
}
