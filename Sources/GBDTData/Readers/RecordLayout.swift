internal import GBDTKernels

/// How the text of a file is divided into records.
enum RecordSyntax: Sendable, Equatable {
  /// RFC 4180 with this byte between the fields.
  case delimited(by: UInt8)
  /// LibSVM text: a record is a line, and quotes mean nothing.
  case sparse

  /// Whether a line feed inside quotes ends no record.
  var hasQuotes: Bool { self != .sparse }
}

/// What is common to the records of all files of a table.
enum RecordLayout: Sendable, Equatable {
  /// Names of all fields, whether or not they are read.
  case delimited(fieldNames: [String])
  case sparse(SparseLayout)

  /// How many fields each record has; 0 for LibSVM text, where it varies.
  var fieldCount: Int {
    switch self {
    case .delimited(let names): names.count
    case .sparse: 0
    }
  }

  /// Whether columns may have this number of a field.
  func contains(field: Int) -> Bool {
    switch self {
    case .delimited(let names): names.indices.contains(field)
    case .sparse: 0..<SparseScan.field(ofIndex: SparseScan.indexLimit) ~= field
    }
  }

  /// The column that says which query a row belongs to; nil: the text does not say.
  var queryColumn: String? {
    switch self {
    case .delimited: nil
    case .sparse(let layout): layout.hasQueries ? SparseTable.query : nil
    }
  }

  /// Whether text of this syntax can have this layout.
  func fits(_ syntax: RecordSyntax) -> Bool {
    switch (self, syntax) {
    case (.delimited, .delimited), (.sparse, .sparse): true
    default: false
    }
  }
}

/// What LibSVM rows must have.
struct SparseLayout: Sendable, Equatable {
  /// Where indices begin: 0 or 1. A lower one makes a row bad.
  let lowestIndex: Int
  /// Whether rows have queries: then one without makes a row bad.
  let hasQueries: Bool
}
