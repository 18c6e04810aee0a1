internal import GBDTCore
internal import GBDTData
internal import GBDTObjectives
internal import GBDTParameters

/// The training rows that baselines are fitted on.
struct BaselineRows: Sendable {
  private let objective: any Objective
  private let predictionKind: PredictionKind
  private(set) var labels: [Double] = []
  private var weights: [Double]?
  private var exposures: [Double]?
  private(set) var hasInitScores = false
  /// Of the feature, NaN where missing; empty without one.
  private(set) var values: [Double] = []

  /// - Parameter feature: the place of a numeric one; nil: none.
  /// - Throws: `.data` for labels that cannot be learned, and values too large to square.
  init(
    _ source: some FeatureChunkSource, objective: any Objective, predictionKind: PredictionKind,
    feature: Int?
  ) throws(DataError) {
    self.objective = objective
    self.predictionKind = predictionKind
    for index in 0..<source.chunkCount {
      let chunk = try source.chunk(at: index)
      if let feature {
        values += try Self.values(of: chunk, feature: feature, named: source.featureNames[feature])
      }
      labels += chunk.labels
      if let part = chunk.roles.weights { weights = (weights ?? []) + part }
      if let part = chunk.roles.exposures { exposures = (exposures ?? []) + part }
      hasInitScores = hasInitScores || !chunk.roles.initScores.isEmpty
    }
    if let (_, text) = withRows(Array(labels.indices), { $0.complaint(objective: objective) }) {
      throw DataError(.data, "A training row has \(text)")
    }
  }

  /// - Throws: `.data` naming a row whose value is too large to square.
  static func values(
    of chunk: FeatureChunk, feature: Int, named name: String
  ) throws(DataError) -> [Double] {
    guard case .number(let values) = chunk.features[feature] else { return [] }
    guard
      let row = values.firstIndex(where: { $0.magnitude > LabelledRows.maximumLabelMagnitude })
    else { return values }
    throw DataError(
      .data,
      "Row \(chunk.rowNumbers[row]): the feature `\(name)` is \(values[row]), too large for a baseline. "
        + "Name another feature.")
  }

  func weight(_ row: Int) -> Double { weights?[row] ?? 1 }

  /// Whether the raw score is the one prediction, and the mean a good one.
  var isPlainNumber: Bool { predictionKind == .number && !hasInitScores }

  /// What `scores` of all rows is.
  var constantName: String {
    if case .quantiles(let quantiles, _) = objective.baseRule {
      if quantiles.count > 1 { return "quantiles" }
      return quantiles == [0.5] ? "median" : "quantile \(quantiles[0])"
    }
    return switch predictionKind {
    case .number, .share, .quantiles: "mean"
    case .positive: exposures == nil ? "mean" : "mean rate"
    case .probability, .classes: "class shares"
    case .order: "all rows alike"
    }
  }

  /// The raw scores that suit some rows best, one an output: in front of initial scores 0, and of rows that
  /// are ranked the mean label.
  func scores(of rows: [Int]) -> [Double] {
    if hasInitScores { return [Double](repeating: 0, count: objective.outputCount) }
    if case .quantiles(let quantiles, let weighting) = objective.baseRule {
      return quantiles.map { quantile($0, of: rows, weighting) }
    }
    let summary = summary(of: rows)
    let mean = [summary.weightedLabels.value / summary.weights.value]
    switch predictionKind {
    case .probability: return BinaryObjective().baseScores(of: summary)
    case .order: return mean
    case .number where objective.name == .custom: return mean
    case .number, .positive, .quantiles, .share, .classes:
      return objective.baseScores(of: summary)
    }
  }

  /// The lowest label with so much of the weight at or below it.
  private func quantile(
    _ alpha: Double, of rows: [Int], _ weighting: LeafRenewal.Weighting
  ) -> Double {
    var sorted: [(label: Double, weight: Double)] = []
    for row in rows where weight(row) > 0 {
      let divisor = weighting == .rowWeight ? 1 : max(1, labels[row].magnitude)
      sorted.append((labels[row], weight(row) / divisor))
    }
    sorted.sort { ($0.label, $0.weight) < ($1.label, $1.weight) }
    var (whole, below) = (ExactSum(), ExactSum())
    for row in sorted { whole.add(row.weight) }
    for row in sorted {
      below.add(row.weight)
      if below.value >= alpha * whole.value { return row.label }
    }
    return sorted.last?.label ?? 0
  }

  private func summary(of rows: [Int]) -> LabelSummary {
    let isOfClasses = predictionKind == .classes || predictionKind == .probability
    var summary = LabelSummary(
      classCount: isOfClasses ? max(2, objective.outputCount) : 0, hasExposures: exposures != nil)
    withRows(rows) { labelled in
      guard let exposures else { return summary.add(labelled) }
      rows.map { exposures[$0] }.withUnsafeBufferPointer { summary.add(labelled, exposures: $0) }
    }
    return summary
  }

  private func withRows<Result>(_ rows: [Int], _ body: (LabelledRows) -> Result) -> Result {
    rows.map { labels[$0] }.withUnsafeBufferPointer { labels in
      // Scores do not matter here; labels stand in for them.
      let scores = [Double](repeating: 0, count: objective.outputCount * labels.count)
      return scores.withUnsafeBufferPointer { scores in
        let weights = rows.map(weight)
        return weights.withUnsafeBufferPointer { weights in
          body(
            LabelledRows(
              scores: scores, outputCount: objective.outputCount, scoreStride: labels.count,
              labels: labels, weights: weights))
        }
      }
    }
  }

  /// The least-squares line of the label on the feature where it has a value; its sums are exact but for the
  /// rounding of each product.
  var line: (intercept: Double, slope: Double) {
    var (known, x, y, xx, xy) = (ExactSum(), ExactSum(), ExactSum(), ExactSum(), ExactSum())
    for row in values.indices where !values[row].isNaN {
      let (value, label, weight) = (values[row], labels[row], weight(row))
      known.add(weight)
      x.add(weight * value)
      y.add(weight * label)
      xx.add(weight * value * value)
      xy.add(weight * value * label)
    }
    let (meanX, meanY) = (x.value / known.value, y.value / known.value)
    let variance = xx.value / known.value - meanX * meanX
    let slope = variance > 0 ? (xy.value / known.value - meanX * meanY) / variance : 0
    let flat = scores(of: Array(labels.indices))[0]
    return slope.isFinite ? (meanY - slope * meanX, slope) : (flat, 0)
  }
}
