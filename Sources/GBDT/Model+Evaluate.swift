internal import GBDTCore
internal import GBDTData
internal import GBDTKernels
internal import GBDTModel
internal import GBDTObjectives
internal import GBDTParameters
internal import GBDTSchema

extension Model {
  /// How good the model is on the rows of `table` that the recipe's filters keep.
  public struct Evaluation: Sendable, Equatable {
    /// In the order asked for.
    public let metrics: [MetricValue]
    /// Rows that were measured.
    public let rowCount: Int
    /// Rows that a filter of the recipe dropped.
    public let droppedRowCount: Int
    /// Rows with a category that the model does not know, by feature; features without any are left out.
    public let unseenCategories: [UnseenCategories]
  }

  /// Measures metrics, weighted if the recipe has a weight column.
  ///
  /// - Parameters:
  ///   - table: with the label column.
  ///   - metrics: names or aliases such as `rmse` and `mae`; empty: all that there are.
  ///   - iterations: use only this many trees from the start; nil: all.
  ///   - threads: 0: as many as this process may use. Never changes a bit of the result.
  /// - Throws: `.usage` for an unknown metric; `.data` if no row or no weight is left, or a label or
  ///   weight is out of range; else as `predict`.
  public func evaluate(
    _ table: DataTable, metrics names: [String] = [], iterations: Int? = nil, threads: Int = 0
  ) throws(GBDTError) -> Evaluation {
    let metrics = try Self.metrics(named: names)
    let source = try RecipeChunkSource(checked, table: table.table, purpose: .training)
    let evaluation = try evaluate(
      source, tableRowCount: table.rowCount, metrics: metrics, iterations: iterations,
      threads: threads)
    guard evaluation.rowCount > 0 else {
      throw GBDTError(
        .data,
        "No row is left to evaluate: \(table.rowCount) were read, and the recipe's filters dropped "
          + "\(evaluation.droppedRowCount).")
    }
    return evaluation
  }

  /// Measures metrics on the rows of a source, which were made of a table of `tableRowCount` rows.
  ///
  /// - Throws: as `evaluate(_:metrics:)`; not for want of rows.
  func evaluate(
    _ source: some FeatureChunkSource, tableRowCount: Int, metrics names: [MetricName],
    iterations: Int? = nil, threads: Int
  ) throws(GBDTError) -> Evaluation {
    let metrics = names.map { $0.makeMetric() }
    let objective = try ModelRecords.objective(of: trained)
    let threads = threads > 0 ? threads : ProcessorCount.available
    let parts = try Parallel.map(
      count: source.chunkCount, threads: threads
    ) { (index) throws(GBDTError) in
      let chunk = try GBDTError.wrapping { () throws(DataError) in try source.chunk(at: index) }
      let scores = try GBDTError.wrapping { () throws(ModelError) in
        try predictor.rawScores(of: chunk.featureRows, iterations: iterations)
      }
      return try MetricSums(chunk, scores: scores, metrics: metrics, objective: objective)
    }
    var sums = MetricSums(metrics: metrics, features: trained.features.count)
    for part in parts { sums.add(part) }
    if sums.rowCount > 0 && sums.weights.value == 0 {
      throw GBDTError(.data, "All weights are 0; at least one row to evaluate must have a weight.")
    }
    return Evaluation(
      metrics: zip(metrics, sums.errors).map { metric, errors in
        MetricValue(
          set: "data", name: metric.name.rawValue,
          value: metric.value(errors: errors.value, weights: sums.weights.value))
      },
      rowCount: sums.rowCount, droppedRowCount: tableRowCount - sums.rowCount,
      unseenCategories: UnseenCategories.nonZero(featureNames, sums.unseen))
  }

  private static func metrics(named names: [String]) throws(GBDTError) -> [MetricName] {
    if names.isEmpty { return MetricName.allCases }
    let metrics = try names.map { (name) throws(GBDTError) in
      guard
        let metric = MetricName.allCases.first(where: {
          $0.rawValue == name || $0.aliases.contains(name)
        })
      else {
        let known = MetricName.allCases.map(\.rawValue)
        throw GBDTError(
          .usage,
          "There is no metric `\(name)`; there are \(known.joined(separator: ", "))."
            + Suggestion.sentence(for: name, among: known))
      }
      return metric
    }
    if let repeated = metrics.indices.first(where: { metrics[..<$0].contains(metrics[$0]) }) {
      throw GBDTError(
        .usage, "The metric `\(metrics[repeated].rawValue)` is asked for twice; keep one of them.")
    }
    return metrics
  }

  /// Exact sums of metric terms over rows: in any order, the same.
  private struct MetricSums: Sendable {
    var errors: [ExactSum]
    var weights = ExactSum()
    var rowCount = 0
    var unseen: [Int]

    init(metrics: [any Metric], features: Int) {
      errors = metrics.map { _ in ExactSum() }
      unseen = [Int](repeating: 0, count: features)
    }

    /// - Throws: `.data` naming the first row with a label or weight that is out of range.
    init(
      _ chunk: FeatureChunk, scores: RawScores, metrics: [any Metric], objective: any Objective
    ) throws(GBDTError) {
      self.init(metrics: metrics, features: scores.unseenCategories.count)
      let complaint = withLabelledRows(chunk, scores: scores) {
        $0.complaint(objective: objective)
      }
      if let (place, text) = complaint {
        throw GBDTError(.data, "Row \(chunk.rowNumbers[place]) has \(text)")
      }
      rowCount = chunk.labels.count
      unseen = scores.unseenCategories
      for row in chunk.labels.indices { weights.add(chunk.weights?[row] ?? 1) }
      withLabelledRows(chunk, scores: scores) { rows in
        for index in metrics.indices {
          metrics[index].add(rows, link: objective.link, to: &errors[index])
        }
      }
    }

    mutating func add(_ other: MetricSums) {
      for index in errors.indices { errors[index].add(other.errors[index]) }
      weights.add(other.weights)
      rowCount += other.rowCount
      for feature in unseen.indices { unseen[feature] += other.unseen[feature] }
    }
  }
}

/// Calls `body` with the labels, weights and scores of a chunk.
private func withLabelledRows<Result>(
  _ chunk: FeatureChunk, scores: RawScores, _ body: (LabelledRows) -> Result
) -> Result {
  scores.values.withUnsafeBufferPointer { scores in
    chunk.labels.withUnsafeBufferPointer { labels in
      if let weights = chunk.weights {
        return weights.withUnsafeBufferPointer {
          body(LabelledRows(scores: scores, labels: labels, weights: $0))
        }
      }
      return body(LabelledRows(scores: scores, labels: labels, weights: nil))
    }
  }
}
