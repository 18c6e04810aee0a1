internal import GBDTCore
internal import GBDTData
internal import GBDTModel
internal import GBDTObjectives

/// How well something that needs no model does on the validation rows.
public struct Baseline: Sendable, Equatable {
  /// `mean`, or `line on FEATURE`.
  public let name: String
  /// Prediction for a row with value x of the feature: intercept + slope x; slope 0 for the mean.
  public let intercept: Double
  /// Change of the prediction for each unit of the feature.
  public let slope: Double
  /// Root mean squared error on the validation rows.
  public let rmse: Double
  /// Mean absolute error on the validation rows.
  public let mae: Double
}

extension Baseline {
  /// The label's mean, and the least-squares line on `feature` where it has a value (the mean elsewhere),
  /// fitted on the training rows and measured on the validation rows, both weighted.
  ///
  /// - Throws: `.usage` if the feature is not there or not numeric; `.data` for values too large to square.
  static func measure(
    feature name: String, fittedOn training: any FeatureChunkSource,
    measuredOn validation: any FeatureChunkSource
  ) throws(GBDTError) -> [Baseline] {
    let names = training.featureNames
    guard let feature = names.firstIndex(of: name), !training.isCategorical[feature] else {
      throw GBDTError(
        .usage,
        "There is no numeric feature `\(name)` for a baseline."
          + Suggestion.sentence(
            for: name, among: names.indices.filter { !training.isCategorical[$0] }.map { names[$0] }
          ))
    }
    return try GBDTError.wrapping { () throws(DataError) in
      let fit = try LineFit(training, feature: feature)
      let (intercept, slope) = fit.line
      return [
        try measured("mean", intercept: fit.mean, slope: 0, fit, validation, feature),
        try measured(
          "line on \(name)", intercept: intercept, slope: slope, fit, validation, feature),
      ]
    }
  }

  private static func measured(
    _ name: String, intercept: Double, slope: Double, _ fit: LineFit,
    _ rows: any FeatureChunkSource, _ feature: Int
  ) throws(DataError) -> Baseline {
    var (squares, absolutes, weights) = (ExactSum(), ExactSum(), ExactSum())
    try forEachRow(of: rows, feature: feature) { value, label, weight throws(DataError) in
      let prediction = value.isNaN ? fit.mean : intercept + slope * value
      guard prediction.magnitude <= ModelValidator.maximumRawScore else {
        throw DataError(
          .data, "The \(name) predicts \(prediction) for a row, too large to measure.")
      }
      squares.add(weight * (label - prediction) * (label - prediction))
      absolutes.add(weight * abs(label - prediction))
      weights.add(weight)
    }
    return Baseline(
      name: name, intercept: intercept, slope: slope,
      rmse: (squares.value / weights.value).squareRoot(), mae: absolutes.value / weights.value)
  }

  /// The weighted sums of a least-squares line, exact but for the rounding of each product.
  private struct LineFit {
    private var (weights, labels) = (ExactSum(), ExactSum())
    private var (known, x, y, xx, xy) = (ExactSum(), ExactSum(), ExactSum(), ExactSum(), ExactSum())

    init(_ rows: any FeatureChunkSource, feature: Int) throws(DataError) {
      try Baseline.forEachRow(of: rows, feature: feature) { value, label, weight in
        weights.add(weight)
        labels.add(weight * label)
        if value.isNaN { return }
        known.add(weight)
        x.add(weight * value)
        y.add(weight * label)
        xx.add(weight * value * value)
        xy.add(weight * value * label)
      }
    }

    var mean: Double { labels.value / weights.value }

    var line: (intercept: Double, slope: Double) {
      let (meanX, meanY) = (x.value / known.value, y.value / known.value)
      let variance = xx.value / known.value - meanX * meanX
      let slope = variance > 0 ? (xy.value / known.value - meanX * meanY) / variance : 0
      return slope.isFinite ? (meanY - slope * meanX, slope) : (mean, 0)
    }
  }

  private static func forEachRow(
    of source: any FeatureChunkSource, feature: Int,
    _ body: (_ value: Double, _ label: Double, _ weight: Double) throws(DataError) -> Void
  ) throws(DataError) {
    for index in 0..<source.chunkCount {
      let chunk = try source.chunk(at: index)
      guard case .number(let values) = chunk.features[feature] else { continue }
      for row in values.indices {
        guard values[row].isNaN || values[row].magnitude <= LabelledRows.maximumLabelMagnitude
        else {
          throw DataError(
            .data,
            "Row \(chunk.rowNumbers[row]): the feature `\(source.featureNames[feature])` is "
              + "\(values[row]), too large for a baseline. Name another feature.")
        }
        try body(values[row], chunk.labels[row], chunk.weights?[row] ?? 1)
      }
    }
  }
}
