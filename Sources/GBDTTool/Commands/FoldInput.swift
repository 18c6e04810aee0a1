internal import GBDT
internal import GBDTCore
internal import GBDTParameters

/// Rows that are divided into folds, and how they become features: what `cv` and `tune` begin with.
struct FoldInput {
  let table: DataTable
  let recipe: FeatureRecipe

  /// Reads the files of a call and says what was read.
  ///
  /// - Throws: as `DataTable.read`; `ToolError` for a column that the files lack.
  init(
    _ paths: [String], columns: ColumnChoice, folds: FoldChoice, options: LoadOptions,
    console: Console
  ) throws {
    var clock = PhaseClock()
    table = try columns.read(paths, keeping: folds.columns, options: options)
    console.noteRead(
      rows: table.rowCount, columns: table.columnNames.count, seconds: clock.lap())
    for remark in table.notes { console.note(remark) }
    console.note(table.skippedRows)
    for name in folds.columns where !table.columnNames.contains(name) {
      throw ToolError(
        "The data has no column `\(name)`."
          + Suggestion.sentence(for: name, among: table.columnNames), category: .data)
    }
    recipe = try columns.recipe(for: table, leavingOut: folds.columns)
    console.note(identifiers: recipe.identifiers)
  }
}
