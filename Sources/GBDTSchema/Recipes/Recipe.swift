/// From raw columns to labels and features, as written by a person: names and expressions, unchecked.
///
/// `CheckedRecipe` is the same against a schema, with every expression parsed and typed.
package struct Recipe: Sendable, Equatable {
  package struct Feature: Sendable, Equatable {
    package let name: String
    package let expression: String

    package init(name: String, expression: String) {
      self.name = name
      self.expression = expression
    }
  }

  /// Columns that are no features.
  package var roles: ColumnRoles
  /// Types that override inference, by column.
  package var types: [ColumnSchema]
  /// Conditions; a row for which one is true is not trained or evaluated on.
  package var dropRowsWhere: [String]
  /// In order; each may use columns and features before it.
  package var features: [Feature]
  /// Features that are categories whatever their type.
  package var categorical: [String]

  package init(
    roles: ColumnRoles, types: [ColumnSchema], dropRowsWhere: [String], features: [Feature],
    categorical: [String]
  ) {
    self.roles = roles
    self.types = types
    self.dropRowsWhere = dropRowsWhere
    self.features = features
    self.categorical = categorical
  }

  /// A recipe with no other roles than these.
  package init(
    label: String?, weight: String?, types: [ColumnSchema], dropRowsWhere: [String],
    features: [Feature], categorical: [String]
  ) {
    self.init(
      roles: ColumnRoles(label: label, weight: weight), types: types, dropRowsWhere: dropRowsWhere,
      features: features, categorical: categorical)
  }

  package var label: String? {
    get { roles.label }
    set { roles.label = newValue }
  }

  package var weight: String? {
    get { roles.weight }
    set { roles.weight = newValue }
  }
}
