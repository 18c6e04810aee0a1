internal import Foundation
internal import GBDT
internal import GBDTCore
internal import GBDTParameters

/// One call of `gbdt train`: everything that the words alone can show is checked before data is read.
///
/// This file has what is the same with and without workers; how the trees come about is in two others.
struct TrainCommand {
  let dataPaths: [String]
  let validPaths: [String]
  let validFraction: Double?
  let parameters: ValidatedTrainParameters
  let loadOptions: LoadOptions
  let validationSideFiles: SideFiles
  let columns: ColumnChoice
  /// Training with the parameters of the call, and no validation rows yet.
  let training: Training
  let modelPath: String
  let summaryPath: String?
  let console: Console
  /// nil: this process alone.
  let workers: WorkerOptions?
  /// nil: no checkpoints.
  let checkpoint: CheckpointFolder?
  /// `time_limit` counts from here.
  private let start = ContinuousClock.now

  /// What came of it, and what the outcome itself does not know.
  struct Trained {
    let outcome: TrainingOutcome
    let loadSeconds: Double
    let skippedRowCount: Int
  }

  init(_ arguments: ParsedArguments) throws {
    let configuration = try arguments.value(.config).map(ParameterFile.read(path:)) ?? []
    parameters = try ValidatedTrainParameters(
      parsing: arguments.settings, over: configuration)
    dataPaths = arguments.values(.data)
    validPaths = arguments.values(.valid)
    validFraction = try arguments.fraction(.validFraction)
    modelPath = arguments.value(.modelOutput) ?? "model.gbdt"
    summaryPath = arguments.value(.summary)
    console = Console(mode: try arguments.choice(.progress) ?? .auto)
    let continued = try arguments.value(.continueFrom).map { try Model(contentsOf: $0) }
    columns = try ColumnChoice(arguments, continuing: continued)
    loadOptions = try columns.loadOptions(
      from: arguments, parameters: parameters.values)
    validationSideFiles = try SideFiles(validationOf: arguments)
    workers = try WorkerOptions(arguments, threads: parameters.values.numThreads)
    try Self.refuseConflicts(arguments, parameters)
    try OutputPaths.check(
      arguments, outputs: [(.modelOutput, modelPath), (.summary, nil)],
      inputs: [.data, .valid, .recipe, .config, .continueFrom] + CommandOption.sideFiles
        + CommandOption.validationSideFiles)
    var training = Training(parameters: Parameters(validated: parameters))
    if let continued { training = try training.continuing(from: continued) }
    checkpoint = try Self.checkpointFolder(arguments, parameters: training.parameters)
    training.checkpoint = checkpoint
    training.start = start
    self.training = training
  }

  private static func refuseConflicts(
    _ arguments: ParsedArguments, _ parameters: ValidatedTrainParameters
  ) throws(ToolError) {
    let (hasTable, hasFraction) = (arguments.has(.valid), arguments.has(.validFraction))
    if hasTable, hasFraction {
      throw ToolError("`--valid` conflicts with `--valid-fraction`; keep one of them.")
    }
    if hasTable || hasFraction { return }
    let rounds = parameters.values.earlyStoppingRound
    if rounds > 0, parameters.values.earlyStoppingSet == .valid {
      throw ToolError(
        "early_stopping_round=\(rounds) needs validation rows: give --valid or --valid-fraction.")
    }
  }

  /// Trains, writes the model and the summary, and says what was done.
  func run() throws {
    var total = PhaseClock()
    let memory = MemoryUsage(isWatching: summaryPath != nil)
    console.note(ineffective: parameters.ineffective)
    try noteContinuation()
    let trained = try workers.map(trainOverWorkers) ?? trainHere()
    let outcome = trained.outcome
    if !outcome.stopReason.canGoOn { try checkpoint?.removeCheckpoint() }
    let timings = [
      ("load_s", trained.loadSeconds), ("bin_s", outcome.binSeconds),
      ("train_s", outcome.trainSeconds), ("total_s", total.lap()),
    ]
    if let summaryPath {
      var summary = RunSummary(command: "train")
      summary.add(outcome, skippedRowCount: trained.skippedRowCount)
      summary.add(ineffective: parameters.ineffective)
      summary.add(timings: timings)
      summary.add(memory)
      summary.add("model_sha256", outcome.model.sha256)
      if let model = training.continuedModel {
        summary.add("continued_from_sha256", model.sha256)
        summary.add("continued_iterations", model.iterationCount)
      }
      summary.add("threads", effectiveThreads)
      if let collective = outcome.collective {
        summary.add(outcome.workers, collective)
      } else {
        summary.addSingleProcess()
      }
      try summary.write(to: summaryPath)
    }
    report(outcome)
    if outcome.stopReason == .timeLimit {
      console.note(
        "time_limit=\(TypedValue.number(parameters.values.timeLimit)) ended the run; the model has "
          + "\(outcome.bestIteration) of \(parameters.values.numIterations) iterations"
          + (checkpoint == nil ? "" : "; with --resume it goes on"))
    }
    if outcome.stopReason == .interrupted {
      let remark = checkpoint.map { $0.hasCheckpoint ? "; with --resume the run goes on" : "" }
      throw ToolError(
        "interrupted; \(modelPath) has the trees so far: \(outcome.model.treeCount)\(remark ?? "").",
        category: .interrupted)
    }
  }

  /// Of this process, or of each worker.
  private var effectiveThreads: Int {
    if let workers { return workers.effectiveThreads }
    let threads = parameters.values.numThreads
    return threads > 0 ? threads : ProcessorCount.available
  }
}

// What both ways of training share.
extension TrainCommand {
  /// What to say when the first Ctrl-C comes.
  var interruptionNotice: StaticString? {
    console.showsMessages
      ? "\nstopping after this iteration; interrupt again to stop at once\n" : nil
  }

  /// Shows an iteration, and sees whether it is to be the last.
  func show(_ report: IterationReport) -> TrainingDecision {
    console.show(ProgressEvent(report))
    return Interruption.isRequested ? .stop : .proceed
  }
}

extension TrainCommand {
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
    for line in WorkerText(outcome.workers)?.summaries ?? [] { console.note(line) }
    console.note(([head] + metrics + ["written to \(modelPath)"]).joined(separator: ", "))
  }

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
      rowCount: report.rowCount, learningRate: report.learningRate,
      metrics: report.metrics.map { Metric(set: $0.set, name: $0.name, value: $0.value) },
      workers: report.workers)
  }
}

extension CommandOption {
  static let validationSideFiles = [validQueryFile, validWeightFile, validInitScoreFile]
}

extension SideFiles {
  /// - Throws: for side files of rows that are not there, and for rows that lack what training rows have.
  fileprivate init(validationOf arguments: ParsedArguments) throws(ToolError) {
    self.init()
    queries = arguments.value(.validQueryFile)
    weights = arguments.value(.validWeightFile)
    initScores = arguments.value(.validInitScoreFile)
    for (training, validation) in zip(CommandOption.sideFiles, CommandOption.validationSideFiles) {
      if arguments.has(validation), !arguments.has(.valid) {
        throw ToolError("`--\(validation.name)` needs `--valid`, whose rows it is about.")
      }
      if arguments.has(.valid), arguments.has(training) != arguments.has(validation) {
        let (there, missing) =
          arguments.has(training) ? (training, validation) : (validation, training)
        throw ToolError(
          "`--\(there.name)` needs `--\(missing.name)`: what training rows have, validation rows have, "
            + "too.")
      }
    }
  }
}
