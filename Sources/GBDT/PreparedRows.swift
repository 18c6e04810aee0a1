internal import GBDTCore
internal import GBDTData
internal import GBDTModel
internal import GBDTParameters
internal import GBDTSchema

/// Binned rows to grow trees on, and to measure them on.
struct BinnedRows {
  let training: BinnedDataset
  let validation: BinnedDataset?
}

/// What a model says of the rows that it was trained on: all that is kept of them beside their bins.
struct PreparedRows {
  let checked: CheckedRecipe
  /// Columns of the table.
  let schema: Schema
  let features: [BinnedFeature]
  /// What became of the rows.
  let counts: TrainingOutcome.RowCounts
  /// Share of the table's rows that is for validation; nil where validation rows are others or none.
  let validationFraction: Double?
  /// Hash over the typed values and numbers of all rows that were read for training.
  let fingerprint: String
  /// Training rows as the trees see them, those with the smallest hashes, in row order.
  let selfTestRows: [FeatureChunk]
}

extension PreparedRows {
  /// Makes rows ready to grow trees on: the recipe meets the table, rows are split, features binned.
  ///
  /// Raw rows are given up as they are binned, if the caller does not hold them.
  ///
  /// - Throws: `.data` if no row is left to train or to validate on.
  static func prepare(
    _ table: consuming Table, recipe: Recipe, validation: consuming Training.Validation,
    parameters: Parameters
  ) throws(GBDTError) -> (PreparedRows, BinnedRows) {
    let values = parameters.validated.values
    let schema = table.schema
    let checked = try GBDTError.wrapping { () throws(RecipeError) in
      try CheckedRecipe(recipe, schema: schema)
    }
    let readCount = table.rowCount
    let fingerprint = DataFingerprint.of(
      table, columns: checked.trainingColumns, threads: parameters.threads)
    let source = try RowSource(
      consume table, validation: consume validation, checked: checked, seed: values.seed)
    let (binned, selfTestRows) = try source.binned(
      options: BinningOptions(
        maxBin: values.maxBin, seed: values.seed, threads: parameters.threads))
    let heldOutCount = source.split == nil ? 0 : binned.validation?.rowCount ?? 0
    let counts = TrainingOutcome.RowCounts(
      read: readCount, dropped: readCount - binned.training.rowCount - heldOutCount,
      training: binned.training.rowCount, validation: binned.validation?.rowCount ?? 0)
    try binned.check(counts, unseenCategory: values.unseenCategory)
    let prepared = PreparedRows(
      checked: checked, schema: schema, features: binned.training.features, counts: counts,
      validationFraction: source.validationFraction, fingerprint: fingerprint.description,
      selfTestRows: selfTestRows)
    return (prepared, binned)
  }
}

/// Raw rows that are to be binned.
private struct RowSource {
  let rows: RawRows
  /// Divides `rows`; nil: all are training rows.
  let split: RowSplit?
  let validationFraction: Double?
  /// Validation rows that are no part of `rows`.
  let others: RawRows?

  init(
    _ table: consuming Table, validation: consuming Training.Validation, checked: CheckedRecipe,
    seed: UInt64
  ) throws(GBDTError) {
    rows = try RawRows(consume table, checked: checked)
    switch consume validation {
    case .none:
      (split, validationFraction, others) = (nil, nil, nil)
    case .fraction(let fraction):
      guard fraction > 0 && fraction < 1 else {
        throw GBDTError(
          .usage, "The share of validation rows is \(fraction), but must be above 0 and below 1.")
      }
      split = RowSplit(validationFraction: fraction, seed: seed)
      (validationFraction, others) = (fraction, nil)
    case .table(let table):
      (split, validationFraction) = (nil, nil)
      others = try RawRows(table.table, checked: checked)
    }
  }

  /// Bins all rows, in two passes over the training table's and one over others, and gives them up.
  func binned(
    options: BinningOptions
  ) throws(GBDTError) -> (BinnedRows, selfTestRows: [FeatureChunk]) {
    let threads = options.threads
    let sample = SelfTestSample(
      rows, split: split, hash: CounterHash(seed: options.seed, purpose: .selfTestRows),
      count: SelfTest.usualCount)
    let binned = try GBDTError.wrapping { () throws(DataError) -> BinnedRows in
      guard let split else {
        let features = try Binner.features(of: rows, options: options)
        FreedMemory.giveBack()
        rows.beginLastPass()
        let training = try Binner.dataset(of: sample, features: features, threads: threads)
        others?.beginLastPass()
        let validation = try others.map { (others) throws(DataError) in
          try Binner.dataset(of: others, features: features, threads: threads)
        }
        return BinnedRows(training: training, validation: validation)
      }
      let features = try Binner.features(
        of: split.rows(for: .training, of: rows), options: options)
      FreedMemory.giveBack()
      rows.beginLastPass()
      let parts = try Binner.datasets(
        of: sample, split: split, features: features, threads: threads)
      return BinnedRows(training: parts.training, validation: parts.validation)
    }
    return (binned, sample.rows)
  }
}

extension BinnedRows {
  /// - Throws: `.data` if no row is left, or for categories that the model's policy refuses.
  fileprivate func check(
    _ counts: TrainingOutcome.RowCounts, unseenCategory policy: UnseenCategory
  ) throws(GBDTError) {
    if let validation, policy == .error,
      let feature = validation.unseenCategoryCounts.firstIndex(where: { $0 > 0 })
    {
      throw GBDTError(
        .data,
        "\(validation.unseenCategoryCounts[feature]) validation rows have a category of the feature "
          + "`\(validation.features[feature].name)` that no training row has, and "
          + "unseen_category=error refuses such rows; with unseen_category=missing they count as "
          + "missing.")
    }
    if counts.training == 0 {
      throw GBDTError(
        .data,
        "No row is left to train on: \(counts.read) were read, the recipe's filters dropped "
          + "\(counts.dropped), and \(counts.validation) are for validation.")
    }
    if validation != nil, counts.validation == 0 {
      throw GBDTError(
        .data, "No row is left to validate on: give more rows, or a larger share of them.")
    }
  }
}

extension BinnedDataset {
  /// Number of rows in all blocks.
  fileprivate var rowCount: Int { blocks.reduce(0) { $0 + $1.rowCount } }
}
