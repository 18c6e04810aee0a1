internal import GBDTCore
package import GBDTSchema

/// Files beside those of a table that have something of each of its rows, in row order.
package struct SideFiles: Sendable, Equatable {
  /// How many rows each query has, one a line.
  package var queries: String?
  /// The weight of each row, one a line.
  package var weights: String?
  /// The initial scores of each row, one a line or several with tabs or commas between them.
  package var initScores: String?

  package init(queries: String? = nil, weights: String? = nil, initScores: String? = nil) {
    self.queries = queries
    self.weights = weights
    self.initScores = initScores
  }

  package var isEmpty: Bool { self == SideFiles() }

  /// What the files say, as columns with these roles.
  ///
  /// - Throws: for files that cannot be read or hold anything else.
  package func columns(threads: Int) throws(DataError) -> SideColumns {
    var columns: [SideColumns.Part] = []
    if let queries { columns.append(try Self.queries(queries, threads: threads)) }
    if let weights {
      let values = try Self.numbers(weights, threads: threads)
      guard values.count == 1 else {
        throw DataError(
          .data, "has \(values.count) fields a line where one weight is expected",
          at: DataError.Place(file: weights))
      }
      columns.append(
        SideColumns.Part(name: "weight_file", role: .weight, values: values[0], file: weights))
    }
    if let initScores {
      let values = try Self.numbers(initScores, threads: threads)
      for (output, column) in values.enumerated() {
        let name = "init_score_file" + (values.count > 1 ? "_\(output)" : "")
        columns.append(
          SideColumns.Part(name: name, role: .initScore, values: column, file: initScores))
      }
    }
    return SideColumns(parts: columns)
  }

  /// The number of its query for each row.
  private static func queries(
    _ path: String, threads: Int
  ) throws(DataError) -> SideColumns.Part {
    let fields = try read(path, type: .integer, threads: threads)
    guard fields.count == 1, case .integer(let sizes) = fields[0] else {
      throw DataError(
        .data, "has \(fields.count) fields a line where the rows of a query are expected",
        at: DataError.Place(file: path))
    }
    var numbers: [Int64] = []
    for (query, size) in sizes.enumerated() {
      guard size >= 0, size <= RowCountLimit.rows - numbers.count else {
        throw DataError(
          .data, "\(size) is not a number of rows", at: DataError.Place(file: path, line: query + 1)
        )
      }
      numbers += repeatElement(Int64(query), count: Int(size))
    }
    return SideColumns.Part(
      name: "query_file", role: .group, values: .integer(numbers), file: path)
  }

  private static func numbers(_ path: String, threads: Int) throws(DataError) -> [Column] {
    try read(path, type: .number, threads: threads)
  }

  /// The fields of a file without a header, none missing: one column a field.
  private static func read(
    _ path: String, type: ColumnType, threads: Int
  ) throws(DataError) -> [Column] {
    let text = try CSVText(path: path)
    var options = ReadOptions()
    options.format = .csv
    options.hasHeader = false
    options.offersSkipping = false
    options.threads = threads
    options.delimiter = UInt8(ascii: text.hasTabInFirstLine ? "\t" : ",")
    let names = try TableReader(texts: [text], options: options).schema.columns.map(\.name)
    options.types = names.map { ColumnSchema(name: $0, type: type) }
    options.finiteColumns = Set(names)
    let table = try TableReader(texts: [text], options: options).table().table
    return names.indices.map { Column(joining: table.chunks.map(\.columns[$0]), type: type) }
  }
}

/// Columns of a table that stand in files of their own.
package struct SideColumns: Sendable {
  struct Part: Sendable {
    let name: String
    let role: ColumnRole
    /// Numbers or integers.
    let values: Column
    let file: String
  }

  let parts: [Part]

  package var schema: [ColumnSchema] {
    parts.map { ColumnSchema(name: $0.name, type: $0.values.type) }
  }

  package var names: Set<String> { Set(parts.map(\.name)) }

  /// The file of each column.
  package var files: [String: String] {
    Dictionary(uniqueKeysWithValues: parts.map { ($0.name, $0.file) })
  }

  /// The columns, each with its role.
  package var roles: [(role: ColumnRole, column: String)] { parts.map { ($0.role, $0.name) } }

  /// The values of some rows, a column each.
  package func rows(_ range: Range<Int>) -> [Column] { parts.map { $0.values.slice(range) } }

  /// - Throws: for a file that has more rows or fewer than the table, with both numbers, and for a table
  ///   that has a column of a file's name.
  package func check(_ schema: Schema, rowCount: Int, skippedCount: Int) throws(DataError) {
    for part in parts {
      if schema.index(of: part.name) != nil {
        throw DataError(
          .data, "the data has a column `\(part.name)`, which is what this file's would be called",
          at: DataError.Place(file: part.file))
      }
      let found = part.values.rowCount
      if found == rowCount { continue }
      let what =
        part.role == .group ? "is of queries with \(found) rows in all" : "has \(found) rows"
      let skipped =
        skippedCount == 0
        ? "" : " (\(skippedCount) bad ones were left out, which side files do not allow for)"
      throw DataError(
        .data, "\(what), but the data has \(rowCount)\(skipped)",
        at: DataError.Place(file: part.file))
    }
  }
}

extension CSVText {
  /// Whether the fields of a file without header are separated by tabs.
  fileprivate var hasTabInFirstLine: Bool {
    bytes.withBytes { bytes in
      for index in bytes.indices {
        if bytes[index] == UInt8(ascii: "\n") { return false }
        if bytes[index] == UInt8(ascii: "\t") { return true }
      }
      return false
    }
  }
}

extension Column {
  /// The rows of several columns of one type, numbers or integers, one behind the other.
  fileprivate init(joining columns: [Column], type: ColumnType) {
    switch type {
    case .number: self = .number(columns.flatMap(\.numbers))
    default:
      self = .integer(
        columns.flatMap { column -> [Int64] in
          if case .integer(let values) = column { values } else { [] }
        })
    }
  }
}

extension ReadOptions {
  /// The same for files that lack some of the columns.
  package func without(_ names: Set<String>) -> ReadOptions {
    var options = self
    options.types.removeAll { names.contains($0.name) }
    options.trainingColumns.removeAll { names.contains($0.name) }
    options.columns?.subtract(names)
    options.finiteColumns.subtract(names)
    return options
  }
}
