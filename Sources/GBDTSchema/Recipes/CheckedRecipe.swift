internal import GBDTCore

/// A recipe that fits a schema: every expression parsed, every name known, every type right.
package struct CheckedRecipe: Sendable, Equatable {
  package let recipe: Recipe
  package let featureNames: [String]
  /// Strings, and what the recipe lists as `categorical`.
  package let isCategorical: [Bool]
  /// Conditions that drop rows, over columns.
  package let filters: [CheckedExpression]
  /// In the recipe's order, over columns and earlier features.
  package let features: [CheckedExpression]
  /// Columns that have a role (label, weight, ...) or that filters and features read, in the schema's
  /// order: what training needs.
  package let trainingColumns: Schema
  /// Columns that the features read, in the schema's order: what prediction needs.
  package let predictionColumns: Schema

  /// Checks everything that can be known before a row is read.
  ///
  /// - Parameter schema: the table's, with the recipe's own types applied; or a model's.
  /// - Throws: for the first fault, naming the feature or filter, line and column.
  package init(_ recipe: Recipe, schema: Schema) throws(RecipeError) {
    self.recipe = recipe
    featureNames = recipe.features.map(\.name)
    try Self.checkNames(recipe, schema)
    var scope = ExpressionChecker.Scope(
      schema,
      unavailable: (
        featureNames, "is a feature; filters see columns only, so write its expression here"
      ))
    var filters: [CheckedExpression] = []
    for (index, source) in recipe.dropRowsWhere.enumerated() {
      filters.append(try Self.filter(source, "drop_rows_where[\(index)]", scope))
    }
    scope.unavailable.reason =
      "is this feature or a later one; features see columns and features before them"
    var features: [CheckedExpression] = []
    for feature in recipe.features {
      let checked = try Self.feature(feature, scope)
      features.append(checked)
      scope.features.append((feature.name, checked.type))
    }
    isCategorical = zip(recipe.features, features).map {
      $1.type == .string || recipe.categorical.contains($0.name)
    }
    let prediction = features.reduce(into: Set<String>()) { $0.formUnion($1.columns) }
    try Self.refuseRoles(of: recipe, among: features)
    var training = filters.reduce(into: prediction) { $0.formUnion($1.columns) }
    training.formUnion(recipe.roles.columns)
    self.filters = filters
    self.features = features
    trainingColumns = Schema(columns: schema.columns.filter { training.contains($0.name) })
    predictionColumns = Schema(columns: schema.columns.filter { prediction.contains($0.name) })
  }

  /// Numbers of the features whose values later features read.
  package var referencedFeatures: Set<Int> {
    features.reduce(into: []) { numbers, expression in
      for case .feature(let number) in expression.steps.map(\.operation) { numbers.insert(number) }
    }
  }

  /// Checks everything but the expressions.
  private static func checkNames(_ recipe: Recipe, _ schema: Schema) throws(RecipeError) {
    let names = recipe.features.map(\.name)
    if names.isEmpty { throw RecipeError("the recipe has no features") }
    if names.contains("") { throw RecipeError("a feature has an empty name") }
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted {
      throw RecipeError("two features are called `\(name)`")
    }
    for type in recipe.types {
      if let found = schema.columns.first(where: { $0.name == type.name }), found.type != type.type
      {
        throw RecipeError(
          "column `\(type.name)` was read as \(found.type.rawValue), but the recipe's types say"
            + " \(type.type.rawValue)")
      }
    }
    var categorical: Set<String> = []
    for name in recipe.categorical {
      if !seen.contains(name) {
        throw RecipeError(
          "categorical: there is no feature `\(name)`."
            + Suggestion.sentence(for: name, among: names))
      }
      if !categorical.insert(name).inserted {
        throw RecipeError("categorical: `\(name)` is there twice")
      }
    }
    try checkRoles(recipe.roles, schema)
  }

  private static func checkRoles(_ roles: ColumnRoles, _ schema: Schema) throws(RecipeError) {
    var taken: [String: ColumnRole] = [:]
    for (role, name) in roles.named {
      guard let column = schema.columns.first(where: { $0.name == name }) else {
        let suggestion = Suggestion.sentence(for: name, among: schema.columns.map(\.name))
        throw RecipeError("\(role.rawValue): there is no column `\(name)`.\(suggestion)")
      }
      try checkType(of: column, role)
      if let other = taken.updateValue(role, forKey: name) {
        throw RecipeError(
          other == role
            ? "column `\(name)` is \(role.rawValue) twice"
            : "column `\(name)` is both \(other.rawValue) and \(role.rawValue)")
      }
    }
  }

  private static func checkType(
    of column: ColumnSchema, _ role: ColumnRole
  ) throws(RecipeError) {
    let found: String
    switch column.type {
    case .number, .integer, .boolean: return
    case .category: found = "strings"
    case .timestamp: found = "timestamps"
    }
    if role == .label, column.type == .timestamp {
      throw RecipeError(
        "label column `\(column.name)` holds timestamps, but a label is a number or names a class")
    }
    guard let numbers = role.numbers else { return }
    throw RecipeError(
      "\(role.rawValue) column `\(column.name)` holds \(found), but \(numbers) are numbers")
  }

  /// - Throws: for a feature that reads a column that is none. Weights may be features, too.
  private static func refuseRoles(
    of recipe: Recipe, among features: [CheckedExpression]
  ) throws(RecipeError) {
    for (role, name) in recipe.roles.named where role != .weight {
      guard let index = features.firstIndex(where: { $0.columns.contains(name) }) else { continue }
      let why =
        role == .label
        ? ": it would know what it is to predict" : ", which is no feature; take one of them out"
      throw RecipeError(
        "feature `\(recipe.features[index].name)` reads the \(role.rawValue) column `\(name)`\(why)"
      )
    }
  }

  /// The label's type; nil without a label.
  package var labelType: ColumnType? {
    trainingColumns.columns.first { $0.name == recipe.label }?.type
  }

  /// - Throws: for a label of strings, which can be learned as classes only.
  package func requireNumericLabel() throws(RecipeError) {
    guard let label = recipe.label, labelType == .category else { return }
    throw RecipeError(
      "label column `\(label)` holds strings, but this objective needs a numeric label (numbers,"
        + " integers or booleans); objective=binary and objective=multiclass learn strings as classes"
    )
  }

  private static func filter(
    _ source: String, _ owner: String, _ scope: ExpressionChecker.Scope
  ) throws(RecipeError) -> CheckedExpression {
    do throws(ExpressionError) {
      let checked = try ExpressionChecker.check(source, in: scope)
      guard checked.type == .boolean else {
        throw ExpressionError(
          reason: "a filter is true or false, but this is a \(checked.type.rawValue)", offset: 0)
      }
      return checked
    } catch {
      throw error.located(in: source, owner: owner)
    }
  }

  private static func feature(
    _ feature: Recipe.Feature, _ scope: ExpressionChecker.Scope
  ) throws(RecipeError) -> CheckedExpression {
    do throws(ExpressionError) {
      let checked = try ExpressionChecker.check(feature.expression, in: scope)
      guard checked.type != .timestamp else {
        let column = checked.soleColumn ?? feature.name
        throw ExpressionError(
          reason: "a timestamp cannot be a feature; derive parts of it, such as"
            + Recipe.timestampParts(column), offset: 0)
      }
      return checked
    } catch {
      throw error.located(in: feature.expression, owner: "feature `\(feature.name)`")
    }
  }
}
