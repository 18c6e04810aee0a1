internal import GBDTCore
internal import GBDTData
internal import GBDTModel
internal import GBDTObjectives
internal import GBDTSchema

/// Predictions for one row at a time, as a service makes them.
///
///     let predictor = RowPredictor(try Model(contentsOf: "fares.gbdt"))
///     let fare = try predictor.predict(["distance_km": 5, "zone": "harlem"])
///
/// Each prediction has the bits that `Model.predict` gives for the same row in a table. A predictor is
/// immutable and takes no locks: any number of threads may use one at once. Make it once and keep it;
/// making one costs time and memory in proportion to the model's nodes.
///
/// Fastest are features that the caller has computed (`predict(features:)`): nothing is allocated. A raw
/// row goes through the model's recipe first, which allocates an array or two.
public struct RowPredictor: Sendable {
  /// Names of the raw columns that `predict(_:)` takes, in its order.
  public let columnNames: [String]
  /// Names of the features that `predict(features:)` takes, in its order.
  public let featureNames: [String]
  private let recipe: RowEvaluator
  private let scorer: RowScorer
  private let isCategorical: [Bool]
  private let link: Link
  /// Predictions a row: as `Model.outputCount`.
  public let outputCount: Int

  /// A predictor with the model's recipe and trees.
  public init(_ model: Model) {
    recipe = RowEvaluator(model.checked)
    scorer = RowScorer(model.predictor)
    isCategorical = model.checked.isCategorical
    link = model.link
    outputCount = model.outputCount
    featureNames = model.featureNames
    columnNames = recipe.columns.columns.map(\.name)
  }

  // MARK: From features

  /// The prediction for features as the trees see them, of a model with one output.
  ///
  /// - Parameter features: one value a feature, in the order of `featureNames`: a finite number, or the
  ///   number of a category (`categoryNumber`); NaN is missing.
  /// - Throws: `.data` for another number of values, an infinite number, or a category number that is
  ///   none; `.usage` for a model with several outputs.
  public func predict(features: Span<Double>) throws(GBDTError) -> Double {
    try requireOneOutput()
    var scores: InlineArray<1, Double> = [0]
    var span = scores.mutableSpan
    try predict(features, into: &span)
    return span[0]
  }

  /// All predictions for features as the trees see them, `outputCount` of them; as `predict(features:)`
  /// for a model with any number of outputs.
  public func predictions(features: Span<Double>) throws(GBDTError) -> [Double] {
    var scores = [Double](repeating: 0, count: outputCount)
    var span = scores.mutableSpan
    try predict(features, into: &span)
    return scores
  }

  private func requireOneOutput() throws(GBDTError) {
    guard outputCount == 1 else {
      throw GBDTError(
        .usage,
        "The model has \(outputCount) outputs: `predictions` gives them all, `predict` is for one.")
    }
  }

  /// - Parameter scores: one number an output; overwritten.
  private func predict(
    _ features: Span<Double>, into scores: inout MutableSpan<Double>
  ) throws(GBDTError) {
    do throws(ModelError) {
      try scorer.score(features, into: &scores)
    } catch {
      throw GBDTError(error)
    }
    scores.withUnsafeMutableBufferPointer { link.apply(to: $0, outputCount: outputCount) }
  }

  /// The prediction for features as the trees see them; as `predict(features:)` of a span.
  public func predict(features: [Double]) throws(GBDTError) -> Double {
    try predict(features: features.span)
  }

  /// The number that stands for a category in `predict(features:)`. It belongs to this model: another one
  /// may number its categories otherwise.
  ///
  /// - Returns: NaN, a missing value, for a category that training never saw, where the model takes such
  ///   for missing.
  /// - Throws: `.usage` for a feature that is not there or not categorical; `.data` for a category that
  ///   training never saw, where the model refuses such.
  public func categoryNumber(
    _ category: String, feature name: String
  ) throws(GBDTError) -> Double {
    guard let feature = featureNames.firstIndex(of: name), isCategorical[feature] else {
      let known = featureNames.indices.filter { isCategorical[$0] }.map { featureNames[$0] }
      throw GBDTError(
        .usage,
        "There is no categorical feature `\(name)`."
          + Suggestion.sentence(for: name, among: known))
    }
    return try number(of: category, feature: feature)
  }

