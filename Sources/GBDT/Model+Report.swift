internal import GBDTCore
internal import GBDTData
internal import GBDTKernels
internal import GBDTModel
internal import GBDTObjectives
internal import GBDTParameters
internal import GBDTSchema

extension Model {
  /// Measures the model on the rows that its training held out (`Training.Validation.fraction`).
  ///
  /// - Parameters:
  ///   - table: the one that the model was trained on, as `DataTable.readAgain` reads it: the fingerprints
  ///     are compared.
  ///   - baselineFeature: a numeric feature for a second baseline; nil: there is only the constant one.
  /// - Throws: `.data` for another table or a model whose training held no rows out, else as `evaluate`.
  package func report(
    on table: DataTable, baselineFeature: String? = nil, threads: Int = 0
  ) throws(GBDTError) -> ModelReport {
    let threads = threads > 0 ? threads : ProcessorCount.available
    let split = try heldOutSplit(of: table, threads: threads)
    let all = try RecipeChunkSource(labelledFor: self, table: table.table)
    let training = split.rows(for: .training, of: all)
    let heldOut = split.rows(for: .validation, of: all)
    let measured = try MeasuredRows(heldOut, of: self, iterations: nil, threads: threads)
    guard measured.count > 0 else {
      throw GBDTError(.data, "No row was held out: train with a larger --valid-fraction.")
    }
    let panel = try reportPanel(for: measured, threads: threads)
    let rules = try baselineRules(feature: baselineFeature, fittedOn: training)
    let drops = try droppedRowCounts(all, threads: threads)
    return ModelReport(
      readRowCount: table.rowCount,
      filters: zip(checked.recipe.dropRowsWhere, drops).map {
        ModelReport.Filter(condition: $0, droppedRowCount: $1)
      },
      trainingRowCount: table.rowCount - drops.reduce(0, +) - measured.count,
      heldOutRowCount: measured.count,
      metrics: values(of: panel, on: measured, threads: threads),
      baselines: try rules.map { (rule) throws(GBDTError) in
        try baseline(
          rule, feature: baselineFeature, on: heldOut, panel: panel, threads: threads)
      },
      gainShares: gainShares(), example: try example(from: heldOut))
  }

  // MARK: Metrics and baselines

  /// At most three metrics that have a value for such rows: those of training, and what is usual beside them.
  private func reportPanel(
    for rows: MeasuredRows, threads: Int
  ) throws(GBDTError) -> MetricPanel {
    var parameters = try ModelRecords.parameters(of: trained)
    let own = try GBDTError.wrapping { () throws(ParameterError) in
      try parameters.resolvedMetrics()
    }
    let usual = Self.usualMetrics(of: parameters.predictionKind)
      .filter { kind in !own.contains { $0.kind == kind } }
    parameters.metrics = own + usual.map { MetricName($0) }
    let labels = rows.labels(threads: threads)
    guard labels.weights > 0 else {
      throw GBDTError(.data, "All weights of the held-out rows are 0: there is nothing to measure.")
    }
    return MetricPanel(
      Array(parameters.metrics.prefix(3)), settings: MetricSettings(parameters),
      link: rows.objective.link, labels: labels
    ).measuring(labels)
  }

  private static func usualMetrics(of kind: PredictionKind) -> [MetricKind] {
    switch kind {
    case .number: [.rmse, .mae]
    case .positive: [.mae]
    case .quantiles: [.quantile]
    case .probability: [.logloss, .auc, .error]
    case .share: [.crossEntropy, .auc]
    case .classes: [.multiLogloss, .multiError]
    case .order: [.ndcg]
    }
  }

  private func values(
    of panel: MetricPanel, on rows: MeasuredRows, threads: Int
  ) -> [MetricValue] {
    let weights = rows.labels(threads: threads).weights
    return zip(panel.metrics, rows.values(of: panel, weights: weights, threads: threads)).map {
      MetricValue(set: "valid", name: $0.name, value: $1)
    }
  }

  /// - Throws: `.usage` if the feature is not there or not numeric; `.data` for values too large to square.
  private func baselineRules(
    feature name: String?, fittedOn training: some FeatureChunkSource
  ) throws(GBDTError) -> [BaselineRule] {
    let place = try name.map { (name) throws(GBDTError) in try numericFeature(name, of: training) }
    let kind = try ModelRecords.parameters(of: trained).predictionKind
    let objective = try ModelRecords.objective(of: trained)
    let rows = try GBDTError.wrapping { () throws(DataError) in
      try BaselineRows(training, objective: objective, predictionKind: kind, feature: place)
    }
    return [BaselineRule(constantOf: rows)] + (name.map { [BaselineRule(of: $0, rows)] } ?? [])
  }

