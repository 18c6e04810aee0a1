internal import GBDTCore
internal import GBDTData
internal import GBDTModel
internal import GBDTObjectives
internal import GBDTParameters
internal import GBDTSchema

/// A table seen through a recipe: feature chunks evaluated whenever they are asked for.
///
/// Nothing is kept, so that memory holds the raw columns, the bins, and a chunk per thread; evaluating
/// twice costs less than keeping every feature as doubles.
struct RecipeChunkSource: FeatureChunkSource {
  let table: Table
  let evaluator: RecipeEvaluator
  let featureNames: [String]
  let isCategorical: [Bool]

  /// - Parameters:
  ///   - classes: of labels that name classes; nil: not known, so that they stay what they are.
  ///   - labelComplaint: what is wrong with a label that is a number, as `RecipeEvaluator` has it.
  init(
    _ checked: CheckedRecipe, table: Table, purpose: RecipePurpose, labelKind: LabelKind = .number,
    classes: [ClassLabel]? = nil, labelComplaint: (@Sendable (Double) -> String?)? = nil
  ) throws(GBDTError) {
    let evaluator = try GBDTError.wrapping { () throws(RecipeError) in
      try RecipeEvaluator(
        checked, tableSchema: table.schema, purpose: purpose, labelKind: labelKind)
    }
    var known = classes.map { evaluator.knowing($0) } ?? evaluator
    known.labelComplaint = labelComplaint
    self.evaluator = known
    self.table = table
    featureNames = checked.featureNames
    isCategorical = checked.isCategorical
  }

  /// The rows of a table with labels as a model was trained on: numbers, or the places of its classes.
  init(labelledFor model: Model, table: Table) throws(GBDTError) {
    let classes = model.trained.classes
    try self.init(
      model.checked, table: table, purpose: .training,
      labelKind: classes.isEmpty ? .number : .classes, classes: classes.isEmpty ? nil : classes,
      labelComplaint: ModelRecords.objective(of: model.trained).labelComplaint)
  }

  var chunkCount: Int { table.chunks.count }
  var maximumRowCount: Int { table.rowCount }

  func chunk(at index: Int) throws(DataError) -> FeatureChunk {
    try evaluator.evaluate(table.chunks[index])
  }
}
