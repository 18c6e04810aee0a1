internal import GBDTCore
internal import GBDTData
internal import GBDTModel
internal import GBDTParameters
internal import GBDTSchema
internal import GBDTTraining

/// What a model says of the rows that it was trained on: all that is kept of them beside their bins.
struct PreparedRows {
  let checked: CheckedRecipe
  /// Columns of the table.
  let schema: Schema
  let features: [BinnedFeature]
  /// Of the labels, ascending; empty where labels are numbers.
  let classes: [ClassLabel]
  /// What became of the rows.
  let counts: TrainingOutcome.RowCounts
  /// Share of the table's rows that is for validation; nil where validation rows are others or none.
  let validationFraction: Double?
  let fingerprints: Fingerprints
  /// Training rows as the trees see them, those with the smallest hashes, in row order.
  let selfTestRows: [FeatureChunk]
  /// nil for a run that begins anew.
  let continued: ContinuedModel?
}

extension PreparedRows {
  /// Hashes over the typed values and numbers of rows.
  struct Fingerprints: Equatable {
    /// Of all rows that were read for training.
    let training: DataFingerprint
    /// Of a validation table; nil where there is none.
    let validation: DataFingerprint?
  }

  /// What is asked of the rows, apart from what they are.
  struct Request {
    let checked: CheckedRecipe
    /// Columns of the table.
    let schema: Schema
    /// Whether rows are kept to measure on.
    let hasValidation: Bool
    /// Share of the table's rows that is for validation; nil where validation rows are others or none.
    let validationFraction: Double?
    let unseenCategory: UnseenCategory
    /// nil for a run that begins anew.
    let continued: ContinuedModel?
  }

  /// From what is known of the rows of all processes.
  ///
  /// - Parameters:
  ///   - readCount: rows of the training table.
  ///   - summary: of all rows, merged where several processes have some.
  /// - Throws: `.data` if no row is left to train or to validate on, or for categories that the model's
  ///   policy refuses.
  init(
    _ request: Request, features: [BinnedFeature], classes: [ClassLabel], readCount: Int,
    summary: BinningSummary, fingerprints: Fingerprints
  ) throws(GBDTError) {
    let heldOutCount = request.validationFraction == nil ? 0 : summary.validationRows
    counts = TrainingOutcome.RowCounts(
      read: readCount, dropped: readCount - summary.trainingRows - heldOutCount,
      training: summary.trainingRows, validation: summary.validationRows)
    checked = request.checked
    schema = request.schema
    validationFraction = request.validationFraction
    self.features = features
    self.classes = classes
    self.fingerprints = fingerprints
    continued = request.continued
    selfTestRows = summary.selfTestRows.chunks
    if request.unseenCategory == .error {
      try refuseUnseenCategories(summary.unseenCategoryCounts)
    }
    try checkRowsAreLeft(hasValidation: request.hasValidation)
  }

  /// Makes rows ready to grow trees on: the recipe meets the table, rows are split, features binned.
  ///
  /// Raw rows are given up as they are binned, if the caller does not hold them.
  ///
  /// - Parameter continued: what training goes on from; nil: it begins anew.
  /// - Throws: `.data` if no row is left to train or to validate on, or if rows do not fit the model.
  static func prepare(
    _ table: consuming Table, recipe: Recipe, validation: consuming Training.Validation,
    parameters: Parameters, continuing continued: ContinuedModel? = nil
  ) throws(GBDTError) -> (PreparedRows, BinnedRows) {
    let values = parameters.validated.values
    let labelKind = values.objective.labelKind
    let schema = table.schema
    let checked = try checkedRecipe(recipe, schema, labelKind, continued)
    try requireWholeQueries(in: table, recipe.roles.group, isOfValidation: false)
    try validation.requireWholeQueries(recipe.roles.group)
    let readCount = table.rowCount
    let columns = checked.trainingColumns.typed(as: schema)
    let fingerprints = Fingerprints(
      training: .of(table, columns: columns, threads: parameters.threads),
      validation: validation.fingerprint(columns: columns, threads: parameters.threads))
    let request = Request(
      checked: checked, schema: schema, hasValidation: validation.hasRows,
      validationFraction: validation.fraction, unseenCategory: values.unseenCategory,
      continued: continued)
    let options = BinningOptions(
      maxBin: values.maxBin, seed: values.seed, threads: parameters.threads)
    let preparation = try rowPreparation(
      consume table, validation: consume validation, checked: checked,
      labelKind: labelKind, labelComplaint: values.labelComplaint, options: options,
      scorer: continued?.forest)
    let (found, classes) = try GBDTError.wrapping { () throws(DataError) in
      let sketch = try preparation.sketch()
      let found = try sketch.finish(names: checked.featureNames, options: options)
      if let continued { return (found, continued.classes) }
      return (found, try sketch.classes(for: parameters, checked))
    }
    let features = try continued?.widened(found) ?? found
    let binned = try GBDTError.wrapping { () throws(DataError) in
      try preparation.bin(features, classes: classes)
    }
    let prepared = try PreparedRows(
      request, features: features, classes: classes, readCount: readCount, summary: binned.summary,
      fingerprints: fingerprints)
    return (prepared, binned.rows)
  }

