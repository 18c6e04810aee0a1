internal import GBDTCore
internal import GBDTKernels
package import GBDTSchema

/// Reads delimited or LibSVM text into a table.
///
/// The life of a reader: `init` opens the files, compares their headers, cuts them into chunks, and infers
/// types (of LibSVM text: finds the columns, in all rows); `schema` is known from then on; `table()` parses the chunks in parallel, as often as it is called.
/// Every result and every error is the same for any number of threads.
package struct TableReader: Sendable {
  /// Types are inferred from this number of records at the beginning of the data, over all files; records
  /// with a wrong number of fields do not count. A later value that does not fit is an error.
  package static let inferenceRecordCount = 100_000

  /// The columns that will be read, in file order, with their types.
  package let schema: Schema
  /// Remarks for the user, such as a column of numbers that one word made a category.
  package let notes: [String]

  let parser: ChunkParser
  let chunks: CSVChunks
  private let threads: Int

  /// Opens `paths`: files, plain or gzip, and globs.
  ///
  /// - Throws: `DataError`: `.noInput` for what cannot be opened, `.usage` for options that name unknown
  ///   columns, `.inputOutput` and `.data` for the rest.
  package init(paths: [String], options: ReadOptions) throws(DataError) {
    let inputs = try InputFile.files(named: paths)
    let texts = try Parallel.map(count: inputs.count, threads: options.threads) {
      (i) throws(DataError) in
      try CSVText(path: inputs[i].path)
    }
    try self.init(texts: texts, options: options)
  }

  /// - Throws: as above.
  init(texts: [CSVText], options: ReadOptions) throws(DataError) {
    try Self.check(options)
    var files: [CSVFile] = []
    for text in texts { files.append(try CSVFile(text, options: options)) }
    for file in files { try file.requireColumns(of: files[0]) }
    threads = options.threads
    var chunks = try CSVChunks(
      of: files, byteCount: options.chunkByteCount, threads: options.threads)
    let sparse =
      files[0].syntax == .sparse ? try SparseTable(files, chunks.list, options) : nil
    let fields =
      sparse?.fields
      ?? files[0].names.enumerated().map { TableField(name: $1, number: $0, type: nil) }
    let names = fields.map(\.name)
    try Self.check(options, against: names)

    let untyped = ChunkParser(
      files: files,
      layout: sparse.map { .sparse($0.layout) } ?? .delimited(fieldNames: names), columns: [],
      missing: MissingWords(options.missingValues), extraFields: options.extraFields,
      badRows: options.badRows, offersSkipping: options.offersSkipping)
    let kept = fields.filter { options.columns?.contains($0.name) ?? true }
    let givenTypes = Dictionary(
      options.trainingColumns.map { ($0.name, (type: $0.type, origin: TypeOrigin.training)) }
        + options.types.map { ($0.name, (type: $0.type, origin: TypeOrigin.options)) }
        + fields.compactMap { field in
          field.type.map { (field.name, (type: $0, origin: TypeOrigin.format)) }
        },
      uniquingKeysWith: { first, _ in first })
    let inferred = kept.filter { givenTypes[$0.name] == nil }.map(\.number)
    let evidence = try Self.evidence(fields: inferred, untyped, &chunks, options)
    self.chunks = chunks
    let evidenceByField = Dictionary(uniqueKeysWithValues: zip(inferred, evidence))
    let columns = kept.map { field in
      let isFinite = options.finiteColumns.contains(field.name)
      let given = givenTypes[field.name]
      let type = given?.type ?? evidenceByField[field.number]?.type(isFinite: isFinite) ?? .number
      return ColumnPlan(
        name: field.name, field: field.number, type: type,
        typeOrigin: given?.origin ?? .inference, isFinite: isFinite)
    }
    if sparse != nil {
      for column in columns { try SparseTable.requireType(column) }
    }
    parser = untyped.reading(columns)
    schema = Schema(columns)
    notes =
      (sparse?.notes(training: options.trainingColumns) ?? [])
      + columns.compactMap { column in
        evidenceByField[column.field].flatMap { Self.note(on: column, $0, files) }
      }
  }

  /// Opens and reads in one go.
  package static func read(
    paths: [String], options: ReadOptions
  ) throws(DataError) -> TableReadResult {
    try TableReader(paths: paths, options: options).table()
  }

  /// Reads the columns of `schema`, or only those in `columns`, in file order.
  ///
  /// - Throws: the first problem in file order.
  package func table(columns: Set<String>? = nil) throws(DataError) -> TableReadResult {
    let plans = parser.columns.filter { columns?.contains($0.name) ?? true }
    let parser = parser.reading(plans)
    return TableReadResult(
      try parse(with: parser), columns: plans, notes: notes,
      queryColumn: parser.layout.queryColumn, fileCount: parser.files.count,
      byteCount: parser.files.reduce(0) { $0 + $1.text.bytes.range.count })
  }

  /// What types are inferred from. Makes `chunks` certain where it must.
  private static func evidence(
    fields: [Int], _ parser: ChunkParser, _ chunks: inout CSVChunks, _ options: ReadOptions
  ) throws(DataError) -> [TypeInference.Evidence] {
    func found(in chunks: CSVChunks) -> (evidence: [TypeInference.Evidence], hasFault: Bool) {
      TypeInference(
        parser: parser, chunks: chunks.list, recordCount: options.inferenceRecordCount,
        threads: options.threads
      ).evidence(fields: fields)
    }
    let (evidence, hasFault) = found(in: chunks)
    if !hasFault || chunks.areCertain { return evidence }
    chunks = try chunks.madeCertain()
    return found(in: chunks).evidence
  }

  private func parse(with parser: ChunkParser) throws(DataError) -> [ChunkParser.Parsed] {
    do {
      return try parser.parse(chunks.list, threads: threads)
    } catch {
      // A wrong cut may be all that is wrong.
      if chunks.areCertain { throw error }
      return try parser.parse(chunks.madeCertain().list, threads: threads)
    }
  }

  private static func check(_ options: ReadOptions) throws(DataError) {
    precondition(options.threads >= 1, "there is a thread")
    if let delimiter = options.delimiter, [0, 10, 13, 34].contains(delimiter) {
      throw DataError(
        .usage, "The delimiter must not be a quote, a line end or a zero byte.")
    }
  }

  private static func check(_ options: ReadOptions, against names: [String]) throws(DataError) {
    func hint(_ name: String) -> String? {
      Suggestion.nearest(to: name, among: names).map { " Did you mean `\($0)`?" }
    }
    let known = Set(names)
    func require(_ name: String, _ what: String) throws(DataError) {
      guard !known.contains(name) else { return }
      throw DataError(
        .usage,
        "The data have no column `\(name)`\(what)."
          + (hint(name) ?? Self.list(of: names)))
    }
    for column in options.trainingColumns where !known.contains(column.name) {
      throw DataError(
        .data,
        "The data have no column `\(column.name)`, which the training data had."
          + (hint(column.name) ?? Self.list(of: names)))
    }
    for name in (options.columns ?? []).sorted() { try require(name, "") }
    var types: [String: ColumnType] = [:]
    for column in options.types {
      try require(column.name, ", which the list of types names")
      if let other = types.updateValue(column.type, forKey: column.name), other != column.type {
        throw DataError(
          .usage,
          "Column `\(column.name)` is given two types, \(other.rawValue) and \(column.type.rawValue)."
        )
      }
    }
    for name in options.finiteColumns.sorted() {
      try require(name, ", which is to be the label, the weight or the like")
    }
  }

  /// What there is where a name is far from everything: a wrong delimiter shows here.
  private static func list(of names: [String]) -> String {
    let shown = names.prefix(10).map { "`\($0)`" }.joined(separator: ", ")
    return " The columns are \(shown)"
      + (names.count > 10 ? " and \(names.count - 10) more." : ".")
  }

  private static func note(
    on column: ColumnPlan, _ evidence: TypeInference.Evidence, _ files: [CSVFile]
  ) -> String? {
    guard column.type == .category, let type = evidence.nearMiss, let first = evidence.firstOther
    else { return nil }
    let text = files[first.file].text
    return DataError(
      .data,
      "`\(RowProblem.excerpt(first.range, text))` makes this a category column, though most values are "
        + "\(type.rawValue)s; if they all should be, give `--types \(column.name)=\(type.rawValue)`",
      at: text.place(of: first.range.lowerBound, column: column.name)
    ).message
  }
}
