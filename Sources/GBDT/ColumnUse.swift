internal import GBDTData
internal import GBDTSchema

extension TrainingOutcome.ColumnUse {
  /// Every column of the training table, in its order.
  ///
  /// - Parameter identifiers: the columns that the automatic recipe left out.
  static func all(
    of rows: PreparedRows, identifiers: [String]
  ) -> [TrainingOutcome.ColumnUse] {
    let checked = rows.checked
    return rows.schema.columns.map { column in
      var uses: [String] = []
      for (role, name) in checked.recipe.roles.named where name == column.name {
        uses.append(role.rawValue)
      }
      let features = zip(checked.featureNames, checked.features)
        .filter { $0.1.columns.contains(column.name) }.map(\.0)
      if features == [column.name], let index = checked.featureNames.firstIndex(of: column.name) {
        uses.append(checked.isCategorical[index] ? "category" : "number")
      } else if !features.isEmpty {
        uses.append("features: " + features.joined(separator: ", "))
      }
      if checked.filters.contains(where: { $0.columns.contains(column.name) }) {
        uses.append("filter")
      }
      if identifiers.contains(column.name) { uses.append("left out: looks like an identifier") }
      return TrainingOutcome.ColumnUse(
        column: column.name, type: column.type.rawValue,
        use: uses.isEmpty ? "not used" : uses.joined(separator: "; "))
    }
  }
}
