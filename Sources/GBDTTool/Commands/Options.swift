internal import GBDT

// Options that several commands share mean the same in all of them.
extension CommandOption {
  static let data = many(
    "data", "FILE", isRequired: true, .input,
    "CSV or LibSVM files, plain or .gz, and globs: rows in this order, a glob in byte order.")
  static let model = one("model", "FILE", isRequired: true, .input, "The model file.")

  static let textFormat = choice(
    "format", of: LoadOptions.Format.self, .reading,
    "What the files are: auto (default) takes for LibSVM text what is named .libsvm, .svm or .svmlight, "
      + "or looks like it without being named .csv or .tsv.")
  static let indexBase = choice(
    "index-base", of: LoadOptions.IndexBase.self, .reading,
    "Whether the indices of LibSVM text begin with 0 or 1, that is, with the feature f0 or f1; auto "
      + "(default): with 0 if any row has index 0.")
  static let delimiter = one(
    "delimiter", "C", .reading,
    "The character between fields (`tab` for a tab); by default a comma, and a tab in .tsv files.")
  static let noHeader = flag(
    "no-header", .reading, "The first record is data; columns are called c0, c1, ...")
  static let missingValues = many(
    "missing-values", "TEXT", .reading,
    "Words that stand for a missing value, as an empty field always does; by default NaN, null, and, "
      + "but in category columns, NA.")
  static let extraFields = choice(
    "extra-fields", of: LoadOptions.ExtraFields.self, .reading,
    "Fields beyond the header's: error (default), or accepted where they are empty.")
  static let badRows = choice(
    "bad-rows", of: LoadOptions.BadRows.self, .reading,
    "Rows that do not fit or parse: error (default), or skip and count them.")

  static let queryFile = one(
    "query-file", "FILE", .input,
    "How many rows each query has, one number a line, in place of --group.")
  static let weightFile = one(
    "weight-file", "FILE", .input, "The weight of each row, one a line, in place of --weight.")
  static let initScoreFile = one(
    "init-score-file", "FILE", .input,
    "The raw scores that each row starts with, one a line, or one for each output with tabs or commas "
      + "between them, in place of --init-score.")
  /// Files that have something of each row of --data.
  static let sideFiles = [queryFile, weightFile, initScoreFile]

  static let output = one(
    "output", "FILE", .output, "Where the result goes; by default standard output.")
  static let summary = one(
    "summary", "FILE", .output, "Write what was done, how well and how fast as JSON.")
  static let json = flag("json", .output, "Print JSON.")

  static let threads = one(
    "threads", "N", .running,
    "Threads; by default as many as this process may use. The result does not depend on it.")
}

extension LoadOptions {
  /// The reading options that a command has; those that it has not keep their defaults.
  init(_ arguments: ParsedArguments) throws(ToolError) {
    self.init()
    if let text = arguments.value(.delimiter) {
      guard let character = text == "tab" ? "\t" : text.first, text == "tab" || text.count == 1
      else { throw ToolError("`--delimiter \(text)` must be one character, or `tab`.") }
      delimiter = character
    }
    format = try arguments.choice(.textFormat) ?? .auto
    indexBase = try arguments.choice(.indexBase) ?? .auto
    hasHeader = !arguments.has(.noHeader)
    if arguments.has(.missingValues) { missingValues = arguments.values(.missingValues) }
    badRows = try arguments.choice(.badRows) ?? .error
    extraFields = try arguments.choice(.extraFields) ?? .error
    threads = try arguments.threads()
    sideFiles.queries = arguments.value(.queryFile)
    sideFiles.weights = arguments.value(.weightFile)
    sideFiles.initScores = arguments.value(.initScoreFile)
  }
}

extension ParsedArguments {
  /// The value of `--threads`; 0 without: as many as this process may use.
  func threads() throws(ToolError) -> Int { try integer(.threads, in: 1...4096) ?? 0 }
}
