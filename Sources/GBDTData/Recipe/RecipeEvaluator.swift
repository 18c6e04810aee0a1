internal import GBDTCore
package import GBDTParameters
package import GBDTSchema

/// What a recipe is evaluated for.
package enum RecipePurpose: Sendable {
  /// Training and evaluation: filters drop rows; there are labels, and weights if the recipe has them.
  case training
  /// One row out for each row in; columns that only filters, label and weight read need not be there.
  case prediction
}

/// A recipe that is bound to the columns of a table: makes features, labels and weights of its chunks.
///
/// Chunks are independent, so they may be evaluated in parallel. Equal rows give equal bits, however
/// they are cut into chunks and whatever the machine.
package struct RecipeEvaluator: Sendable {
  private let checked: CheckedRecipe
  private let purpose: RecipePurpose
  /// Position in the table of every column that is read.
  private let positions: [String: Int]
  /// Features whose values later features read.
  private let referenced: Set<Int>
  private let labelKind: LabelKind
  /// nil where labels are numbers, and while their classes are yet to be found.
  private var encoder: ClassEncoder?
  /// What is wrong with a label that is a number, as the end of "the label 7, which ..."; nil for nothing.
  package var labelComplaint: (@Sendable (Double) -> String?)?

  /// - Parameter labelKind: does not matter for prediction. Of labels that name classes it is yet to be
  ///   said which there are: until then they stay what they are.
  /// - Throws: if the table lacks a column that is read or has it with another type (integers and
  ///   numbers stand for each other), or if there is no label to train on, or one that is no number where
  ///   labels are numbers.
  package init(
    _ checked: CheckedRecipe, tableSchema: Schema, purpose: RecipePurpose,
    labelKind: LabelKind = .number
  ) throws(RecipeError) {
    self.checked = checked
    self.purpose = purpose
    self.labelKind = labelKind
    if purpose == .training, labelKind == .number { try checked.requireNumericLabel() }
    if purpose == .training && checked.recipe.label == nil {
      throw RecipeError(
        "the recipe has no label; add the key \"label\", or name it with --label", category: .usage)
    }
    let wanted = purpose == .training ? checked.trainingColumns : checked.predictionColumns
    var positions: [String: Int] = [:]
    for column in wanted.columns {
      positions[column.name] = try Self.position(of: column, in: tableSchema)
    }
    self.positions = positions
    referenced = checked.referencedFeatures
  }

  /// The same, with labels that become the places of their classes.
  ///
  /// - Parameter classes: ascending, all numbers or all strings.
  package func knowing(_ classes: [ClassLabel]) -> RecipeEvaluator {
    var evaluator = self
    evaluator.encoder = ClassEncoder(classes)
    return evaluator
  }

  private static func position(
    of column: ColumnSchema, in schema: Schema
  ) throws(RecipeError) -> Int {
    guard let position = schema.index(of: column.name) else {
      let names = schema.columns.map(\.name)
      throw RecipeError(
        "the data has no column `\(column.name)`, which the recipe reads."
          + Suggestion.sentence(for: column.name, among: names))
    }
    let found = schema.columns[position].type
    let numeric: Set<ColumnType> = [.number, .integer]
    guard found == column.type || numeric.isSuperset(of: [found, column.type]) else {
      throw RecipeError(
        "column `\(column.name)` holds values of type \(found.rawValue), but the recipe was made for"
          + " \(column.type.rawValue); read it with --types \(column.name)=\(column.type.rawValue)")
    }
    return position
  }

  /// The features, labels and weights of the rows that the recipe keeps.
  ///
  /// - Parameter chunk: of the table whose schema the evaluator was bound to.
  /// - Throws: for an integer beyond 2^53 where a number is needed, and for a label, weight and the like
  ///   that is missing or out of range, naming row and column.
  /// - Complexity: one pass over the rows for each step of each expression.
  package func evaluate(_ chunk: TableChunk) throws(DataError) -> FeatureChunk {
    var columns = ChunkColumns(chunk: chunk, positions: positions)
    if purpose == .training { try dropRows(&columns) }
    let features = try self.features(&columns)
    let roles = purpose == .training ? try roles(&columns) : RoleValues()
    return FeatureChunk(rowNumbers: columns.rowNumbers, features: features, roles: roles)
  }

  private func roles(_ columns: inout ChunkColumns) throws(DataError) -> RoleValues {
    let named = checked.recipe.roles
    var roles = RoleValues()
    if let weight = named.weight {
      let weights = try columns.finiteValues(of: weight, role: "weight")
      if let row = weights.firstIndex(where: { $0 < 0 }) {
        throw DataError(
          .data,
          "\(columns.describe(row)) has the negative weight \(weights[row].plainText), but weights are at"
            + " least 0", at: columns.place(row, column: weight))
      }
      roles.weights = weights
    }
    if let group = named.group { roles.groups = try columns.groupKeys(of: group) }
    for column in named.initScores {
      roles.initScores.append(try columns.finiteValues(of: column, role: "initial score"))
    }
    if let exposure = named.exposure {
      let exposures = try columns.finiteValues(of: exposure, role: "exposure")
      if let row = exposures.firstIndex(where: { $0 <= 0 }) {
        throw DataError(
          .data,
          "\(columns.describe(row)) has the exposure \(exposures[row].plainText), but exposures are"
            + " above 0", at: columns.place(row, column: exposure))
      }
      roles.exposures = exposures
    }
    guard let label = named.label else { return roles }
    if labelKind == .number {
      roles.labels = try columns.finiteValues(of: label, role: "label")
      try check(roles.labels, of: columns, named: label)
      return roles
    }
    let values = try columns.classValues(of: label)
    if let encoder {
      roles.labels = try encoder.places(
        of: values, describe: columns.describe, at: { columns.place($0, column: label) })
    } else {
      roles.rawLabels = values
    }
    return roles
  }

  private func check(
    _ labels: [Double], of columns: ChunkColumns, named name: String
  ) throws(DataError) {
    guard let labelComplaint else { return }
    for (row, label) in labels.enumerated() {
      guard let complaint = labelComplaint(label) else { continue }
      throw DataError(
        .data, "\(columns.describe(row)) has the label \(label.plainText), which \(complaint)",
        at: columns.place(row, column: name))
    }
  }

  /// How many rows of the chunk each filter of the recipe is the first to drop, in the recipe's order.
  ///
  /// - Throws: as `evaluate`.
  package func droppedRowCounts(_ chunk: TableChunk) throws(DataError) -> [Int] {
    var columns = ChunkColumns(chunk: chunk, positions: positions)
    var counts = [Int](repeating: 0, count: checked.filters.count)
    for case let filter? in try droppingFilters(&columns) { counts[filter] += 1 }
    return counts
  }

  /// Keeps the rows for which no filter is true.
  private func dropRows(_ columns: inout ChunkColumns) throws(DataError) {
    if checked.filters.isEmpty { return }
    let filters = try droppingFilters(&columns)
    columns.keep(rows: filters.indices.filter { filters[$0] == nil })
  }

  /// The first filter that is true for each row; nil for rows to keep.
  private func droppingFilters(_ columns: inout ChunkColumns) throws(DataError) -> [Int?] {
    var first = [Int?](repeating: nil, count: columns.rowCount)
    for (number, filter) in checked.filters.enumerated() {
      let condition = try ExpressionEvaluator.evaluate(filter, &columns, features: [:])
      for (row, value) in condition.booleans.enumerated() where value == 1 && first[row] == nil {
        first[row] = number
      }
    }
    return first
  }

  private func features(_ columns: inout ChunkColumns) throws(DataError) -> [Column] {
    var values: [Int: Column] = [:]
    var features: [Column] = []
    for (number, expression) in checked.features.enumerated() {
      let isCategory = checked.isCategorical[number]
      // An integer column that becomes a category keeps integers that no double holds.
      if isCategory, let name = expression.soleColumn, !referenced.contains(number) {
        features.append(.category(CategoryColumn(textOf: columns.raw(name))))
        continue
      }
      let value = try ExpressionEvaluator.evaluate(expression, &columns, features: values)
      if referenced.contains(number) { values[number] = value }
      features.append(isCategory ? .category(CategoryColumn(textOf: value)) : value.asNumbers)
    }
    return features
  }
}
