internal import GBDTData
package import GBDTSchema

/// How raw columns become a label and features: filters, expressions, categories (`docs/RECIPE.md`).
///
/// A model carries its recipe, so that predictions start from raw rows as training did.
public struct FeatureRecipe: Sendable, Equatable {
  package var recipe: Recipe
  /// Columns that `init(everyColumnOf:)` left out because they look like identifiers, in table order.
  public private(set) var identifiers: [String] = []

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
  /// A string column with more than 1,024 different values, and more than half as many as rows that have
  /// one, is left out: it looks like an identifier, of which a model learns nothing but to repeat rows.
  /// `identifiers` names these columns.
  ///
  /// - Parameters:
  ///   - label: the column to learn; it and `weight` are no features.
  ///   - weight: one non-negative weight a row.
  ///   - ignore: columns to leave out.
  ///   - categorical: columns to treat as categories whatever their type, also if they look like
  ///     identifiers.
  /// - Throws: `.data` for a name that the table does not have and for timestamps, which are no features
  ///   by themselves: the message has the expressions that would derive some.
  public init(
    everyColumnOf table: DataTable, label: String, weight: String? = nil, ignore: [String] = [],
    categorical: [String] = []
  ) throws(GBDTError) {
    let named = Set([label] + [weight].compactMap(\.self) + ignore + categorical)
    let identifiers = table.table.identifierColumns(except: named)
    recipe = try GBDTError.wrapping { () throws(RecipeError) in
      try Recipe.automatic(
        schema: table.table.schema, label: label, weight: weight, ignore: ignore,
        identifiers: identifiers, categorical: categorical)
    }
    self.identifiers = identifiers
  }

  /// The recipe as JSON text, as a recipe file has it.
  public var json: String { String(decoding: recipe.json.encoded(.pretty), as: UTF8.self) }

  /// Name of the label column, if the recipe has one.
  public var label: String? { recipe.label }
}

extension Table {
  /// Names of the string columns, but for those in `names`, with more than 1,024 different values that
  /// are more than half as many as the rows that have one.
  fileprivate func identifierColumns(except names: Set<String>) -> [String] {
    schema.columns.indices.filter { position in
      let column = schema.columns[position]
      return column.type == .category && !names.contains(column.name)
        && hasIdentifiers(at: position)
    }.map { schema.columns[$0].name }
  }

  private func hasIdentifiers(at position: Int) -> Bool {
    let parts = chunks.compactMap { chunk -> CategoryColumn? in
      if case .category(let column) = chunk.columns[position] { column } else { nil }
    }
    let presentCount = parts.reduce(0) { $0 + $1.codes.count { $0 >= 0 } }
    guard presentCount > 1024 else { return false }
    var values = CategorySet(limit: max(1024, presentCount / 2))
    for part in parts where !values.isExceeded { values.add(part) }
    return values.isExceeded
  }
}
