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
  ///   - label: the column to learn; neither it nor what stands for another role below is a feature.
  ///   - weight: one non-negative weight a row.
  ///   - group: which query a row belongs to; the rows of a query are adjacent.
  ///   - initScores: where the row's raw score starts, one column an output.
  ///   - exposure: above 0; how long or how much a row was exposed to what is counted.
  ///   - ignore: columns to leave out.
  ///   - categorical: columns to treat as categories whatever their type, also if they look like
  ///     identifiers.
  /// - Throws: `.data` for a name that the table does not have and for timestamps, which are no features
  ///   by themselves: the message has the expressions that would derive some.
  public init(
    everyColumnOf table: DataTable, label: String, weight: String? = nil, group: String? = nil,
    initScores: [String] = [], exposure: String? = nil, ignore: [String] = [],
    categorical: [String] = []
  ) throws(GBDTError) {
    var roles = ColumnRoles(label: label, weight: weight)
    (roles.group, roles.initScores, roles.exposure) = (group, initScores, exposure)
    try self.init(
      everyColumnOf: table,
      NamedColumns(roles: roles, ignore: ignore, categorical: categorical))
  }

  /// - Throws: as above.
  package init(everyColumnOf table: DataTable, _ columns: NamedColumns) throws(GBDTError) {
    let columns = columns.ignoring(table.queryColumn)
    let candidates = IdentifierCandidates(in: table.table, except: columns.all)
    try self.init(
      everyColumnOf: table.table.schema, columns,
      identifiers: IdentifierCounts(in: table.table, candidates: candidates).identifiers)
  }

  /// Columns that a caller of `init(everyColumnOf:)` speaks of.
  package struct NamedColumns: Sendable {
    package let roles: ColumnRoles
    package let ignore: [String]
    package let categorical: [String]

    package init(roles: ColumnRoles, ignore: [String], categorical: [String]) {
      self.roles = roles
      self.ignore = ignore
      self.categorical = categorical
    }

    /// The same, without a further column, unless these speak of it.
    func ignoring(_ column: String?) -> NamedColumns {
      guard let column, !all.contains(column) else { return self }
      return NamedColumns(roles: roles, ignore: ignore + [column], categorical: categorical)
    }

    /// Their names: what these columns hold is not looked at.
    package var all: Set<String> {
      roles.columns.union(ignore).union(categorical)
    }
  }

  /// Every column of a table whose rows others have.
  ///
  /// - Parameter identifiers: what `IdentifierCounts` of all rows says, for the candidates but `columns`.
  /// - Throws: as for a table that is here.
  package init(
    everyColumnOf schema: Schema, _ columns: NamedColumns, identifiers: [String]
  ) throws(GBDTError) {
    recipe = try GBDTError.wrapping { () throws(RecipeError) in
      try Recipe.automatic(
        schema: schema, roles: columns.roles, ignore: columns.ignore, identifiers: identifiers,
        categorical: columns.categorical)
    }
    self.identifiers = identifiers
  }

  /// The recipe as JSON text, as a recipe file has it.
  public var json: String { String(decoding: recipe.json.encoded(.pretty), as: UTF8.self) }

  /// Name of the label column, if the recipe has one.
  public var label: String? { recipe.label }
}