  /// - Throws: for a query that turns up again behind others.
  static func requireWholeQueries(
    in table: Table, _ group: String?, isOfValidation: Bool
  ) throws(GBDTError) {
    guard let group, table.schema.index(of: group) != nil else { return }
    do throws(DataError) {
      try QueryRuns(of: table, column: group).requireWholeQueries(
        column: group, isOfValidation: isOfValidation)
    } catch {
      throw GBDTError(error)
    }
  }

  /// The recipe, bound to the columns of a table, or to those of the model that training goes on from.
  ///
  /// - Throws: `.usage` for another recipe than that model's; `.data` for columns that do not fit.
  static func checkedRecipe(
    _ recipe: Recipe, _ schema: Schema, _ labelKind: LabelKind, _ continued: ContinuedModel?
  ) throws(GBDTError) -> CheckedRecipe {
    if let continued {
      try continued.model.requireOwn(FeatureRecipe(recipe: recipe))
      return try continued.checkedRecipe(for: schema, labelKind: labelKind)
    }
    return try GBDTError.wrapping { () throws(RecipeError) in
      try CheckedRecipe(recipe, schema: schema)
    }
  }

  private static func rowPreparation(
    _ table: consuming Table, validation: consuming Training.Validation, checked: CheckedRecipe,
    labelKind: LabelKind, labelComplaint: (@Sendable (Double) -> String?)?,
    options: BinningOptions, scorer: PriorForest?
  ) throws(GBDTError) -> RowPreparation {
    let split = try validation.split(seed: options.seed)
    var others: Table?
    if case .table(let validation) = consume validation { others = validation.table }
    do throws(RecipeError) {
      return try RowPreparation(
        consume table, validation: consume others, checked: checked, split: split,
        labelKind: labelKind, labelComplaint: labelComplaint, options: options,
        selfTestCount: SelfTest.usualCount, scorer: scorer)
    } catch {
      throw GBDTError(error)
    }
  }

  private func refuseUnseenCategories(_ counts: [Int]) throws(GBDTError) {
    guard let feature = counts.firstIndex(where: { $0 > 0 }) else { return }
    throw GBDTError(
      .data,
      "\(counts[feature]) validation rows have a category of the feature "
        + "`\(features[feature].name)` that no training row has, and "
        + "unseen_category=error refuses such rows; with unseen_category=missing they count as "
        + "missing.")
  }

  private func checkRowsAreLeft(hasValidation: Bool) throws(GBDTError) {
    if counts.training == 0 {
      throw GBDTError(
        .data,
        "No row is left to train on: \(counts.read) were read, the recipe's filters dropped "
          + "\(counts.dropped), and \(counts.validation) are for validation.")
    }
    if hasValidation, counts.validation == 0 {
      throw GBDTError(
        .data, "No row is left to validate on: give more rows, or a larger share of them.")
    }
  }
}

extension DatasetSketch {
  /// The classes of the labels, ascending; empty where labels are numbers.
  ///
  /// - Throws: for labels that cannot be learned as classes, or that are not as many as was said.
  func classes(
    for parameters: Parameters, _ checked: CheckedRecipe
  ) throws(DataError) -> [ClassLabel] {
    let values = parameters.validated.values
    let classes = try classes(for: values.objective.labelKind, checked)
    if let complaint = values.complaint(aboutClassCount: classes.count) {
      throw DataError(
        .data, "the label has \(classes.count) distinct values, \(complaint)",
        at: DataError.Place(column: checked.recipe.label))
    }
    return classes
  }
}

extension Training.Validation {
  /// Whether there are rows to measure on.
  var hasRows: Bool {
    switch self {
    case .none: false
    case .table, .fraction: true
    }
  }

  /// Other rows to measure on; nil where they are some of the training table's, or none.
  var table: DataTable? {
    if case .table(let table) = self { table } else { nil }
  }

  /// Share of the training table's rows that is kept to measure on.
  var fraction: Double? {
    if case .fraction(let fraction) = self { fraction } else { nil }
  }

  /// - Throws: for a query of a table that turns up again behind others.
  func requireWholeQueries(_ group: String?) throws(GBDTError) {
    guard case .table(let table) = self else { return }
    try PreparedRows.requireWholeQueries(in: table.table, group, isOfValidation: true)
  }

  /// Of the columns that training reads, in a table of validation rows; nil where there is none.
  func fingerprint(columns: Schema, threads: Int) -> DataFingerprint? {
    guard case .table(let table) = self else { return nil }
    return .of(table.table, columns: columns.typed(as: table.table.schema), threads: threads)
  }

  /// Which of the training table's rows are kept to measure on; nil: none.
  ///
  /// - Throws: `.usage` for a share that is not above 0 and below 1.
  func split(seed: UInt64) throws(GBDTError) -> RowSplit? {
    guard let fraction else { return nil }
    guard fraction > 0 && fraction < 1 else {
      throw GBDTError(
        .usage, "The share of validation rows is \(fraction), but must be above 0 and below 1.")
    }
    return RowSplit(validationFraction: fraction, seed: seed)
  }
}
