package import GBDTData
internal import GBDTParameters
internal import GBDTSchema

/// The values of one raw column, one a row; `nil` (or NaN for numbers) is missing.
public enum ColumnValues: Sendable {
  /// IEEE doubles; NaN is missing, infinities are refused.
  case numbers([Double])
  /// 64-bit integers; `Int64.min` is refused.
  case integers([Int64?])
  case booleans([Bool?])
  /// Microseconds since 1970-01-01T00:00Z; `Int64.min` is refused.
  case timestamps([Int64?])
  /// UTF-8 strings, used as categories; the empty string is missing, as in files.
  case strings([String?])
}

/// Typed columns in row order, from arrays or from files: what models are trained on and applied to.
///
/// Tables are values; reading one again gives an equal one, whatever the number of threads.
public struct DataTable: Sendable {
  package let table: Table
  /// Rows that `LoadOptions.badRows == .skip` left out, and why. Empty for a table from arrays.
  public let skippedRows: SkippedRows
  /// What a person should know of how the columns were typed, a sentence each.
  public let notes: [String]
  /// The column that says which query a row belongs to, where files have one by their kind: never a feature
  /// by itself.
  let queryColumn: String?
  /// The files that the rows were read from; nil for other tables.
  private(set) var places: RowPlaces?

  package init(
    table: Table, skippedRows: SkippedRows = SkippedRows(), notes: [String] = [],
    queryColumn: String? = nil
  ) {
    self.table = table
    self.skippedRows = skippedRows
    self.notes = notes
    self.queryColumn = queryColumn
  }

  /// A table from arrays, written as a literal: `["distance": .numbers(distances), ...]`.
  ///
  /// - Throws: `.data` if names repeat or are empty, lengths differ, a number is infinite or an integer
  ///   is `Int64.min`.
  public init(columns: KeyValuePairs<String, ColumnValues>) throws(GBDTError) {
    try self.init(columns: columns.map { (name: $0.key, values: $0.value) })
  }

  /// A table from arrays whose names are known only when the program runs.
  ///
  /// - Throws: `.data` if names repeat or are empty, lengths differ, a number is infinite or an integer
  ///   is `Int64.min`.
  public init(columns: [(name: String, values: ColumnValues)]) throws(GBDTError) {
    let named = try columns.map { (name, values) throws(GBDTError) in
      (name: name, column: try Self.column(values, name: name))
    }
    self.init(table: try GBDTError.wrapping { () throws(DataError) in try Table(columns: named) })
  }

  /// Reads files as one table: rows in the order of the arguments, a glob in byte order.
  ///
  /// - Parameters:
  ///   - paths: CSV or LibSVM files, plain or `.gz`, and globs of them; at least one.
  ///   - options: how to read them.
  /// - Throws: `.noInput` for a file that is not there, `.data` naming file, line, column and text.
  public static func read(
    _ paths: [String], options: LoadOptions = LoadOptions()
  ) throws(GBDTError) -> DataTable {
    try read(paths, options.readOptions(), options.sideColumns())
  }

  /// - Throws: as above; `.data` for side files that have more rows or fewer.
  private static func read(
    _ paths: [String], _ options: ReadOptions, _ side: SideColumns
  ) throws(GBDTError) -> DataTable {
    let options = options.without(side.names)
    return try GBDTError.wrapping { () throws(DataError) in
      try DataTable(
        TableReader.read(paths: paths, options: options), side,
        from: RowPlaces(paths: paths, options: options, side))
    }
  }

  /// Reads only the columns that a recipe needs to train or evaluate, and checks the recipe against the
  /// files' columns first.
  ///
  /// - Parameter kept: further columns, such as one that folds are made by.
  /// - Throws: as `read(_:options:)`; `.data` for a recipe that does not fit the columns.
  public static func read(
    _ paths: [String], recipe: FeatureRecipe, keeping kept: [String] = [],
    options: LoadOptions = LoadOptions()
  ) throws(GBDTError) -> DataTable {
    let side = try options.sideColumns()
    let readOptions = try options.readOptions().without(side.names)
    let reader = try GBDTError.wrapping { () throws(DataError) in
      try TableReader(paths: paths, options: readOptions)
    }
    let checked = try GBDTError.wrapping { () throws(RecipeError) in
      let checked = try CheckedRecipe(
        recipe.recipe, schema: Schema(columns: reader.schema.columns + side.schema))
      if options.labelKind == .number { try checked.requireNumericLabel() }
      return checked
    }
    for name in kept { _ = try reader.schema.position(ofColumn: name) }
    let needed = Set(checked.trainingColumns.columns.map(\.name) + kept).subtracting(side.names)
    return try GBDTError.wrapping { () throws(DataError) in
      try DataTable(
        reader.table(columns: needed), side,
        from: RowPlaces(paths: paths, options: readOptions, columns: needed, side))
    }
  }

