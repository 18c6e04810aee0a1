internal import GBDT
internal import GBDTCore
internal import GBDTData
internal import GBDTParameters
internal import GBDTSchema

/// Which columns are label, weight and features: from a recipe file, or from options, never guessed
/// from both.
struct ColumnChoice {
  private let recipe: FeatureRecipe?
  private let roles: ColumnRoles
  private let loadOptions: LoadOptions
  private let ignore: [String]
  private let categorical: [String]
  private let types: [(column: String, type: String)]
  /// Whose recipe it is, and whose columns are read; nil: those of a file or of the options.
  private let continued: Model?

  /// - Parameter continued: the model that training goes on from; nil: it begins anew.
  /// - Throws: `ToolError` for options that contradict the recipe or miss what it lacks; `GBDTError`
  ///   for a recipe that cannot be read.
  init(_ arguments: ParsedArguments, continuing continued: Model? = nil) throws {
    self.continued = continued
    if continued != nil {
      for option in [CommandOption.ignore, .categorical, .types] where arguments.has(option) {
        throw ToolError(
          "`--\(option.name)` conflicts with `--continue-from`, whose model says what becomes of the "
            + "columns and which types they have.")
      }
    }
    let path = arguments.value(.recipe)
    var recipe = try path.map(Self.readRecipe) ?? continued?.recipe
    if path != nil {
      for option in [CommandOption.ignore, .categorical] where arguments.has(option) {
        throw ToolError(
          "`--\(option.name)` conflicts with `--recipe`, which lists the features; say it there.")
      }
    }
    loadOptions = try LoadOptions(arguments)
    let side = try loadOptions.sideColumns().roles
    roles = try Self.roles(arguments, recipe?.recipe.roles ?? ColumnRoles(), side)
    guard roles.label != nil else {
      throw ToolError(
        recipe == nil
          ? "`--label COLUMN` is required, or a --recipe that names it."
          : "The recipe names no label: add one there, or give --label COLUMN.")
    }
    recipe?.recipe.roles = roles
    if let recipe, let continued { try continued.requireOwn(recipe) }
    self.recipe = recipe
    ignore = try arguments.names(.ignore)
    categorical = try arguments.names(.categorical)
    types = continued == nil ? try Self.types(arguments, recipe: recipe?.recipe) : []
  }

  /// Whether a recipe file says what becomes of the columns.
  var hasRecipe: Bool { recipe != nil }

  /// Reads the columns that training needs: with a recipe only those that it names, and `kept`.
  func read(
    _ paths: [String], keeping kept: [String] = [], options: LoadOptions
  ) throws(GBDTError) -> DataTable {
    if let continued {
      return try DataTable.read(paths, continuing: continued, options: options)
    }
    if let recipe {
      return try DataTable.read(paths, recipe: recipe, keeping: kept, options: options)
    }
    return try DataTable.read(paths, options: options)
  }

  /// The recipe file, or every column of `table` but `others`, which are no features.
  func recipe(
    for table: DataTable, leavingOut others: [String] = []
  ) throws(GBDTError) -> FeatureRecipe {
    if let recipe { return recipe }
    return try FeatureRecipe(everyColumnOf: table, columns(leavingOut: others))
  }

  private func columns(leavingOut others: [String] = []) -> FeatureRecipe.NamedColumns {
    FeatureRecipe.NamedColumns(roles: roles, ignore: ignore + others, categorical: categorical)
  }

  /// The same for training that reads the files itself.
  var selection: TrainingFiles.Columns {
    TrainingFiles.Columns(recipe.map { .recipe($0) } ?? .everyColumn(columns()))
  }

  /// The reading options, with the types and the columns that must be finite.
  func loadOptions(
    from arguments: ParsedArguments, parameters: TrainParameters
  ) throws(ToolError) -> LoadOptions {
    var options = loadOptions
    options.types = types
    options.finiteColumns = roles.columns
    options.labelKind = parameters.objective.labelKind
    options.threads = parameters.numThreads
    return options
  }

  private static func readRecipe(path: String) throws -> FeatureRecipe {
    let text = try WholeFile.text(path: path)
    do throws(GBDTError) {
      return try FeatureRecipe(json: text)
    } catch {
      throw ToolError("\(path): \(error.message)", category: .data)
    }
  }

  /// What options and recipe say together; both may say the same.
  private static func roles(
    _ arguments: ParsedArguments, _ inRecipe: ColumnRoles,
    _ side: [(role: ColumnRole, column: String)]
  ) throws(ToolError) -> ColumnRoles {
    for (option, file) in zip(
      [CommandOption.group, .weight, .initScore], CommandOption.sideFiles)
    where arguments.has(option) && arguments.has(file) {
      throw ToolError("`--\(option.name)` conflicts with `--\(file.name)`; keep one of them.")
    }
    let columns = { (option: CommandOption, role: ColumnRole) throws(ToolError) in
      let named = role == .initScore ? try arguments.names(option) : arguments.values(option)
      let given = named + side.filter { $0.role == role }.map(\.column)
      let known = inRecipe.named.filter { $0.role == role }.map(\.column)
      return try agreed(option, given, known)
    }
    var roles = ColumnRoles()
    roles.label = try columns(.label, .label).first
    roles.weight = try columns(.weight, .weight).first
    roles.group = try columns(.group, .group).first
    roles.initScores = try columns(.initScore, .initScore)
    roles.exposure = try columns(.exposure, .exposure).first
    return roles
  }

  private static func agreed(
    _ option: CommandOption, _ given: [String], _ inRecipe: [String]
  ) throws(ToolError) -> [String] {
    if !given.isEmpty, !inRecipe.isEmpty, given != inRecipe {
      throw ToolError(
        "`--\(option.name) \(given.joined(separator: ","))` conflicts with the recipe's "
          + "\(option.name), `\(inRecipe.joined(separator: ","))`; keep one of them.")
    }
    return given.isEmpty ? inRecipe : given
  }

  /// `--types a=number,b=category` and the recipe's types.
  private static func types(
    _ arguments: ParsedArguments, recipe: Recipe?
  ) throws(ToolError) -> [(column: String, type: String)] {
    var types = (recipe?.types ?? []).map { (column: $0.name, type: $0.type.rawValue) }
    for text in try arguments.names(.types) {
      guard let sign = text.lastIndex(of: "="), sign != text.startIndex else {
        throw ToolError("`--types \(text)` must be COLUMN=TYPE.")
      }
      let column = String(text[..<sign])
      let type = String(text[text.index(after: sign)...])
      if let other = types.first(where: { $0.column == column }) {
        if other.type == type { continue }
        throw ToolError(
          "`--types \(text)` conflicts with the type `\(other.type)` given for `\(column)` "
            + "elsewhere; keep one of them.")
      }
      types.append((column, type))
    }
    return types
  }
}
