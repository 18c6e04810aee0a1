internal import Foundation
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
      .config, .progress, .workers, .workerTimeout,
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
  fileprivate static let workers = one(
    "workers", "N", .running,
    "Train over this many worker processes, each with its part of the rows; the model does not depend "
      + "on it. 0, and by default GBDT_WORKERS or 0: this process alone.")
  fileprivate static let workerTimeout = one(
    "worker-timeout", "SECONDS", .running,
    "A worker of which nothing is heard for so long is replaced; by default 5.")
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
  /// nil: this process alone.
  private let workers: WorkerOptions?

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
    workers = try Self.workers(arguments, threads: parameters.values.numThreads)
    try refuseConflicts()
    try OutputPaths.check(
      arguments, outputs: [(.modelOutput, modelPath), (.summary, nil)],
      inputs: [.data, .valid, .recipe, .config])
  }

  /// `--workers`, or what GBDT_WORKERS says where it is not given.
  private static func workers(
    _ arguments: ParsedArguments, threads: Int
  ) throws(ToolError) -> WorkerOptions? {
    var count = try arguments.integer(.workers, in: 0...64)
    if count == nil, let text = ProcessInfo.processInfo.environment["GBDT_WORKERS"], !text.isEmpty {
      count = Int(text).flatMap { (0...64).contains($0) ? $0 : nil }
      if count == nil { throw ToolError("GBDT_WORKERS=\(text) must be an integer from 0 to 64.") }
    }
    let timeout = try arguments.seconds(.workerTimeout, in: 0.1...86_400)
    guard let count, count > 0 else { return nil }
    var workers = WorkerOptions(count: count)
    workers.threads = threads
    if let timeout { workers.silenceLimit = .seconds(timeout) }
    return workers
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
    let memory = MemoryUsage(isWatching: summaryPath != nil)
    let trained = try workers.map(trainOverWorkers) ?? trainHere()
    let outcome = trained.outcome
    let timings = [
      ("load_s", trained.loadSeconds), ("bin_s", outcome.binSeconds),
      ("train_s", outcome.trainSeconds), ("total_s", total.lap()),
    ]
    if let summaryPath {
      var summary = RunSummary(command: "train")
      summary.add(outcome, skippedRowCount: trained.skippedRowCount)
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

  private struct Trained {
    let outcome: TrainingOutcome
    let loadSeconds: Double
    let skippedRowCount: Int
  }

  private func trainHere() throws -> Trained {
    var clock = PhaseClock()
    let input = try input()
    let skippedRowCount = input.table.skippedRows.count
    let loadSeconds = clock.lap()
    let outcome = try Interruption.whileCaught(
      notice: interruptionNotice, handing: consume input
    ) { (input: consuming TrainingInput) in
      let outcome = try train(on: consume input)
      try outcome.model.write(to: modelPath)
      return outcome
    }
    return Trained(
      outcome: outcome, loadSeconds: loadSeconds, skippedRowCount: skippedRowCount)
  }

  private func trainOverWorkers(_ workers: WorkerOptions) throws -> Trained {
    var files = TrainingFiles(dataPaths, columns: columns.selection, options: loadOptions)
    files.validationPaths = validPaths
    files.validationFraction = validFraction
    defer { Interruption.end() }
    defer { console.endProgress() }
    var loadSeconds = 0.0
    var skippedRowCount = 0
    let outcome = try Training(parameters: Parameters(validated: parameters)).run(
      onFiles: files, workers: workers,
      onNotice: { notice in
        switch notice {
        case .read(let rows, let columns, let skipped, let notes, let seconds):
          loadSeconds += seconds
          skippedRowCount += skipped.count
          console.noteRead(rows: rows, columns: columns, seconds: seconds)
          for remark in notes { console.note(remark) }
          console.note(skipped)
        case .leftOut(let identifiers): console.note(identifiers: identifiers)
        case .started, .phase: break
        case .lost(let worker, let phase, let cause):
          console.note(
            "worker \(worker) was lost while \(phase): \(cause); another takes its place")
        case .growing:
          Interruption.begin(notice: interruptionNotice)
          console.beginProgress()
        }
      },
      onIteration: { report in
        console.show(ProgressEvent(report))
        return Interruption.isRequested ? .stop : .proceed
      })
    try outcome.model.write(to: modelPath)
    return Trained(
      outcome: outcome, loadSeconds: loadSeconds, skippedRowCount: skippedRowCount)
  }

  private var interruptionNotice: StaticString? {
    console.showsMessages
      ? "\nstopping after this iteration; interrupt again to stop at once\n" : nil
  }

  /// Reads what is to be trained on.
  private func input() throws -> TrainingInput {
    let table = try shown { try columns.read(dataPaths, options: loadOptions) }
    let recipe = try columns.recipe(for: table)
    console.note(identifiers: recipe.identifiers)
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
    console.noteRead(
      rows: table.rowCount, columns: table.columnNames.count, seconds: clock.lap())
    for remark in table.notes { console.note(remark) }
    console.note(table.skippedRows)
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
