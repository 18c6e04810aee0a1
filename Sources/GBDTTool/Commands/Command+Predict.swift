internal import GBDT
internal import GBDTCore
internal import GBDTData
internal import GBDTSchema

extension Command {
  static let predict = Command(
    name: "predict",
    summary: "Apply a model to a table: one output row per input row, in order.",
    details: [
      "Input columns are matched by name and must have the types that the model was trained on; the "
        + "label need not be there. The output is CSV with a header: the columns of --keep, then the "
        + "results. Filters of the recipe do not apply: every row gets a prediction.",
      "Kinds: `value` writes the column prediction, or one for each of several quantiles; for classes the "
        + "likeliest one as it stood in the training data, then its probability: that of the second class, or "
        + "of each where there are more than two. `raw` writes the raw score of each output; `leaf` the number of the leaf "
        + "in each tree; `contributions` what each feature adds (exact Shapley values), and expected, "
        + "which together give the raw score; `features` the columns that the trees see.",
    ],
    options: [
      .model, .data, .textFormat, .indexBase, .delimiter, .noHeader, .missingValues, .extraFields,
      .output, .kind, .keep,
      .summary, .numIteration, .threads,
    ]
  ) { arguments in
    try PredictCommand(arguments).run()
  }
}

extension CommandOption {
  fileprivate static let kind = choice(
    "kind", of: PredictionKind.self, .output, "What to write; by default value.")
  fileprivate static let keep = many(
    "keep", "COLUMN", .output,
    "Input columns to copy to the output, before the results; commas may separate them.")
  fileprivate static let numIteration = one(
    "num-iteration", "N", .running, "Use only the first N iterations' trees; by default all.")
}

private enum PredictionKind: String, CaseIterable {
  case value
  case raw
  case leaf
  case contributions
  case features
}

/// One call of `gbdt predict`.
private struct PredictCommand {
  private let arguments: ParsedArguments
  private let kind: PredictionKind
  private let keep: [String]
  private let iterations: Int?
  private let threads: Int
  private let console = Console(mode: .lines)

  init(_ arguments: ParsedArguments) throws {
    self.arguments = arguments
    kind = try arguments.choice(.kind) ?? .value
    keep = try arguments.names(.keep)
    iterations = try arguments.integer(.numIteration, in: 0...Int(Int32.max))
    threads = try arguments.threads()
    if let repeated = keep.indices.first(where: { keep[..<$0].contains(keep[$0]) }) {
      throw ToolError("`--keep` names the column `\(keep[repeated])` twice.")
    }
    try OutputPaths.check(
      arguments, outputs: [(.output, nil), (.summary, nil)], inputs: [.data, .model])
  }

  func run() throws {
    var total = PhaseClock()
    var clock = PhaseClock()
    let memory = MemoryUsage(isWatching: arguments.has(.summary))
    let model = try Model(contentsOf: arguments.required(.model))
    let names = resultNames(of: model)
    try refuseKeepingResults(names)
    let modelSeconds = clock.lap()
    let table = try read(for: model)
    console.note(table)
    let kept = try keptPositions(in: table)
    let loadSeconds = clock.lap()
    let results = try results(of: model, on: table)
    let predictSeconds = clock.lap()
    let output = try DataOutput(path: arguments.value(.output))
    try ResultTable(kept: kept, table: table.table, names: names, values: results.values)
      .write(to: output, threads: effectiveThreads)
    try output.commit()
    let writeSeconds = clock.lap()
    console.note(results.unseenCategories)
    guard let path = arguments.value(.summary) else { return }
    var summary = RunSummary(command: "predict")
    summary.add("kind", kind.rawValue)
    summary.add("rows", table.rowCount)
    summary.add("features", model.featureNames.count)
    summary.add("trees", model.treeCount)
    summary.add("iterations", iterations ?? model.iterationCount)
    summary.add(results.unseenCategories)
    summary.add(timings: [
      ("model_s", modelSeconds), ("load_s", loadSeconds), ("predict_s", predictSeconds),
      ("write_s", writeSeconds), ("total_s", total.lap()),
    ])
    summary.add(memory)
    summary.add("model_sha256", model.sha256)
    summary.add("threads", effectiveThreads)
    try summary.write(to: path)
  }
}

extension PredictCommand {
  private var effectiveThreads: Int { threads > 0 ? threads : ProcessorCount.available }

  private struct Results {
    let values: ResultTable.Values
    var unseenCategories: [UnseenCategories] = []
  }

  /// The model's input columns with its types, and the kept ones: those that the model does not read
  /// stay the text that they are.
  private func read(for model: Model) throws -> DataTable {
    try DataTable.read(
      arguments.values(.data), for: model, keeping: keep, options: LoadOptions(arguments))
  }

  private func keptPositions(in table: DataTable) throws(ToolError) -> [Int] {
    try keep.map { (name) throws(ToolError) in
      guard let position = table.columnNames.firstIndex(of: name) else {
        throw ToolError(
          "`--keep \(name)`: there is no such column."
            + Suggestion.sentence(for: name, among: table.columnNames), category: .data)
      }
      return position
    }
  }

  private func resultNames(of model: Model) -> [String] {
    switch kind {
    case .value: PredictionColumns(of: model).names
    case .raw: PredictionColumns(of: model).named("raw")
    case .leaf:
      (0..<min(iterations ?? model.iterationCount, model.iterationCount) * model.outputCount).map {
        "tree_\($0)"
      }
    case .contributions:
      model.outputCount == 1
        ? model.featureNames + ["expected"]
        : PredictionColumns(of: model).outputNames.flatMap { output in
          (model.featureNames + ["expected"]).map { "\($0)_\(output)" }
        }
    case .features: model.featureNames
    }
  }

  /// Two columns of one name would make a file that nobody can read by names.
  private func refuseKeepingResults(_ names: [String]) throws(ToolError) {
    guard let name = keep.first(where: names.contains) else { return }
    throw ToolError(
      "`--keep \(name)` conflicts with the result column of that name; `--kind \(kind.rawValue)` "
        + "writes one.")
  }

  private func results(of model: Model, on table: DataTable) throws(GBDTError) -> Results {
    switch kind {
    case .value:
      let explained: Model.Explained<Double> = try model.explainedPredictions(
        table, iterations: iterations, threads: threads)
      return Results(
        values: ResultTable.Values(
          model.predictions(explained.values), in: PredictionColumns(of: model)),
        unseenCategories: explained.unseenCategories)
    case .raw:
      let scores: Model.Explained<Double> = try model.rawScores(
        table, iterations: iterations, threads: threads)
      return Results(values: .numbers(scores.values), unseenCategories: scores.unseenCategories)
    case .leaf:
      let leaves: Model.Explained<UInt32> = try model.leafIndices(
        table, iterations: iterations, threads: threads)
      return Results(values: .integers(leaves.values), unseenCategories: leaves.unseenCategories)
    case .contributions:
      let parts: Model.Explained<Double> = try model.contributions(
        table, iterations: iterations, threads: threads)
      return Results(values: .numbers(parts.values), unseenCategories: parts.unseenCategories)
    case .features:
      return Results(values: .columns(try model.features(table).map(\.features)))
    }
  }
}