  private func numericFeature(
    _ name: String, of source: some FeatureChunkSource
  ) throws(GBDTError) -> Int {
    let numeric = source.featureNames.indices.filter { !source.isCategorical[$0] }
    guard let place = numeric.first(where: { source.featureNames[$0] == name }) else {
      throw GBDTError(
        .usage,
        "There is no numeric feature `\(name)` for a baseline."
          + Suggestion.sentence(for: name, among: numeric.map { source.featureNames[$0] }))
    }
    return place
  }

  private func baseline(
    _ rule: BaselineRule, feature name: String?, on source: some FeatureChunkSource,
    panel: MetricPanel, threads: Int
  ) throws(GBDTError) -> Baseline {
    let place = try name.map { (name) throws(GBDTError) in try numericFeature(name, of: source) }
    let rows = try MeasuredRows(
      source, objective: ModelRecords.objective(of: trained), threads: threads
    ) { (chunk) throws(GBDTError) in
      let values = try GBDTError.wrapping { () throws(DataError) in
        try place.map { (place) throws(DataError) in
          try BaselineRows.values(of: chunk, feature: place, named: source.featureNames[place])
        }
      }
      let scores = rule.scores(of: values ?? chunk.labels)
      if let score = scores.first(where: { $0.magnitude > ModelValidator.maximumRawScore }) {
        throw GBDTError(
          .data, "The \(rule.name) predicts \(score) for a row, too large to measure.")
      }
      return RawScores(
        values: scores, outputCount: outputCount,
        unseenCategories: source.featureNames.map { _ in 0 })
    }
    return Baseline(name: rule.name, metrics: self.values(of: panel, on: rows, threads: threads))
  }

  // MARK: What else is said

  /// How training divided this table.
  private func heldOutSplit(of table: DataTable, threads: Int) throws(GBDTError) -> RowSplit {
    let data = try GBDTError.wrapping { () throws(JSONError) in try DataRecord(json: trained.data) }
    guard let fraction = data.validationFraction else {
      throw GBDTError(
        .data,
        "The model was trained without held-out rows, so there are none to report on: train it with "
          + "--valid-fraction, or use `gbdt evaluate` with other rows.")
    }
    let found = DataFingerprint.of(
      table.table, columns: checked.trainingColumns, threads: threads
    ).description
    guard found == data.fingerprint else {
      throw GBDTError(
        .data,
        "These are not the rows that the model was trained on, so which of them were held out is "
          + "unknown: give the training files, or use `gbdt evaluate`.")
    }
    guard case .integer(let seed) = trained.parameters["seed"], seed >= 0 else {
      throw GBDTError(.data, "The model has no seed among its parameters.")
    }
    return RowSplit(validationFraction: fraction, seed: UInt64(seed))
  }

  /// How many rows each filter of the recipe is the first to drop.
  private func droppedRowCounts(
    _ source: RecipeChunkSource, threads: Int
  ) throws(GBDTError) -> [Int] {
    let counts = try GBDTError.wrapping { () throws(DataError) in
      try Parallel.map(count: source.chunkCount, threads: threads) { (index) throws(DataError) in
        try source.evaluator.droppedRowCounts(source.table.chunks[index])
      }
    }
    return checked.filters.indices.map { filter in counts.reduce(0) { $0 + $1[filter] } }
  }

  private func gainShares() -> [(feature: String, share: Double)] {
    let importance = GBDTModel.FeatureImportance.of(trained)
    let total = importance.reduce(0) { $0 + $1.gain }
    return importance.map { ($0.name, total > 0 ? $0.gain / total : 0) }
  }

  /// The first held-out row.
  private func example(
    from source: some FeatureChunkSource
  ) throws(GBDTError) -> ModelReport.Example {
    for index in 0..<source.chunkCount {
      let chunk = try GBDTError.wrapping { () throws(DataError) in try source.chunk(at: index) }
      guard let rowNumber = chunk.rowNumbers.first else { continue }
      return try GBDTError.wrapping { () throws(ModelError) in
        let path = try predictor.path(ofRow: 0, in: chunk.featureRows)
        return ModelReport.Example(
          rowNumber: rowNumber, label: chunk.labels[0], path: path,
          predictions: link.predictions(of: path.raw, outputCount: outputCount))
      }
    }
    throw GBDTError(.data, "No row was held out: train with a larger --valid-fraction.")
  }
}
