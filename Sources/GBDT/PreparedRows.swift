internal import GBDTCore
internal import GBDTData
internal import GBDTParameters
internal import GBDTSchema

/// Rows ready to grow trees on: a recipe met a table, rows were split, features binned.
struct PreparedRows {
  let checked: CheckedRecipe
  let table: Table
  /// Training and validation rows as the trees see them, evaluated whenever they are asked for.
  let trainingSource: any FeatureChunkSource
  let validationSource: (any FeatureChunkSource)?
  let training: BinnedDataset
  let validation: BinnedDataset?
  /// Share of the table's rows that is for validation; nil where validation rows are others or none.
  let validationFraction: Double?
  /// Rows of the training table that a filter of the recipe dropped.
  let droppedRowCount: Int

  var features: [BinnedFeature] { training.features }
  var trainingRowCount: Int { training.rowCount }
  var validationRowCount: Int { validation?.rowCount ?? 0 }

  /// What became of the rows.
  var counts: TrainingOutcome.RowCounts {
    TrainingOutcome.RowCounts(
      read: table.rowCount, dropped: droppedRowCount, training: trainingRowCount,
      validation: validationRowCount)
  }

  /// - Throws: `.data` if no row is left to train or to validate on.
  init(
    table: Table, recipe: Recipe, validation: Training.Validation, parameters: Parameters
  ) throws(GBDTError) {
    let values = parameters.validated.values
    let checked = try GBDTError.wrapping { () throws(RecipeError) in
      try CheckedRecipe(recipe, schema: table.schema)
    }
    self.checked = checked
    self.table = table
    let all = try RecipeChunkSource(checked, table: table, purpose: .training)
    switch validation {
    case .none:
      (trainingSource, validationSource, validationFraction) = (all, nil, nil)
    case .table(let other):
      let rows = try RecipeChunkSource(checked, table: other.table, purpose: .training)
      (trainingSource, validationSource, validationFraction) = (all, rows, nil)
    case .fraction(let fraction):
      guard fraction > 0 && fraction < 1 else {
        throw GBDTError(
          .usage, "The share of validation rows is \(fraction), but must be above 0 and below 1.")
      }
      let split = RowSplit(validationFraction: fraction, seed: values.seed)
      trainingSource = split.rows(for: .training, of: all)
      validationSource = split.rows(for: .validation, of: all)
      validationFraction = fraction
    }
    let options = BinningOptions(
      maxBin: values.maxBin, seed: values.seed, threads: parameters.threads)
    training = try Self.binned(trainingSource, options: options)
    let features = training.features
    self.validation = try validationSource.map { (source) throws(GBDTError) in
      try Self.binned(source, features: features, parameters: parameters)
    }
    let isHeldOut = validationFraction != nil
    droppedRowCount =
      table.rowCount - training.rowCount - (isHeldOut ? self.validation?.rowCount ?? 0 : 0)
    try requireRows()
  }

  /// Hash over the typed values and numbers of all rows that were read for training.
  func fingerprint(threads: Int) -> String {
    DataFingerprint.of(table, columns: checked.trainingColumns, threads: threads).description
  }

  /// The numbers of the `count` training rows with the smallest hashes; all if there are fewer.
  func trainingRows(smallest count: Int, by hash: CounterHash) -> Set<UInt64> {
    var smallest: [(hash: UInt64, row: UInt64)] = []
    for block in training.blocks {
      for row in block.rowNumbers {
        let candidate = (hash: hash.value(row), row: row)
        if smallest.count == count, let last = smallest.last, candidate >= last { continue }
        let place = smallest.firstIndex { candidate < $0 } ?? smallest.endIndex
        smallest.insert(candidate, at: place)
        if smallest.count > count { smallest.removeLast() }
      }
    }
    return Set(smallest.map(\.row))
  }

  private static func binned(
    _ source: some FeatureChunkSource, options: BinningOptions
  ) throws(GBDTError) -> BinnedDataset {
    try GBDTError.wrapping { () throws(DataError) in
      let features = try Binner.features(of: source, options: options)
      return try Binner.dataset(of: source, features: features, threads: options.threads)
    }
  }

  /// Validation rows in the training rows' bins. What training never saw follows the model's policy.
  private static func binned(
    _ source: some FeatureChunkSource, features: [BinnedFeature], parameters: Parameters
  ) throws(GBDTError) -> BinnedDataset {
    let rows = try GBDTError.wrapping { () throws(DataError) in
      try Binner.dataset(of: source, features: features, threads: parameters.threads)
    }
    if parameters.validated.values.unseenCategory == .error,
      let feature = rows.unseenCategoryCounts.firstIndex(where: { $0 > 0 })
    {
      throw GBDTError(
        .data,
        "\(rows.unseenCategoryCounts[feature]) validation rows have a category of the feature "
          + "`\(features[feature].name)` that no training row has, and unseen_category=error refuses "
          + "such rows; with unseen_category=missing they count as missing.")
    }
    return rows
  }

  private func requireRows() throws(GBDTError) {
    if trainingRowCount == 0 {
      throw GBDTError(
        .data,
        "No row is left to train on: \(table.rowCount) were read, the recipe's filters dropped "
          + "\(droppedRowCount), and \(validationRowCount) are for validation.")
    }
    if validation != nil, validationRowCount == 0 {
      throw GBDTError(
        .data, "No row is left to validate on: give more rows, or a larger share of them.")
    }
  }
}

extension BinnedDataset {
  /// Number of rows in all blocks.
  var rowCount: Int { blocks.reduce(0) { $0 + $1.rowCount } }
}
