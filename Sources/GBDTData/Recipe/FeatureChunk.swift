/// What a recipe makes of one table chunk: the rows that it keeps, as the trees see them.
package struct FeatureChunk: Sendable {
  /// Global row numbers of the kept rows, ascending.
  package let rowNumbers: [UInt64]
  /// In the recipe's feature order. Each is `.number` (NaN is missing; no infinities) or `.category`.
  package let features: [Column]
  /// What the rows have beside features; nothing when the recipe was evaluated for prediction.
  package let roles: RoleValues

  package init(rowNumbers: [UInt64], features: [Column], roles: RoleValues = RoleValues()) {
    self.rowNumbers = rowNumbers
    self.features = features
    self.roles = roles
  }

  /// Rows without other roles.
  package init(rowNumbers: [UInt64], features: [Column], labels: [Double], weights: [Double]?) {
    var roles = RoleValues()
    roles.labels = labels
    roles.weights = weights
    self.init(rowNumbers: rowNumbers, features: features, roles: roles)
  }

  package var labels: [Double] { roles.labels }
  package var weights: [Double]? { roles.weights }
}