  // MARK: From raw rows

  /// The prediction for a raw row, through the model's recipe, of a model with one output.
  ///
  /// - Parameter row: one value a column, in the order of `columnNames`.
  /// - Throws: `.data` for another number of values, a value of another type than its column's, or a
  ///   category that training never saw, where the model refuses such; `.usage` for a model with several
  ///   outputs.
  public func predict(_ row: [RowValue]) throws(GBDTError) -> Double {
    let features = try features(of: row)
    return try predict(features: features.span)
  }

  /// All predictions for a raw row; as `predict(_:)` for a model with any number of outputs.
  public func predictions(_ row: [RowValue]) throws(GBDTError) -> [Double] {
    let features = try features(of: row)
    return try predictions(features: features.span)
  }

  private func features(of row: [RowValue]) throws(GBDTError) -> [Double] {
    guard row.count == columnNames.count else {
      throw GBDTError(
        .data,
        "The model reads \(columnNames.count) columns, the row has \(row.count). In order: "
          + "\(columnNames.joined(separator: ", ")).")
    }
    return try features { row[$0] }
  }

  /// The prediction for a raw row by column names, through the model's recipe.
  ///
  /// - Parameter row: a value for each of `columnNames`, `nil` for a missing one, and no others.
  /// - Throws: `.data` for a column that is not there or that the model does not read, a value of another
  ///   type than its column's, or a category that training never saw, where the model refuses such.
  public func predict(_ row: [String: RowValue]) throws(GBDTError) -> Double {
    let features = try features(of: row)
    return try predict(features: features.span)
  }

  /// All predictions for a raw row by column names; as `predict(_:)` for a model with any number of
  /// outputs.
  public func predictions(_ row: [String: RowValue]) throws(GBDTError) -> [Double] {
    let features = try features(of: row)
    return try predictions(features: features.span)
  }

  private func features(of row: [String: RowValue]) throws(GBDTError) -> [Double] {
    try checkNames(of: row)
    return try features { row[columnNames[$0]] ?? .missing }
  }

  private func features(_ value: (Int) -> RowValue) throws(GBDTError) -> [Double] {
    let columns = recipe.columns.columns
    var values: [GBDTData.RowValue] = []
    values.reserveCapacity(recipe.valueCount)
    for (index, column) in columns.enumerated() {
      values.append(try value(index).value(for: column))
    }
    do throws(DataError) {
      try recipe.appendFeatures(to: &values)
    } catch {
      throw GBDTError(error)
    }
    var features: [Double] = []
    features.reserveCapacity(featureNames.count)
    for feature in featureNames.indices {
      let value = values[columns.count + feature]
      if !isCategorical[feature] {
        features.append(value.asNumber)
      } else if let category = value.asText {
        features.append(try number(of: category, feature: feature))
      } else {
        features.append(.nan)
      }
    }
    return features
  }

  private func number(of category: String, feature: Int) throws(GBDTError) -> Double {
    do throws(ModelError) {
      return try scorer.categoryNumber(category, feature: feature)
    } catch {
      throw GBDTError(error)
    }
  }

  private func checkNames(of row: [String: RowValue]) throws(GBDTError) {
    if row.count == columnNames.count && columnNames.allSatisfy({ row[$0] != nil }) { return }
    if let unknown = row.keys.filter({ !columnNames.contains($0) }).min() {
      throw GBDTError(
        .data,
        "The model reads no column `\(unknown)`."
          + Suggestion.sentence(for: unknown, among: columnNames)
          + " It reads \(columnNames.joined(separator: ", ")).")
    }
    let missing = columnNames.first { row[$0] == nil } ?? ""
    throw GBDTError(
      .data,
      "The row has no column `\(missing)`, which the model reads; give nil for a missing value.")
  }
}