  /// Reads validation rows: the columns that a recipe needs, with the types that they have in training.
  ///
  /// - Parameter options: as for the training table; `types` and `columns` do not matter.
  /// - Throws: as `read(_:recipe:options:)`; `.data` for a value that its column's type cannot take.
  public static func read(
    _ paths: [String], recipe: FeatureRecipe, typedAs training: DataTable,
    options: LoadOptions = LoadOptions()
  ) throws(GBDTError) -> DataTable {
    let checked = try GBDTError.wrapping { () throws(RecipeError) in
      try CheckedRecipe(recipe.recipe, schema: training.table.schema)
    }
    return try read(paths, options.validationReadOptions(checked), options.sideColumns())
  }

  /// Reads rows that a model's training goes on with: the columns that it was trained on, with the types that
  /// they had; labels, weights and the like may have fractions where they had none before.
  ///
  /// - Parameter options: `types`, `columns` and `finiteColumns` do not matter.
  /// - Throws: as `read(_:options:)`; `.data` for a column that the model was trained on and the files lack,
  ///   and for a value that its column's type cannot take.
  public static func read(
    _ paths: [String], continuing model: Model, options: LoadOptions = LoadOptions()
  ) throws(GBDTError) -> DataTable {
    try read(paths, options.readOptions(continuing: model), options.sideColumns())
  }

  /// Reads the columns that a model needs, with the types that they had in training.
  ///
  /// - Parameters:
  ///   - labelled: whether to read label, weight and the like and the filters' columns too, for `Model.evaluate`.
  ///   - keeping: further columns, as text unless the model reads them.
  /// - Throws: as `read(_:options:)`; `.data` for a column that the model needs and the files lack.
  public static func read(
    _ paths: [String], for model: Model, labelled: Bool = false, keeping kept: [String] = [],
    options: LoadOptions = LoadOptions()
  ) throws(GBDTError) -> DataTable {
    let checked = model.checked
    let needed = labelled ? checked.trainingColumns : checked.predictionColumns
    let texts = kept.filter { needed.index(of: $0) == nil }
    var readOptions = try options.readOptions()
    readOptions.trainingColumns = needed.readable(by: checked.recipe)
    // Predictions are one a row; evaluation may leave rows out.
    readOptions.offersSkipping = labelled
    readOptions.types = texts.map { ColumnSchema(name: $0, type: .category) }
    readOptions.columns = Set(needed.columns.map(\.name) + kept)
    if labelled {
      readOptions.finiteColumns = checked.recipe.roles.columns
    }
    return try read(paths, readOptions, options.sideColumns())
  }

  /// Reads the rows that a model was trained on again: its columns with the very types that they had.
  ///
  /// - Throws: as `read(_:options:)`; `.data` for a column that the files lack.
  package static func readAgain(
    _ paths: [String], for model: Model, options: LoadOptions = LoadOptions()
  ) throws(GBDTError) -> DataTable {
    var readOptions = try options.readOptions()
    readOptions.trainingColumns = model.checked.trainingColumns.columns
    readOptions.columns = Set(readOptions.trainingColumns.map(\.name))
    readOptions.finiteColumns = model.checked.recipe.roles.columns
    return try read(paths, readOptions, options.sideColumns())
  }

  private init(
    _ result: TableReadResult, _ side: SideColumns, from places: RowPlaces
  ) throws(DataError) {
    try side.check(
      result.table.schema, rowCount: result.table.rowCount, skippedCount: result.skippedRows.count)
    self.init(
      table: result.table.adding(side.schema, side.rows(0..<result.table.rowCount)),
      skippedRows: SkippedRows(
        count: result.skippedRows.count, examples: result.skippedRows.examples.map(\.message)),
      notes: result.notes, queryColumn: result.queryColumn)
    self.places = places
  }

  /// Number of rows.
  public var rowCount: Int { table.rowCount }

  /// Names of the columns, in order.
  public var columnNames: [String] { table.schema.columns.map(\.name) }

  private static func column(
    _ values: ColumnValues, name: String
  ) throws(GBDTError) -> Column {
    switch values {
    case .numbers(let numbers): .number(numbers)
    case .integers(let integers): .integer(try encoded(integers, name: name))
    case .booleans(let booleans):
      .boolean(booleans.map { $0.map { $0 ? 1 : 0 } ?? Column.missingBoolean })
    case .timestamps(let times): .timestamp(try encoded(times, name: name))
    case .strings(let strings): .category(CategoryColumn(strings))
    }
  }

  /// Integers with missing ones as columns keep them: the one integer that stands for "missing" is no
  /// value.
  private static func encoded(
    _ integers: [Int64?], name: String
  ) throws(GBDTError) -> [Int64] {
    if let row = integers.firstIndex(of: Column.missingInteger) {
      throw GBDTError(
        .data,
        "Column `\(name)`, row \(row): \(Column.missingInteger) is the one integer that columns cannot "
          + "hold; use nil for a missing value.")
    }
    return integers.map { $0 ?? Column.missingInteger }
  }
}

/// Rows that were left out on request.
public struct SkippedRows: Sendable, Equatable {
  /// How many.
  public let count: Int
  /// The first few, each naming file, line, column and text.
  public let examples: [String]

  package init(count: Int = 0, examples: [String] = []) {
    self.count = count
    self.examples = examples
  }
}
