internal import GBDTData
internal import GBDTSchema

/// Rows to train on as files, for training that reads them itself: each worker process its own part.
public struct TrainingFiles: Sendable {
  /// What becomes of the columns.
  public struct Columns: Sendable {
    package enum Choice: Sendable {
      case recipe(FeatureRecipe)
      case everyColumn(FeatureRecipe.NamedColumns)
    }

    let choice: Choice

    package init(_ choice: Choice) { self.choice = choice }

    /// As a recipe says.
    public static func recipe(_ recipe: FeatureRecipe) -> Columns { Columns(.recipe(recipe)) }

    /// Every column as it stands: see `FeatureRecipe.init(everyColumnOf:...)`.
    public static func everyColumn(
      label: String, weight: String? = nil, group: String? = nil, initScores: [String] = [],
      exposure: String? = nil, ignore: [String] = [], categorical: [String] = []
    ) -> Columns {
      var roles = ColumnRoles(label: label, weight: weight)
      (roles.group, roles.initScores, roles.exposure) = (group, initScores, exposure)
      return Columns(
        .everyColumn(
          FeatureRecipe.NamedColumns(roles: roles, ignore: ignore, categorical: categorical)))
    }
  }

  /// CSV files, plain or `.gz`, and globs of them: rows in this order, a glob in byte order.
  public var paths: [String]
  /// How to read them. `columns` does not matter.
  public var options: LoadOptions
  /// What becomes of the columns.
  public var columns: Columns
  /// Files with validation rows; their columns have the types that they have in training.
  public var validationPaths: [String] = []
  /// Files with something of each validation row, as `LoadOptions.sideFiles` are for the others.
  public var validationSideFiles = SideFiles()
  /// Share of the rows to validate on instead, chosen by a hash of the row number; above 0, below 1.
  public var validationFraction: Double?

  /// Files without validation rows.
  public init(_ paths: [String], columns: Columns, options: LoadOptions = LoadOptions()) {
    self.paths = paths
    self.columns = columns
    self.options = options
  }

  var hasValidation: Bool { !validationPaths.isEmpty || validationFraction != nil }

  /// - Throws: `.usage` for validation rows from two places, and for a share that is not above 0 and below 1.
  func check() throws(GBDTError) {
    guard let validationFraction else { return }
    if !validationPaths.isEmpty {
      throw GBDTError(
        .usage, "Validation rows come from files or are a share of the rows; keep one of them.")
    }
    _ = try Training.Validation.fraction(validationFraction).split(seed: 0)
  }
}
