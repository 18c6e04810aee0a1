internal import GBDTData
package import GBDTSchema

/// How raw columns become a label and features: filters, expressions, categories (`docs/RECIPE.md`).
///
/// A model carries its recipe, so that predictions start from raw rows as training did.
public struct FeatureRecipe: Sendable, Equatable {
  package var recipe: Recipe

  package init(recipe: Recipe) { self.recipe = recipe }

  /// A recipe from its JSON text.
  ///
  /// - Throws: `.data` with line and column of what is wrong. Column names are checked against a table
  ///   only when the recipe meets one.
  public init(json: String) throws(GBDTError) {
    recipe = try GBDTError.wrapping { () throws(RecipeError) in
      try Recipe(jsonText: Array(json.utf8))
    }
  }

  /// Every column of a table as it stands: numbers and booleans as numeric features, strings as
  /// categories.
  ///
  /// - Parameters:
  ///   - label: the column to learn; it and `weight` are no features.
  ///   - weight: one non-negative weight a row.
  ///   - ignore: columns to leave out.
  ///   - categorical: columns to treat as categories whatever their type.
  /// - Throws: `.data` for a name that the table does not have and for timestamps, which are no features
  ///   by themselves: the message has the expressions that would derive some.
  public init(
    everyColumnOf table: DataTable, label: String, weight: String? = nil, ignore: [String] = [],
    categorical: [String] = []
  ) throws(GBDTError) {
    recipe = try GBDTError.wrapping { () throws(RecipeError) in
      try Recipe.automatic(
        schema: table.table.schema, label: label, weight: weight, ignore: ignore,
        categorical: categorical)
    }
  }

  /// Name of the label column, if the recipe has one.
  public var label: String? { recipe.label }
}
