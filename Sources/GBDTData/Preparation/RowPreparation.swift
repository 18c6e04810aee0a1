internal import GBDTCore
package import GBDTParameters
package import GBDTSchema

/// From the raw rows of one process to binned ones, through a recipe.
///
/// Two steps, so that several processes can agree on bins between them:
///
/// 1. `sketch` says of the training rows what is needed to find bins, and the classes of labels that name
///    some. Sketches of all processes are merged, and `DatasetSketch.finish` makes features of them.
/// 2. `bin` bins all rows by these features, and gives the raw rows up while it does. The summaries of
///    all processes are merged.
///
/// A single process is the case without anything to merge.
package final class RowPreparation: Sendable {
  private let rows: RawRows
  /// Validation rows that are no part of `rows`.
  private let others: RawRows?
  private let split: RowSplit?
  private let options: BinningOptions
  private let selfTestCount: Int
  /// Of no labels; nil where labels are numbers.
  private let noClasses: ClassSketch?
  private let scorer: (any ChunkScorer)?

  /// Raw rows are held here alone, if the caller gives them away.
  ///
  /// - Parameters:
  ///   - table: with global row numbers: they decide on splits and samples.
  ///   - validation: validation rows beside those of `table`.
  ///   - checked: the recipe, bound to the table's schema.
  ///   - split: which rows of `table` are for validation; nil: none.
  ///   - labelKind: of the objective.
  ///   - labelComplaint: what is wrong with a label that is a number, as the end of "the label 7, which ...";
  ///     nil for nothing.
  ///   - selfTestCount: rows for the model's self-test, at least 1.
  ///   - scorer: says where the scores of the binned rows start; nil: nobody does.
  /// - Precondition: only one of `validation` and `split` is given.
  /// - Throws: as `RecipeEvaluator`, for either table.
  package init(
    _ table: consuming Table, validation: consuming Table?, checked: CheckedRecipe,
    split: RowSplit?, labelKind: LabelKind = .number,
    labelComplaint: (@Sendable (Double) -> String?)? = nil, options: BinningOptions,
    selfTestCount: Int, scorer: (any ChunkScorer)? = nil
  ) throws(RecipeError) {
    precondition(split == nil || validation == nil, "validation rows come from one table")
    rows = try RawRows(
      consume table, checked: checked, labelKind: labelKind, labelComplaint: labelComplaint,
      isOfValidation: false)
    others =
      if let validation {
        try RawRows(
          validation, checked: checked, labelKind: labelKind, labelComplaint: labelComplaint,
          isOfValidation: true)
      } else { nil }
    noClasses = checked.classSketch(for: labelKind)
    self.split = split
    self.options = options
    self.selfTestCount = selfTestCount
    self.scorer = scorer
  }

  /// What is needed of the training rows to find bins. One pass over them.
  ///
  /// - Throws: what the recipe finds wrong with a value.
  package func sketch() throws(DataError) -> DatasetSketch {
    guard let split else {
      return try DatasetSketch(of: rows, classes: noClasses, options: options)
    }
    return try DatasetSketch(
      of: split.rows(for: .training, of: rows), classes: noClasses, options: options)
  }

  /// Bins all rows, in one last pass in which the raw ones are given up.
  ///
  /// - Parameters:
  ///   - features: with the bins of all processes, in the recipe's order.
  ///   - classes: of the labels of all processes; empty where labels are numbers.
  /// - Precondition: called once, and no `sketch` comes after it.
  /// - Throws: what the recipe finds wrong with a value; for a validation row that has another class.
  package func bin(
    _ features: [BinnedFeature], classes: [ClassLabel] = []
  ) throws(DataError) -> (rows: BinnedRows, summary: BinningSummary) {
    FreedMemory.giveBack()
    let sample = SelfTestSample(
      rows, split: split, hash: CounterHash(seed: options.seed, purpose: .selfTestRows),
      count: selfTestCount)
    let binned = try binned(sample, features: features, classes: classes)
    return (binned, BinningSummary(of: binned, selfTestRows: sample.rows))
  }

  private func binned(
    _ sample: SelfTestSample<RawRows>, features: [BinnedFeature], classes: [ClassLabel]
  ) throws(DataError) -> BinnedRows {
    rows.beginLastPass(classes: classes, scorer: scorer)
    if let split {
      let parts = try Binner.datasets(
        of: sample, split: split, features: features, threads: options.threads)
      return BinnedRows(
        training: parts.training, validation: parts.validation, classCount: classes.count)
    }
    let training = try Binner.dataset(of: sample, features: features, threads: options.threads)
    others?.beginLastPass(classes: classes, scorer: scorer)
    let validation = try others.map { (others) throws(DataError) in
      try Binner.dataset(of: others, features: features, threads: options.threads)
    }
    return BinnedRows(training: training, validation: validation, classCount: classes.count)
  }
}

extension CheckedRecipe {
  /// Of no labels, to merge with those of rows; nil where labels are numbers.
  package func classSketch(for kind: LabelKind) -> ClassSketch? {
    guard kind.hasClasses, let labelType else { return nil }
    return ClassSketch(labelType: labelType)
  }
}
