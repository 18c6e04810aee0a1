internal import GBDTCore
internal import GBDTKernels

/// Scores one row at a time with nothing allocated: for servers and other loops over single rows.
///
/// Immutable: any number of threads may use one scorer at once. Bits are those of
/// `ForestPredictor.rawScores`.
package struct RowScorer: Sendable {
  private let predictor: ForestPredictor

  package init(_ predictor: ForestPredictor) {
    self.predictor = predictor
  }

  /// Raw scores of one row.
  ///
  /// - Parameters:
  ///   - values: one value a feature: a number, or the number of a category (`categoryNumber`); NaN is
  ///     missing.
  ///   - scores: one number an output; overwritten.
  /// - Throws: for another number of values, an infinite number, or a category number that is none.
  package func score(
    _ values: Span<Double>, into scores: inout MutableSpan<Double>
  ) throws(ModelError) {
    let model = predictor.model
    precondition(scores.count == model.baseScore.count, "one score an output")
    guard values.count == model.features.count else {
      throw ModelError(
        .data, "The model has \(model.features.count) features, the row has \(values.count).")
    }
    for output in model.baseScore.indices { scores[output] = model.baseScore[output] }
    let columnCount = predictor.coding.features.count
    let failure = withUnsafeTemporaryAllocation(
      of: UInt32.self, capacity: max(columnCount, 1)
    ) { codes -> ModelError? in
      codes.initialize(repeating: 0)
      for feature in model.features.indices {
        guard let code = code(of: values[feature], feature: feature) else {
          return invalid(values[feature], feature: feature)
        }
        if let column = predictor.coding.columns[feature] { codes[column] = code }
      }
      predictor.forest.addScores(
        rowCodes: codes.span.extracting(first: columnCount), treeCount: model.trees.count,
        to: &scores)
      return nil
    }
    if let failure { throw failure }
  }

  /// The number that stands for a category in `score`.
  ///
  /// - Returns: NaN, a missing value, for a category that the model does not know and takes for missing.
  /// - Throws: for an unknown category where the feature's policy refuses such.
  /// - Precondition: the feature is one of the model's and categorical.
  package func categoryNumber(_ category: String, feature: Int) throws(ModelError) -> Double {
    if let code = predictor.coding.categoryCodes[feature][CategoryKey(text: category)] {
      return Double(code) - 1
    }
    if case .categorical(_, .error) = predictor.model.features[feature].kind {
      throw predictor.unseenCategory(category, feature: feature, place: "The feature")
    }
    return .nan
  }

  /// The code of a feature's value; nil for a value that the feature cannot have.
  private func code(of value: Double, feature: Int) -> UInt32? {
    if value.isNaN { return 0 }
    switch predictor.model.features[feature].kind {
    case .numeric:
      guard value.isFinite else { return nil }
      return 1 + UInt32(FeatureCoding.rank(of: value, in: predictor.coding.thresholds[feature]))
    case .categorical(let categories, _):
      guard let index = Int(exactly: value), categories.indices.contains(index) else { return nil }
      return UInt32(index) + 1
    }
  }

  private func invalid(_ value: Double, feature: Int) -> ModelError {
    let name = predictor.model.features[feature].name
    guard case .categorical(let categories, _) = predictor.model.features[feature].kind else {
      return ModelError(
        .data, "The feature `\(name)` is \(value); features are finite, or NaN where missing.")
    }
    return ModelError(
      .data,
      "The feature `\(name)` has the category number \(value), but its numbers are 0 to "
        + "\(categories.count - 1), and NaN where missing.")
  }
}
