internal import GBDT
internal import GBDTCore
internal import GBDTModel
internal import GBDTSchema

extension Command {
  static let evaluate = Command(
    name: "evaluate",
    summary: "Measure a model on a table with labels.",
    details: [
      "Uses the label, weight and filters of the model's recipe. Prints one `name value` line a metric, "
        + "or JSON with --json."
    ],
    options: [
      .model, .data, .textFormat, .indexBase, .delimiter, .noHeader, .missingValues, .badRows,
      .extraFields, .metric,
      .output, .json, .summary, .threads,
    ]
  ) { arguments in
    try EvaluateCommand(arguments).run()
  }
}

extension CommandOption {
  fileprivate static let metric = many(
    "metric", "NAME", .output,
    "Metrics to print, in this order, by the names or aliases of parameter `metric`; by default all that fit what the model predicts. Commas may separate them."
  )
}

/// One call of `gbdt evaluate`.
private struct EvaluateCommand {
  private let arguments: ParsedArguments
  private let metrics: [String]
  private let threads: Int
  private let console = Console(mode: .lines)

  init(_ arguments: ParsedArguments) throws {
    self.arguments = arguments
    threads = try arguments.threads()
    metrics = try arguments.names(.metric)
    try OutputPaths.check(
      arguments, outputs: [(.output, nil), (.summary, nil)], inputs: [.data, .model])
  }

  func run() throws {
    var total = PhaseClock()
    var clock = PhaseClock()
    let memory = MemoryUsage(isWatching: arguments.has(.summary))
    let model = try Model(contentsOf: arguments.required(.model))
    let table = try read(for: model)
    let loadSeconds = clock.lap()
    let evaluation = try model.evaluate(table, metrics: metrics, threads: threads)
    let predictSeconds = clock.lap()
    console.note(evaluation.unseenCategories)
    let values = evaluation.metrics.map { JSONMember($0.name, JSONValue(finite: $0.value)) }
    let output = try DataOutput(path: arguments.value(.output))
    if arguments.has(.json) {
      let object = JSONValue.object([
        JSONMember("rows", .integer(Int64(evaluation.rowCount))),
        JSONMember("metrics", .object(values)),
      ])
      try output.write(object.encoded(.pretty))
    } else {
      let lines = evaluation.metrics.map { "\($0.name) \($0.value)\n" }
      try output.write(Array(lines.joined().utf8))
    }
    try output.commit()
    guard let path = arguments.value(.summary) else { return }
    var summary = RunSummary(command: "evaluate")
    summary.add("rows", evaluation.rowCount)
    summary.add("rows_read", table.rowCount)
    summary.add("rows_skipped", table.skippedRows.count)
    summary.add("rows_dropped", evaluation.droppedRowCount)
    summary.add("metrics", .object(values))
    summary.add(evaluation.unseenCategories)
    summary.add(timings: [
      ("load_s", loadSeconds), ("predict_s", predictSeconds), ("total_s", total.lap()),
    ])
    summary.add(memory)
    summary.add("model_sha256", model.sha256)
    summary.add("threads", threads > 0 ? threads : ProcessorCount.available)
    try summary.write(to: path)
  }

  private func read(for model: Model) throws -> DataTable {
    let table = try DataTable.read(
      arguments.values(.data), for: model, labelled: true, options: LoadOptions(arguments))
    console.note(table)
    return table
  }
}
