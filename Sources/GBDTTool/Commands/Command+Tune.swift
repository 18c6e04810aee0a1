internal import GBDT
internal import GBDTCore
internal import GBDTParameters
internal import GBDTSchema

extension Command {
  static let tune = Command(
    name: "tune",
    summary: "Search for good parameters by cross-validated random trials.",
    details: [
      "Each trial draws the parameters of the search space and is cross-validated on the same folds. The first "
        + "trial is the parameters as they are given. Trials are compared by the mean of the first metric at its best "
        + "iteration, which --best writes as num_iterations. With early_stopping_round trials end when their mean "
        + "no longer improves.",
      "Ranges: linear:0.5..1 and int:1..10 (all values equally likely), log:0.01..0.3 and int-log:8..256 (all "
        + "magnitudes), choice:a,b. Without --space and --search: "
        + SearchSpace.standard.dimensions.map { "\($0.parameter)=\($0.range.text)" }
        .joined(separator: ", ") + ", but for those that the command line or --config sets.",
      "With --log every trial is kept as it ends, a JSON object a line; Ctrl-C and --budget end the search with the "
        + "best so far, and the same command with --resume goes on and ends with the log of a search that never "
        + "stopped.",
    ],
    options: [
      .data, .label, .recipe, .weight, .group, .initScore, .exposure, .ignore, .categorical, .types,
    ] + CommandOption.sideFiles + FoldChoice.options + [
      .textFormat, .indexBase, .delimiter, .noHeader, .missingValues, .badRows, .extraFields,
      .space,
      .search, .trials, .halving, .budget, .log, .resumeTuning, .best, .output, .json, .config,
      .progress,
    ],
    takesParameters: true
  ) { arguments in
    try TuneCommand(arguments).run()
  }
}

extension CommandOption {
  fileprivate static let space = one(
    "space", "FILE", .input,
    "The search space as a JSON object: {\"learning_rate\": \"log:0.01..0.3\", ...}.")
  fileprivate static let search = many(
    "search", "PARAMETER=RANGE", .input, "The search space, or more of it.")
  fileprivate static let trials = one(
    "trials", "N", .running, "How many sets of parameters to try; by default 30.")
  fileprivate static let halving = choice(
    "halving", of: Halving.self, .running,
    "Successive halving by three: all trials begin with few iterations or rows, and the best third goes on "
      + "with three times as many, each trained anew; by default none.")
  fileprivate static let budget = one(
    "budget", "SECONDS", .running,
    "End when so much time is over; a trial that is under way is dropped.")
  fileprivate static let log = one(
    "log", "FILE", .output, "Keep every trial in this file, a JSON object a line.")
  fileprivate static let resumeTuning = flag(
    "resume", .running, "Go on with the log, if it is there.")
  fileprivate static let best = one(
    "best", "FILE", .output,
    "Write the best parameters as a configuration file, for `gbdt train --config`.")
}

/// One call of `gbdt tune`.
private struct TuneCommand {
  private let arguments: ParsedArguments
  private let columns: ColumnChoice
  private let folds: FoldChoice
  private let loadOptions: LoadOptions
  private let console: Console
  private var tuning: Tuning

  init(_ arguments: ParsedArguments) throws {
    self.arguments = arguments
    let configuration = try arguments.value(.config).map(ParameterFile.read(path:)) ?? []
    let parameters = try ValidatedTrainParameters(
      parsing: arguments.settings, over: configuration)
    columns = try ColumnChoice(arguments)
    folds = try FoldChoice(arguments)
    loadOptions = try columns.loadOptions(
      from: arguments, parameters: parameters.values)
    console = Console(mode: try arguments.choice(.progress) ?? .auto)
    tuning = Tuning(validation: folds.validation(of: Parameters(validated: parameters)))
    tuning.space = try Self.space(arguments, fixed: configuration + arguments.settings)
    tuning.trialCount = try arguments.integer(.trials, in: 1...1_000_000) ?? 30
    tuning.halving = try arguments.choice(.halving) ?? .none
    tuning.budget = try arguments.seconds(.budget, in: 0.001...1e9).map { .seconds($0) }
    try OutputPaths.check(
      arguments, outputs: [(.output, nil), (.best, nil)],
      inputs: [.data, .recipe, .config, .space] + CommandOption.sideFiles)
    if arguments.has(.resumeTuning), !arguments.has(.log) {
      throw ToolError("`--resume` needs `--log FILE`, which says what to go on with.")
    }
    tuning.log = try arguments.value(.log).map {
      try TuningLog($0, resumes: arguments.has(.resumeTuning))
    }
  }

