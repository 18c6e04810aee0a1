/// What a column is that is no feature.
package enum ColumnRole: String, Sendable, CaseIterable {
  /// What is learned.
  case label
  /// How much a row counts.
  case weight
  /// Which query a row belongs to.
  case group
  /// Where the row's raw score starts, one column an output.
  case initScore = "init_score"
  /// How long or how much a row was exposed to what is counted.
  case exposure

  /// The command-line option that names such a column.
  package var option: String {
    "--" + rawValue.map { $0 == "_" ? "-" : String($0) }.joined()
  }

  /// What the values of such a column are, in the plural; nil: any type will do.
  var numbers: String? {
    switch self {
    case .label, .group: nil
    case .weight: "weights"
    case .initScore: "initial scores"
    case .exposure: "exposures"
    }
  }
}

/// The columns that are no features, by name.
package struct ColumnRoles: Sendable, Equatable {
  package var label: String?
  package var weight: String?
  package var group: String?
  /// One an output, or none.
  package var initScores: [String] = []
  package var exposure: String?

  package init(label: String? = nil, weight: String? = nil) {
    self.label = label
    self.weight = weight
  }

  /// Each column that is named, in the order of the roles; a column of several roles several times.
  package var named: [(role: ColumnRole, column: String)] {
    ColumnRole.allCases.flatMap { role in columns(of: role).map { (role, $0) } }
  }

  /// All columns that are named.
  package var columns: Set<String> { Set(named.map(\.column)) }

  /// Columns in which every row needs a number: all but the group, and the label, which may be a class.
  package var quantities: Set<String> {
    Set(named.filter { $0.role.numbers != nil }.map(\.column))
  }

  private func columns(of role: ColumnRole) -> [String] {
    switch role {
    case .label: [label].compactMap(\.self)
    case .weight: [weight].compactMap(\.self)
    case .group: [group].compactMap(\.self)
    case .initScore: initScores
    case .exposure: [exposure].compactMap(\.self)
    }
  }
}
