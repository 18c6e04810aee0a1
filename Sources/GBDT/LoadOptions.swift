internal import GBDTCore
package import GBDTData
package import GBDTParameters
internal import GBDTSchema

/// How files become a table. The defaults read RFC 4180 CSV with a header, and LibSVM text.
public struct LoadOptions: Sendable {
  /// What kind of text files are. All files of a table are of one kind.
  public enum Format: String, Sendable, CaseIterable {
    /// LibSVM text for a file that is named so (`.libsvm`, `.svm`, `.svmlight`, also before another suffix)
    /// or whose first rows look like it and that is not named `.csv` or `.tsv`; else CSV.
    case auto
    /// Delimited text, RFC 4180.
    case csv
    /// Lines of `label [qid:number] index:value ... # comment`.
    ///
    /// The columns are `label`, `qid` where rows have one, and the features by their index as it is
    /// written: `f1`, `f2`, ... up to the highest one of all rows. An entry that a row does not have is 0.
    case libsvm
  }

  /// The lowest index of LibSVM text: `f0` or `f1` is the first feature.
  public enum IndexBase: String, Sendable, CaseIterable {
    /// 0 if any row has that index, else 1.
    case auto
    case zero = "0"
    /// Index 0 makes a row bad.
    case one = "1"
  }

  /// What to do with a row that does not fit the columns or whose fields do not parse.
  public enum BadRows: String, Sendable, CaseIterable {
    /// Stop with an error that names it.
    case error
    /// Leave it out, and count it.
    case skip
  }

  /// What to do with fields beyond the header's.
  public enum ExtraFields: String, Sendable, CaseIterable {
    case error
    /// Accept them where they are empty.
    case empty
  }

  /// Types by column that override inference: `number`, `integer`, `boolean`, `timestamp`, `category`.
  public var types: [(column: String, type: String)] = []
  /// What kind of text the files are.
  public var format = Format.auto
  /// Where the indices of LibSVM text begin.
  public var indexBase = IndexBase.auto
  /// The byte between fields; nil: a tab for `.tsv` files, else a comma.
  public var delimiter: Character?
  /// Whether the first record of each file names the columns; without, they are `c0`, `c1`, ...
  public var hasHeader = true
  /// Texts that mean "missing" in every column, beside the empty field; nil: `NaN`, `null`, and
  /// `NA` but in category columns.
  public var missingValues: [String]?
  /// What to do with bad rows; an error by default.
  public var badRows = BadRows.error
  /// What to do with fields beyond the header's; an error by default.
  public var extraFields = ExtraFields.error
  /// 0: as many as this process may use. Never changes the table.
  public var threads = 0
  /// Only these columns, which the files must have; nil: all.
  public var columns: Set<String>?
  /// Columns in which every row needs a value, a finite one if they hold numbers: label, weight and the
  /// like.
  public var finiteColumns: Set<String> = []

  /// Files that have something of each row. A row that is skipped as bad may not be: they have a line for
  /// every row that is read.
  public var sideFiles = SideFiles()

  /// What the labels will be for; nil: not known yet. Labels that do not fit are found before rows are
  /// read.
  package var labelKind: LabelKind?

  /// The defaults.
  public init() {}

  func readOptions() throws(GBDTError) -> ReadOptions {
    var options = ReadOptions()
    options.types = try types.map { (column, name) throws(GBDTError) in
      guard let type = ColumnType(rawValue: name) else {
        let known = ColumnType.allCases.map(\.rawValue)
        throw GBDTError(
          .usage,
          "Column `\(column)` cannot have the type `\(name)`: the types are "
            + known.joined(separator: ", ") + "." + Suggestion.sentence(for: name, among: known))
      }
      return ColumnSchema(name: column, type: type)
    }
    if let delimiter {
      guard let byte = delimiter.asciiValue else {
        throw GBDTError(.usage, "The delimiter `\(delimiter)` is not one ASCII character.")
      }
      options.delimiter = byte
    }
    options.format =
      switch format {
      case .auto: .auto
      case .csv: .csv
      case .libsvm: .libsvm
      }
    options.indexBase =
      switch indexBase {
      case .auto: .auto
      case .zero: .zero
      case .one: .one
      }
    options.hasHeader = hasHeader
    options.missingValues = missingValues
    options.badRows = badRows == .skip ? .skip : .error
    options.extraFields = extraFields == .empty ? .empty : .error
    options.threads = threads > 0 ? threads : ProcessorCount.available
    options.columns = columns
    options.finiteColumns = finiteColumns
    return options
  }
}

extension LoadOptions {
  /// What the side files say.
  package func sideColumns() throws(GBDTError) -> SideColumns {
    let files = GBDTData.SideFiles(
      queries: sideFiles.queries, weights: sideFiles.weights, initScores: sideFiles.initScores)
    let threads = threads > 0 ? threads : ProcessorCount.available
    return try GBDTError.wrapping { () throws(DataError) in try files.columns(threads: threads) }
  }

  /// To read validation rows for a recipe: the columns that it needs, typed as in training.
  func validationReadOptions(_ checked: CheckedRecipe) throws(GBDTError) -> ReadOptions {
    var options = try readOptions()
    options.types = []
    options.trainingColumns = checked.trainingColumns.readable(by: checked.recipe)
    options.columns = Set(checked.trainingColumns.columns.map(\.name))
    return options
  }
}

extension LoadOptions {
  /// To read rows that a model's training goes on with: the columns that it was trained on, typed as they were.
  ///
  /// Labels, weights and the like may have fractions where they had none before.
  func readOptions(continuing model: Model) throws(GBDTError) -> ReadOptions {
    let checked = model.checked
    let columns = checked.trainingColumns
    let fixed = columns.readable(by: checked.recipe)
    var options = try readOptions()
    options.types = []
    options.trainingColumns = columns.columns.filter(fixed.contains)
    options.columns = Set(columns.columns.map(\.name))
    options.finiteColumns = checked.recipe.roles.columns
    return options
  }
}

extension Schema {
  /// Columns to read for a trained recipe. Labels, weights and the like may have fractions where training
  /// saw none: they are compared and multiplied, never tested.
  func readable(by recipe: Recipe) -> [ColumnSchema] {
    let quantities = recipe.roles.quantities.union([recipe.label].compactMap(\.self))
    return columns.map { column in
      guard column.type == .integer, quantities.contains(column.name) else {
        return column
      }
      return ColumnSchema(name: column.name, type: .number)
    }
  }
}
