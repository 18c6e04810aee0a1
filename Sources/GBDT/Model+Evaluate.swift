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
    /// Closures, then the others in the order asked for.
    public let metrics: [MetricValue]
    /// How far chance alone may have moved each metric, in their order; empty where no samples were asked
    /// for, nil where no sample gave a value.
    public let intervals: [MetricInterval?]
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
  ///   - metrics: names or aliases such as `rmse`, `l1` and `ndcg@5`; empty: all that fit what the model
  ///     predicts and the labels of the table.
  ///   - custom: metrics of one's own, beside those.
  ///   - iterations: use only this many iterations from the start; nil: all.
  ///   - bootstrap: samples of the rows, or where rows have queries of the queries, that intervals are made
  ///     from; 0: none.
  ///   - seed: equal seeds draw equal samples.
  ///   - threads: 0: as many as this process may use. Never changes a bit of the result.
  /// - Throws: `.usage` for an unknown metric and one that does not fit what the model predicts; `.data`
  ///   if no row or no weight is left, a label or weight is out of range, or a metric that was asked for
  ///   has no value for such labels; else as `predict`.
  public func evaluate(
    _ table: DataTable, metrics names: [String] = [], custom: [CustomMetric] = [],
    iterations: Int? = nil, bootstrap: Int = 0, seed: UInt64 = 0, threads: Int = 0
  ) throws(GBDTError) -> Evaluation {
    let metrics = try Self.metrics(named: names)
    let source = try RecipeChunkSource(labelledFor: self, table: table.table)
    let evaluation: Evaluation
    do throws(GBDTError) {
      evaluation = try evaluate(
        source, tableRowCount: table.rowCount, metrics: metrics, custom: custom.map(\.metric),
        iterations: iterations, bootstrap: bootstrap, seed: seed, threads: threads)
    } catch {
      throw error.located(in: table.places)
    }
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
    custom: [GBDTObjectives.CustomMetric] = [], iterations: Int? = nil, bootstrap: Int = 0,
    seed: UInt64 = 0, threads: Int
  ) throws(GBDTError) -> Evaluation {
    let parameters = try ModelRecords.parameters(of: trained)
    let chosen = try Self.fitting(names, parameters: parameters)
    let threads = threads > 0 ? threads : ProcessorCount.available
    let rows = try MeasuredRows(source, of: self, iterations: iterations, threads: threads)
    let labels = rows.labels(threads: threads)
    if rows.count > 0 && labels.weights == 0 {
      throw GBDTError(.data, "All weights are 0; at least one row to evaluate must have a weight.")
    }
    let complaint =
      GBDTObjectives.CustomMetric.complaint(aboutNamesOf: custom, beside: chosen)
      ?? custom.lazy.compactMap {
        $0.complaint(outputCount: rows.objective.outputCount, hasQueries: rows.hasQueries)
      }.first.map { "The metric \($0)." }
    if let complaint { throw GBDTError(.usage, complaint) }
    var panel = MetricPanel(
      chosen, custom: custom, settings: MetricSettings(parameters), link: rows.objective.link,
      labels: labels)
    if names.isEmpty { panel = panel.measuring(labels) }
    if rows.count > 0, let complaint = panel.complaint(about: labels) {
      throw GBDTError(.data, "The metric \(complaint). Choose another metric.")
    }
    let values =
      rows.count > 0
      ? rows.values(of: panel, weights: labels.weights, threads: threads) : []
    if let place = values.firstIndex(where: { !$0.isFinite }) {
      throw GBDTError(
        .data,
        "The metric `\(panel.metrics[place].name)` is no finite number; its closure must give one for these rows."
      )
    }
    return Evaluation(
      metrics: zip(panel.metrics, values).map { metric, value in
        MetricValue(set: "data", name: metric.name, value: value)
      },
      intervals: bootstrap > 0 && rows.count > 0
        ? MetricInterval.intervals(
          of: panel, on: rows, samples: bootstrap, seed: seed, threads: threads) : [],
      rowCount: rows.count, droppedRowCount: tableRowCount - rows.count,
      unseenCategories: UnseenCategories.nonZero(featureNames, rows.unseenCategories))
  }

  private static func metrics(named names: [String]) throws(GBDTError) -> [MetricName] {
    let metrics = try names.map { (name) throws(GBDTError) in
      do throws(MetricName.Complaint) {
        return try MetricName(parsing: name)
      } catch {
        throw GBDTError(.usage, "The metric `\(name)` \(error.text).")
      }
    }
    if let repeated = metrics.indices.first(where: { metrics[..<$0].contains(metrics[$0]) }) {
      throw GBDTError(
        .usage, "The metric `\(metrics[repeated])` is asked for twice; keep one of them.")
    }
    return metrics
  }

  /// The metrics, which all measure what a model of these parameters predicts; all such if none is named.
  private static func fitting(
    _ metrics: [MetricName], parameters: TrainParameters
  ) throws(GBDTError) -> [MetricName] {
    var parameters = parameters
    parameters.metrics =
      metrics.isEmpty
      ? MetricKind.fitting(parameters.predictionKind).map { MetricName($0) } : metrics
    return try GBDTError.wrapping { () throws(ParameterError) in
      try parameters.resolvedMetrics()
    }
  }
}
