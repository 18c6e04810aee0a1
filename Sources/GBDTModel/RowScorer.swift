internal import GBDTCore
internal import GBDTKernels

/// Scores one row at a time with nothing allocated: for servers and other loops over single rows.
///
/// Immutable: any number of threads may use one scorer at once. Bits are those of
/// `ForestPredictor.rawScores`.
package struct RowScorer: Sendable {
  private let predictor: ForestPredictor
  private let features: [Coding]
  /// Of all features, one after the other.
  private let thresholds: [Double]

  /// How a feature's value becomes a code.
  private struct Coding: Sendable {
    /// Nil for a feature that no test asks for.
    let column: Int?
    /// The feature's part of all thresholds.
    let firstThreshold: Int
    let thresholdCount: Int
    /// Nil for a numeric feature.
    let categoryCount: Int?
  }

  package init(_ predictor: ForestPredictor) {
    self.predictor = predictor
    let coding = predictor.coding
    var thresholds: [Double] = []
    features = predictor.model.features.enumerated().map { index, feature in
      let firstThreshold = thresholds.count
      thresholds += coding.thresholds[index]
      var categoryCount: Int?
      if case .categorical(let categories, _) = feature.kind { categoryCount = categories.count }
      return Coding(
        column: coding.columns[index], firstThreshold: firstThreshold,
        thresholdCount: coding.thresholds[index].count, categoryCount: categoryCount)
    }
    self.thresholds = thresholds
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
    precondition(scores.count == predictor.outputCount, "one score an output")
    guard values.count == features.count else {
      throw ModelError(
        .data, "The model has \(features.count) features, the row has \(values.count).")
    }
    for output in 0..<scores.count { scores[output] = predictor.model.baseScore[output] }
    let columnCount = predictor.forest.columnCount
    let failure = withUnsafeTemporaryAllocation(
      of: UInt32.self, capacity: max(columnCount, 1)
    ) { codes -> ModelError? in
      codes.initialize(repeating: 0)
      for index in features.indices {
        let feature = features[index]
        guard let code = code(of: values[index], feature) else {
          return invalid(values[index], feature: index)
        }
        if let column = feature.column { codes[column] = code }
      }
      predictor.forest.addScores(
        rowCodes: codes.span.extracting(first: columnCount), treeCount: predictor.forest.treeCount,
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
  @inline(__always)
  private func code(of value: Double, _ feature: Coding) -> UInt32? {
    if value.isNaN { return 0 }
    if let categoryCount = feature.categoryCount {
      guard value >= 0 && value < Double(categoryCount) && value == value.rounded(.down) else {
        return nil
      }
      return UInt32(value) + 1
    }
    if value.isInfinite { return nil }
    if feature.thresholdCount == 0 { return 1 }
    // Without a branch that depends on data, so that the searches of neighbouring features overlap.
    let thresholds = thresholds.span
    var (first, count) = (feature.firstThreshold, feature.thresholdCount)
    while count > 1 {
      let half = count / 2
      first += half * (thresholds[first + half - 1] < value ? 1 : 0)
      count -= half
    }
    let below = first - feature.firstThreshold + (thresholds[first] < value ? 1 : 0)
    return UInt32(below + 1)
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
