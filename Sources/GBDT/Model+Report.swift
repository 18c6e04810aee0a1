internal import GBDTCore
internal import GBDTData
internal import GBDTKernels
internal import GBDTModel
internal import GBDTParameters
internal import GBDTSchema

extension Model {
  /// Measures the model on the rows that its training held out (`Training.Validation.fraction`).
  ///
  /// - Parameters:
  ///   - table: the one that the model was trained on: the fingerprints are compared.
  ///   - baselineFeature: a numeric feature for the line among the baselines.
  /// - Throws: `.data` for another table or a model whose training held no rows out, else as `evaluate`.
  package func report(
    on table: DataTable, baselineFeature: String, threads: Int = 0
  ) throws(GBDTError) -> ModelReport {
    let threads = threads > 0 ? threads : ProcessorCount.available
    let split = try heldOutSplit(of: table, threads: threads)
    let all = try RecipeChunkSource(labelledFor: self, table: table.table)
    let training = split.rows(for: .training, of: all)
    let heldOut = split.rows(for: .validation, of: all)
    let measured = try evaluate(
      heldOut, tableRowCount: table.rowCount, metrics: [.rmse, .mae], threads: threads)
    let drops = try droppedRowCounts(all, threads: threads)
    return ModelReport(
      readRowCount: table.rowCount,
      filters: zip(checked.recipe.dropRowsWhere, drops).map {
        ModelReport.Filter(condition: $0, droppedRowCount: $1)
      },
      trainingRowCount: table.rowCount - drops.reduce(0, +) - measured.rowCount,
      heldOutRowCount: measured.rowCount, metrics: measured.metrics,
      baselines: try Baseline.measure(
        feature: baselineFeature, fittedOn: training, measuredOn: heldOut),
      gainShares: gainShares(), example: try example(from: heldOut))
  }

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
        ModelReport.Example(
          rowNumber: rowNumber, label: chunk.labels[0],
          path: try predictor.path(ofRow: 0, in: chunk.featureRows))
      }
    }
    throw GBDTError(.data, "No row was held out: train with a larger --valid-fraction.")
  }
}
