package import GBDTSchema

/// The values of one column over some rows. `ColumnType` says how each case marks a missing value.
package enum Column: Sendable, Equatable {
  case number([Double])
  case integer([Int64])
  case boolean([UInt8])
  case timestamp([Int64])
  case category(CategoryColumn)

  package static let missingInteger = Int64.min
  package static let missingBoolean: UInt8 = 2
  package static let missingCategory: Int32 = -1

  package var rowCount: Int {
    switch self {
    case .number(let values): values.count
    case .integer(let values), .timestamp(let values): values.count
    case .boolean(let values): values.count
    case .category(let values): values.codes.count
    }
  }

  package var type: ColumnType {
    switch self {
    case .number: .number
    case .integer: .integer
    case .boolean: .boolean
    case .timestamp: .timestamp
    case .category: .category
    }
  }
}

/// Strings as codes into a dictionary that belongs to this chunk alone.
///
/// Dictionaries are per chunk so that chunks can be read and evaluated in parallel with nothing shared;
/// the bin mappers are the first to need one numbering for all rows.
package struct CategoryColumn: Sendable, Equatable {
  /// One code a row: an index into `dictionary`, or -1 for missing.
  package var codes: [Int32]
  /// Distinct strings, in any order; some may be unused.
  package var dictionary: StringList

  package init(codes: [Int32], dictionary: StringList) {
    self.codes = codes
    self.dictionary = dictionary
  }

  package init(codes: [Int32], dictionary: some Sequence<String>) {
    self.init(codes: codes, dictionary: StringList(dictionary))
  }
}

/// Consecutive rows of a table, column by column.
package struct TableChunk: Sendable {
  /// Global number of the first row: its position in the concatenation of all inputs, from 0.
  package var firstRowNumber: UInt64
  package let rowCount: Int
  /// In the schema's order, each of `rowCount` rows.
  package var columns: [Column]

  package init(firstRowNumber: UInt64, rowCount: Int, columns: [Column]) {
    precondition(columns.allSatisfy { $0.rowCount == rowCount }, "columns have equal lengths")
    self.firstRowNumber = firstRowNumber
    self.rowCount = rowCount
    self.columns = columns
  }

  /// Some of the rows; all of them are shared, not copied.
  package func rows(_ rows: Range<Int>) -> TableChunk {
    if rows == 0..<rowCount { return self }
    return TableChunk(
      firstRowNumber: firstRowNumber + UInt64(rows.lowerBound), rowCount: rows.count,
      columns: columns.map { $0.slice(rows) })
  }
}

/// Typed columns in row order: what every reader delivers and every recipe consumes.
package struct Table: Sendable {
  package let schema: Schema
  /// In row order, without gaps: each chunk begins where the one before ends. Possibly empty.
  package let chunks: [TableChunk]

  package init(schema: Schema, chunks: [TableChunk]) {
    for chunk in chunks {
      precondition(chunk.columns.map(\.type) == schema.columns.map(\.type), "chunks fit the schema")
    }
    self.schema = schema
    self.chunks = chunks
  }

  package var rowCount: Int { chunks.reduce(0) { $0 + $1.rowCount } }

  /// The same rows with other numbers: consecutive ones from `first` on. Columns are shared, not copied.
  package func numbered(from first: UInt64) -> Table {
    var chunks = chunks
    var next = first
    for i in chunks.indices {
      chunks[i].firstRowNumber = next
      next += UInt64(chunks[i].rowCount)
    }
    return Table(schema: schema, chunks: chunks)
  }
}