  /// - Parameter fixed: what is given is not searched.
  private static func space(
    _ arguments: ParsedArguments, fixed: [ParameterSetting]
  ) throws -> SearchSpace {
    var ranges: [(parameter: String, range: String)] = []
    if let path = arguments.value(.space) {
      let text = try WholeFile.text(path: path)
      do throws(GBDTError) {
        ranges = try SearchSpace(json: text).dimensions.map { ($0.parameter, $0.range.text) }
      } catch {
        throw ToolError("\(path): \(error.message)", category: error.code == .data ? .data : .usage)
      }
    }
    for word in arguments.values(.search) {
      guard let sign = word.firstIndex(of: "="), sign != word.startIndex else {
        throw ToolError(
          "`--search \(word)` must be PARAMETER=RANGE, such as num_leaves=int-log:8..256.")
      }
      ranges.append((String(word[..<sign]), String(word[word.index(after: sign)...])))
    }
    let names = fixed.map(\.name)
    guard !ranges.isEmpty else {
      guard let space = SearchSpace.standard.without(names) else {
        throw ToolError("All parameters of the usual search space are given: say what to search.")
      }
      return space
    }
    let space = try SearchSpace(ranges)
    for setting in fixed {
      let name = ParameterCatalogue.entry(named: setting.name)?.name
      guard let dimension = space.dimensions.first(where: { $0.parameter == name }) else {
        continue
      }
      throw ToolError(
        "\(setting.name)=\(setting.value) conflicts with the search of "
          + "\(dimension.parameter)=\(dimension.range.text); keep one of them.")
    }
    return space
  }

  func run() throws {
    console.note(ineffective: tuning.validation.parameters.ineffectiveSettings)
    let input = try FoldInput(
      arguments.values(.data), columns: columns, folds: folds, options: loadOptions,
      console: console)
    let outcome = try search(input)
    let output = try DataOutput(path: arguments.value(.output))
    let text = TuningText(outcome)
    try output.write(arguments.has(.json) ? text.json.encoded(.pretty) : Array(text.text.utf8))
    try output.commit()
    if let path = arguments.value(.best) {
      try OutputFile.write(Array(outcome.configuration.utf8), to: path)
      console.note("best parameters written to \(path)")
    }
    switch outcome.stopReason {
    case .completed: break
    case .outOfTime:
      console.note("the time was over after \(outcome.evaluations.count) trials")
    case .interrupted:
      let remark = arguments.has(.log) ? "; with --resume the search goes on" : ""
      throw ToolError(
        "interrupted after \(outcome.evaluations.count) trials\(remark).", category: .interrupted)
    }
  }

  private func search(_ input: FoldInput) throws -> TuningOutcome {
    var progress = TuningProgress(console: console, tuning: tuning)
    Interruption.begin(
      notice: console.showsMessages ? "\nstopping after this iteration\n" : nil)
    defer { Interruption.end() }
    defer { console.endProgress() }
    console.beginProgress()
    return try tuning.run(
      on: input.table, recipe: input.recipe, onTrial: { progress.show($0) },
      onIteration: {
        progress.show($0)
        return Interruption.isRequested ? .stop : .proceed
      })
  }
}
