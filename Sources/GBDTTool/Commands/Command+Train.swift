internal import GBDT
internal import GBDTCore
internal import GBDTParameters
internal import GBDTSchema

extension Command {
  static let train = Command(
    name: "train",
    summary: "Train a model on a table and write it to a file.",
    details: [
      "Without a recipe every column but the label becomes a feature: numbers and booleans as they "
        + "stand, strings as categories. With --recipe the file says what is label and feature.",
      "Equal rows in equal order, parameters and version give equal model bytes, for any number of "
        + "threads. Ctrl-C stops after the current iteration, writes the model so far and exits with "
        + "130; a second Ctrl-C stops at once and writes nothing.",
    ],
    options: [
      .data, .label, .recipe, .weight, .ignore, .categorical, .types, .valid, .validFraction,
      .delimiter, .noHeader, .missingValues, .badRows, .extraFields, .modelOutput, .summary,
      .config, .progress,
    ],
    takesParameters: true
  ) { arguments in
    try TrainCommand(arguments).run()
  }
}

extension CommandOption {
  static let label = one("label", "COLUMN", .input, "The column to learn.")
  static let recipe = one(
    "recipe", "FILE", .input,
    "JSON file with label, types, filters and features; it becomes part of the model.")
  static let weight = one(
    "weight", "COLUMN", .input, "A column with a non-negative weight for every row.")
  static let ignore = many(
    "ignore", "COLUMN", .input, "Columns that are no features; commas may separate them.")
  static let categorical = many(
    "categorical", "COLUMN", .input,
    "Columns to treat as categories whatever their type; commas may separate them.")
  static let types = many(
    "types", "COLUMN=TYPE", .reading,
    "Types that override inference: number, integer, boolean, timestamp or category; commas may "
      + "separate them.")
  fileprivate static let valid = many(
    "valid", "FILE", .input, "Files with validation rows, read as those of --data.")
  fileprivate static let validFraction = one(
    "valid-fraction", "F", .input,
    "Hold out this share of the rows for validation, chosen by a hash of the row number.")
  fileprivate static let modelOutput = one(
    "model", "FILE", .output, "The model file to write; by default model.gbdt.")
  fileprivate static let config = one(
    "config", "FILE", .running,
    "Training parameters as `name = value` lines; `#` begins a comment. The command line goes over "
      + "them.")
  fileprivate static let progress = choice(
    "progress", of: ProgressMode.self, .running,
    "On standard error: a bar on a terminal and lines elsewhere (auto, default), one of both, a JSON "
      + "object an iteration (and no other messages), or nothing but errors (none).")
}

/// One call of `gbdt train`: everything that the words alone can show is checked before data is read.
private struct TrainCommand {
  private let dataPaths: [String]
  private let validPaths: [String]
  private let validFraction: Double?
  private let parameters: ValidatedTrainParameters
  private let loadOptions: LoadOptions
  private let columns: ColumnChoice
  private let modelPath: String
  private let summaryPath: String?
  private let console: Console

  init(_ arguments: ParsedArguments) throws {
    let configuration = try arguments.value(.config).map(ParameterFile.read(path:)) ?? []
    parameters = try ValidatedTrainParameters(
      TrainParameters(parsing: arguments.settings, over: configuration))
    dataPaths = arguments.values(.data)
    validPaths = arguments.values(.valid)
    validFraction = try arguments.fraction(.validFraction)
    modelPath = arguments.value(.modelOutput) ?? "model.gbdt"
    summaryPath = arguments.value(.summary)
    console = Console(mode: try arguments.choice(.progress) ?? .auto)
    columns = try ColumnChoice(arguments)
    loadOptions = try columns.loadOptions(
      from: arguments, threads: parameters.values.numThreads)
    try refuseConflicts()
    try OutputPaths.check(
      arguments, outputs: [(.modelOutput, modelPath), (.summary, nil)],
      inputs: [.data, .valid, .recipe, .config])
  }

  private func refuseConflicts() throws(ToolError) {
    if !validPaths.isEmpty, validFraction != nil {
      throw ToolError("`--valid` conflicts with `--valid-fraction`; keep one of them.")
    }
    guard validPaths.isEmpty, validFraction == nil else { return }
    let rounds = parameters.values.earlyStoppingRound
    if rounds > 0 {
      throw ToolError(
        "early_stopping_round=\(rounds) needs validation rows: give --valid or --valid-fraction.")
    }
  }

  func run() throws {
    var total = PhaseClock()
    var clock = PhaseClock()
    var memory = MemoryUsage()
    let table = try read(dataPaths)
    let validation: Training.Validation =
      if !validPaths.isEmpty { .table(try read(validPaths)) } else if let validFraction {
        .fraction(validFraction)
      } else { .none }
    let loadSeconds = clock.lap()
    memory.sample()
    var training = Training(parameters: Parameters(validated: parameters))
    training.validation = validation
    let outcome = try Interruption.whileCaught(
      notice: "\nstopping after this iteration; interrupt again to stop at once\n"
    ) {
      let outcome = try train(training, on: table)
      try outcome.model.write(to: modelPath)
      return outcome
    }
    memory.sample()
    let timings = [
      ("load_s", loadSeconds), ("bin_s", outcome.binSeconds), ("train_s", outcome.trainSeconds),
      ("total_s", total.lap()),
    ]
    if let summaryPath {
      var summary = RunSummary(command: "train")
      summary.add(outcome, skippedRowCount: table.skippedRows.count)
      summary.add(timings: timings)
      summary.add(memory)
      summary.add("model_sha256", outcome.model.sha256)
      summary.add("threads", effectiveThreads)
      try summary.write(to: summaryPath)
    }
    report(outcome)
    if outcome.stopReason == .interrupted {
      throw ToolError(
        "interrupted; \(modelPath) has the \(outcome.model.treeCount) trees so far.",
        category: .interrupted)
    }
  }

  private func read(_ paths: [String]) throws -> DataTable {
    var clock = PhaseClock()
    let table = try columns.read(paths, options: loadOptions)
    console.note(
      "read \(table.rowCount) rows of \(table.columnNames.count) columns in "
        + Console.text(seconds: clock.lap()))
    for remark in table.notes { console.note(remark) }
    console.noteSkippedRows(of: table)
    return table
  }

  private func train(_ training: Training, on table: DataTable) throws -> TrainingOutcome {
    let recipe = try columns.recipe(for: table)
    defer { console.endProgress() }
    console.beginProgress()
    return try training.run(on: table, recipe: recipe) { report in
      console.show(ProgressEvent(report))
      return Interruption.isRequested ? .stop : .proceed
    }
  }

  private var effectiveThreads: Int {
    let threads = parameters.values.numThreads
    return threads > 0 ? threads : ProcessorCount.available
  }

  private func report(_ outcome: TrainingOutcome) {
    let metrics = outcome.metrics.map { metric in
      "\(metric.set) \(metric.name) \(Console.text(metric: metric.value))"
    }
    let head =
      "\(outcome.model.treeCount) trees from \(outcome.rowCounts.training) rows in "
      + Console.text(seconds: outcome.trainSeconds)
    console.note(([head] + metrics + ["written to \(modelPath)"]).joined(separator: ", "))
  }
}

extension ProgressEvent {
  fileprivate init(_ report: IterationReport) {
    self.init(
      iteration: report.iteration, iterationCount: report.iterationCount,
      rowCount: report.rowCount,
      metrics: report.metrics.map { Metric(set: $0.set, name: $0.name, value: $0.value) })
  }
}
