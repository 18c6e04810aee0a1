internal import GBDTKernels
internal import GBDTSchema

/// A field that every record of a table may have.
struct TableField: Sendable {
  let name: String
  /// Its number in a record, from 0; of LibSVM text as in `SparseScan`.
  let number: Int
  /// Which the text has by its format; nil where it is to be inferred.
  let type: ColumnType?
}

/// A column that is kept: where its fields are and how to read them.
struct ColumnPlan: Sendable, Equatable {
  let name: String
  /// Number of the field in a row, from 0.
  let field: Int
  let type: ColumnType
  let typeOrigin: TypeOrigin
  /// Whether a missing value makes a row bad.
  let isFinite: Bool
}

extension Schema {
  /// Names and types of columns that are read.
  init(_ columns: [ColumnPlan]) {
    self.init(columns: columns.map { ColumnSchema(name: $0.name, type: $0.type) })
  }
}

/// Who decided a column's type: bad values are mended there.
enum TypeOrigin: String, Sendable {
  case inference
  /// The usual type in LibSVM text.
  case format
  case options
  case training
}

/// Words for missing values, by the kind of column that they are for.
struct MissingWords: Sendable {
  /// What was given; nil: the usual words.
  let words: [String]?
  let inCategories: [String]
  let elsewhere: CSVWords
  /// Numbers and integers of LibSVM text.
  let inSparseText: CSVWords

  /// Words for a missing value that LibSVM text has by default.
  static let sparseWords = ["NaN", "nan", "NA", "null"]

  init(_ words: [String]?) {
    self.words = words
    let general = words ?? ["NaN", "null"]
    inCategories = general
    elsewhere = CSVWords(words ?? general + ["NA"])
    inSparseText = CSVWords(words ?? Self.sparseWords)
  }
}
