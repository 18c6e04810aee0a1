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
        + "stand, strings as categories. A string column with more than 1,024 different values, more than "
        + "half as many as rows, looks like an identifier and is left out. With --recipe the file says what "
        + "is label and feature.",
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
    "Columns to treat as categories whatever their type, identifiers too; commas may separate them."
  )
  static let types = many(
    "types", "COLUMN=TYPE", .reading,
    "Types that override inference: number, integer, boolean, timestamp or category; commas may "
      + "separate them.")
  fileprivate static let valid = many(
    "valid", "FILE", .input,
    "Files with validation rows; columns have the types that they have in --data.")
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
    let memory = MemoryUsage(isWatching: summaryPath != nil)
    let input = try input()
    let skippedRowCount = input.table.skippedRows.count
    let loadSeconds = clock.lap()
    let outcome = try Interruption.whileCaught(
      notice: console.showsMessages
        ? "\nstopping after this iteration; interrupt again to stop at once\n" : nil,
      handing: consume input
    ) { (input: consuming TrainingInput) in
      let outcome = try train(on: consume input)
      try outcome.model.write(to: modelPath)
      return outcome
    }
    let timings = [
      ("load_s", loadSeconds), ("bin_s", outcome.binSeconds), ("train_s", outcome.trainSeconds),
      ("total_s", total.lap()),
    ]
    if let summaryPath {
      var summary = RunSummary(command: "train")
      summary.add(outcome, skippedRowCount: skippedRowCount)
      summary.add(timings: timings)
      summary.add(memory)
      summary.add("model_sha256", outcome.model.sha256)
      summary.add("threads", effectiveThreads)
      summary.addSingleProcess()
      try summary.write(to: summaryPath)
    }
    report(outcome)
    if outcome.stopReason == .interrupted {
      throw ToolError(
        "interrupted; \(modelPath) has the trees so far: \(outcome.model.treeCount).",
        category: .interrupted)
    }
  }

  /// Reads what is to be trained on.
  private func input() throws -> TrainingInput {
    let table = try shown { try columns.read(dataPaths, options: loadOptions) }
    let recipe = try columns.recipe(for: table)
    for name in recipe.identifiers {
      console.note(
        "left out: `\(name)` looks like an identifier: most rows have a value of their own; "
          + "--categorical \(name) keeps it")
    }
    var training = Training(parameters: Parameters(validated: parameters))
    if !validPaths.isEmpty {
      training.validation = .table(
        try shown {
          try DataTable.read(validPaths, recipe: recipe, typedAs: table, options: loadOptions)
        })
    } else if let validFraction {
      training.validation = .fraction(validFraction)
    }
    return TrainingInput(training: training, table: table, recipe: recipe)
  }

  /// Reads a table and says what was read.
  private func shown(_ read: () throws -> DataTable) throws -> DataTable {
    var clock = PhaseClock()
    let table = try read()
    console.note(
      "read \(table.rowCount) rows of \(table.columnNames.count) columns in "
        + Console.text(seconds: clock.lap()))
    for remark in table.notes { console.note(remark) }
    console.noteSkippedRows(of: table)
    return table
  }

  private func train(on input: consuming TrainingInput) throws -> TrainingOutcome {
    defer { console.endProgress() }
    console.beginProgress()
    return try (consume input).train { report in
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
    if !columns.hasRecipe {
      for line in Self.columnLines(outcome.columnUses) { console.note(line) }
    }
    console.note(([head] + metrics + ["written to \(modelPath)"]).joined(separator: ", "))
  }
}

/// What is trained on: handed over as a whole, so that the rows have no other owner.
private struct TrainingInput {
  let training: Training
  let table: DataTable
  let recipe: FeatureRecipe

  consuming func train(
    onIteration: (IterationReport) -> TrainingDecision
  ) throws -> TrainingOutcome {
    let (training, table, recipe) = (self.training, self.table, self.recipe)
    _ = consume self
    return try (consume training).run(
      on: consume table, recipe: recipe, onIteration: onIteration)
  }
}

extension TrainCommand {
  /// What became of every column where nobody said it in a recipe: a line a use.
  private static func columnLines(_ uses: [TrainingOutcome.ColumnUse]) -> [String] {
    var names: [(use: String, columns: [String])] = []
    for column in uses {
      if let index = names.firstIndex(where: { $0.use == column.use }) {
        names[index].columns.append(column.column)
      } else {
        names.append((column.use, [column.column]))
      }
    }
    return names.map { use, columns in
      let shown = columns.prefix(12).joined(separator: ", ")
      let rest = columns.count > 12 ? " and \(columns.count - 12) more" : ""
      return "\(use): \(shown)\(rest)"
    }
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
