internal import GBDTCore
package import GBDTSchema

/// What becomes of a row that does not fit its header or its columns' types.
package enum BadRowPolicy: String, Sendable, CaseIterable {
  /// Stop with an error that names the first one in file order.
  case error
  /// Leave it out; it takes no row number. Counted, the first few reported.
  case skip
}

/// What becomes of fields beyond the last one that the header names.
package enum ExtraFieldPolicy: String, Sendable, CaseIterable {
  /// The row is bad.
  case error
  /// Accepted when all of them are empty, as trailing commas make them.
  case empty
}

/// How text becomes a table.
package struct ReadOptions: Sendable {
  /// Types that override inference, by column name.
  package var types: [ColumnSchema] = []
  /// Columns as they were in training, for data that must fit a model: one that is not there is an
  /// error, and types are not inferred.
  package var trainingColumns: [ColumnSchema] = []
  package var format = TextFormat.auto
  /// The lowest index of LibSVM text; the next two are for delimited text.
  package var indexBase = IndexBase.auto
  /// One byte between fields; nil: tab for `.tsv` and `.tsv.gz`, else comma.
  package var delimiter: UInt8?
  /// Whether the first record of every file names the columns; else they are `c0`, `c1`, ...
  package var hasHeader = true
  /// Words that stand for a missing value, in place of the default ones. An empty field is missing
  /// always, a quoted one too. Default: `NaN` and `null`, and `NA` except in category columns, where
  /// it may be a name (Namibia's country code).
  package var missingValues: [String]?
  package var badRows = BadRowPolicy.error
  /// Whether messages may advise to skip bad rows: not so where every row needs an answer.
  package var offersSkipping = true
  package var extraFields = ExtraFieldPolicy.error
  /// Columns to keep; nil: all. Others are neither typed nor parsed, but their fields are counted.
  package var columns: Set<String>?
  /// Columns (label, weight and the like) in which a missing or infinite value makes the row bad.
  package var finiteColumns: Set<String> = []
  /// Threads to use, at least 1. The result does not depend on it.
  package var threads = 1
  /// Bytes a chunk: where text is cut for parallel work. The rows and their values do not depend on it.
  var chunkByteCount = 1 << 20
  /// Records that types are inferred from.
  var inferenceRecordCount = TableReader.inferenceRecordCount

  package init() {}

  /// Whether a text is LibSVM text.
  ///
  /// - Throws: `.usage` where options for the other kind of text are given.
  func isSparse(_ text: CSVText) throws(DataError) -> Bool {
    let isSparse =
      switch format {
      case .auto: text.isSparse
      case .csv: false
      case .libsvm: true
      }
    if !isSparse, indexBase != .auto {
      throw DataError(
        .usage,
        "is delimited text, for which `--index-base` means nothing; leave it out, or give `--format libsvm`",
        at: .init(file: text.path))
    }
    let options = [
      ("--delimiter", delimiter != nil), ("--no-header", !hasHeader),
      ("--extra-fields", extraFields != .error),
    ]
    guard isSparse, let (option, _) = options.first(where: \.1) else { return isSparse }
    throw DataError(
      .usage,
      "is LibSVM text, for which `\(option)` means nothing; leave it out"
        + (format == .auto ? ", or give `--format csv`" : ""),
      at: .init(file: text.path))
  }
}

/// A table and how reading it went.
package struct TableReadResult: Sendable {
  package let table: Table
  package let skippedRows: SkippedRows
  /// Remarks on the data that a user should see, such as a column of numbers that one word made a
  /// category.
  package let notes: [String]
  /// The column that says which query a row belongs to, where the kind of text has one; nil: the text does
  /// not say.
  package let queryColumn: String?
  package let fileCount: Int
  /// Bytes of text, after decompression.
  package let byteCount: Int
}

/// The rows that `BadRowPolicy.skip` left out.
package struct SkippedRows: Sendable, Equatable {
  package static let exampleLimit = 5

  package let count: Int
  /// What was wrong with the first ones in file order, each with its place.
  package let examples: [DataError]
}
