/// The type of a raw column.
///
/// | case | values | missing is |
/// |---|---|---|
/// | number | IEEE doubles, finite | NaN |
/// | integer | 64-bit integers but the smallest | the smallest 64-bit integer |
/// | boolean | 0 and 1 | 2 |
/// | timestamp | microseconds since 1970-01-01T00:00Z | the smallest 64-bit integer |
/// | category | UTF-8 strings | code -1 |
package enum ColumnType: String, Sendable, CaseIterable {
  case number
  case integer
  case boolean
  case timestamp
  case category
}

/// Name and type of one raw column.
package struct ColumnSchema: Sendable, Equatable {
  package let name: String
  package let type: ColumnType

  package init(name: String, type: ColumnType) {
    self.name = name
    self.type = type
  }
}

/// The columns of a table, in order, with distinct names.
package struct Schema: Sendable, Equatable {
  package let columns: [ColumnSchema]

  /// - Precondition: names are distinct.
  package init(columns: [ColumnSchema]) {
    precondition(Set(columns.map(\.name)).count == columns.count, "column names are distinct")
    self.columns = columns
  }

  /// Position of the column called `name`, by exact comparison. Linear in the number of columns.
  package func index(of name: String) -> Int? {
    columns.firstIndex { $0.name == name }
  }
}
