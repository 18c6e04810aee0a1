internal import GBDT
internal import GBDTCore
internal import GBDTParameters
internal import GBDTSchema

extension Command {
  static let crossValidate = Command(
    name: "cv",
    summary: "Estimate by cross-validation how good a model will be on new rows.",
    details: [
      "Divides the rows into folds; trains on the other folds' rows and measures on each. Bins and "
        + "categories come from the rows that are trained on alone. Prints the metrics of each fold, their mean, "
        + "standard deviation and the standard error of the mean, as a table or with --json. The folds follow "
        + "from the parameter seed and the row numbers.",
      "With early_stopping_round the folds advance together, and the mean of the first metric decides "
        + "which iteration is best: the metrics are those of this iteration in every fold.",
      "--predictions writes what the models say of the rows that they were not trained on.",
    ],
    options: [
      .data, .label, .recipe, .weight, .group, .initScore, .exposure, .ignore, .categorical, .types,
    ]
      + CommandOption.sideFiles
      + FoldChoice.options
      + [
        .textFormat, .indexBase, .delimiter, .noHeader, .missingValues, .badRows, .extraFields,
        .output, .json,
        .outOfFold, .summary, .config, .progress,
      ],
    takesParameters: true
  ) { arguments in
    try CrossValidateCommand(arguments).run()
  }
}

extension CommandOption {
  fileprivate static let outOfFold = one(
    "predictions", "FILE", .output,
    "Write the out-of-fold predictions as CSV: row (from 0), fold (from 1), with --repeats the repeat, "
      + "and the columns of `gbdt predict`. Rows that were never tested are left out.")
}

/// One call of `gbdt cv`.
private struct CrossValidateCommand {
  private let arguments: ParsedArguments
  private let parameters: ValidatedTrainParameters
  private let columns: ColumnChoice
  private let folds: FoldChoice
  private let loadOptions: LoadOptions
  private let console: Console

  init(_ arguments: ParsedArguments) throws {
    self.arguments = arguments
    let configuration = try arguments.value(.config).map(ParameterFile.read(path:)) ?? []
    parameters = try ValidatedTrainParameters(
      parsing: arguments.settings, over: configuration)
    columns = try ColumnChoice(arguments)
    folds = try FoldChoice(arguments)
    loadOptions = try columns.loadOptions(
      from: arguments, parameters: parameters.values)
    console = Console(mode: try arguments.choice(.progress) ?? .auto)
    try OutputPaths.check(
      arguments, outputs: [(.output, nil), (.outOfFold, nil), (.summary, nil)],
      inputs: [.data, .recipe, .config] + CommandOption.sideFiles)
  }

  func run() throws {
    var total = PhaseClock()
    var clock = PhaseClock()
    let memory = MemoryUsage(isWatching: arguments.has(.summary))
    console.note(ineffective: parameters.ineffective)
    let input = try FoldInput(
      arguments.values(.data), columns: columns, folds: folds, options: loadOptions,
      console: console)
    let loadSeconds = clock.lap()
    let outcome = try crossValidate(input)
    let trainSeconds = clock.lap()
    let result = CrossValidationText(outcome, early: parameters.values.earlyStoppingRound > 0)
    let output = try DataOutput(path: arguments.value(.output))
    try output.write(
      arguments.has(.json) ? outcome.json.encoded(.pretty) : Array(result.text.utf8))
    try output.commit()
    if let path = arguments.value(.outOfFold) { try writePredictions(of: outcome, input, to: path) }
    let predictSeconds = clock.lap()
    guard let path = arguments.value(.summary) else { return }
    var summary = RunSummary(command: "cv")
    summary.add("rows_read", input.table.rowCount)
    summary.add("rows_skipped", input.table.skippedRows.count)
    summary.add(ineffective: parameters.ineffective)
    summary.add(outcome)
    summary.add(timings: [
      ("load_s", loadSeconds), ("train_s", trainSeconds), ("predict_s", predictSeconds),
      ("total_s", total.lap()),
    ])
    summary.add(memory)
    let threads = parameters.values.numThreads
    summary.add("threads", threads > 0 ? threads : ProcessorCount.available)
    try summary.write(to: path)
  }

  private func crossValidate(_ input: FoldInput) throws -> CrossValidationOutcome {
    let validation = folds.validation(of: Parameters(validated: parameters))
    var progress = FoldProgress(console: console, foldCount: folds.foldCount)
    Interruption.begin(
      notice: console.showsMessages ? "\nstopping after this iteration\n" : nil)
    defer { Interruption.end() }
    defer { console.endProgress() }
    console.beginProgress()
    let outcome = try validation.run(on: input.table, recipe: input.recipe) { report in
      progress.show(report)
      return Interruption.isRequested ? .stop : .proceed
    }
    progress.endFold()
    return outcome
  }

  private func writePredictions(
    of outcome: CrossValidationOutcome, _ input: FoldInput, to path: String
  ) throws {
    let found = try outcome.outOfFold(input.table, threads: parameters.values.numThreads)
    let output = try DataOutput(path: path)
    // All folds have models of one kind.
    try output.write(
      OutOfFoldText(found, of: outcome.folds[0].model, hasRepeats: folds.repeatCount > 1).csv)
    try output.commit()
    console.note("out-of-fold predictions of \(found.rows.count) rows written to \(path)")
  }
}
