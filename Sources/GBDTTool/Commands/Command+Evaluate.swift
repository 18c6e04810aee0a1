internal import GBDT
internal import GBDTCore
internal import GBDTModel
internal import GBDTSchema

extension Command {
  static let evaluate = Command(
    name: "evaluate",
    summary: "Measure a model on a table with labels.",
    details: [
      "Uses the label, weight and filters of the model's recipe. Prints a table with a line a metric, or JSON "
        + "with --json. With --bootstrap N each metric has the interval in which it lies on 95% of N samples "
        + "of the rows, drawn with replacement; where rows have queries, of the queries."
    ],
    options: [.model, .data] + CommandOption.sideFiles + [
      .textFormat, .indexBase, .delimiter, .noHeader, .missingValues, .badRows, .extraFields,
      .metric, .bootstrap, .seed,
      .output, .json, .summary, .threads,
    ]
  ) { arguments in
    try EvaluateCommand(arguments).run()
  }
}

extension CommandOption {
  fileprivate static let bootstrap = one(
    "bootstrap", "N", .output, "Samples to make 95% intervals from, such as 1000; by default none.")
  fileprivate static let seed = one(
    "seed", "N", .output, "Decides which samples are drawn; by default 0.")
  fileprivate static let metric = many(
    "metric", "NAME", .output,
    "Metrics to print, in this order, by the names or aliases of parameter `metric`; by default all that fit what the model predicts. Commas may separate them."
  )
}

/// One call of `gbdt evaluate`.
private struct EvaluateCommand {
  private let arguments: ParsedArguments
  private let metrics: [String]
  private let bootstrap: Int
  private let seed: Int
  private let threads: Int
  private let console = Console(mode: .lines)

  init(_ arguments: ParsedArguments) throws {
    self.arguments = arguments
    threads = try arguments.threads()
    metrics = try arguments.names(.metric)
    bootstrap = try arguments.integer(.bootstrap, in: 2...1_000_000) ?? 0
    seed = try arguments.integer(.seed, in: 0...(1 << 53)) ?? 0
    if arguments.has(.seed), bootstrap == 0 {
      throw ToolError("`--seed` is for the samples of `--bootstrap`, which is not given.")
    }
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
    let evaluation = try model.evaluate(
      table, metrics: metrics, bootstrap: bootstrap, seed: UInt64(seed), threads: threads)
    let predictSeconds = clock.lap()
    console.note(evaluation.unseenCategories)
    let values = evaluation.metrics.map { JSONMember($0.name, JSONValue(finite: $0.value)) }
    let output = try DataOutput(path: arguments.value(.output))
    if arguments.has(.json) {
      var members = [
        JSONMember("rows", .integer(Int64(evaluation.rowCount))),
        JSONMember("metrics", .object(values)),
      ]
      if bootstrap > 0 { members.append(JSONMember("intervals", Self.intervals(evaluation))) }
      try output.write(JSONValue.object(members).encoded(.pretty))
    } else {
      try output.write(Array(text(of: evaluation).utf8))
    }
    try output.commit()
    guard let path = arguments.value(.summary) else { return }
    var summary = RunSummary(command: "evaluate")
    summary.add("rows", evaluation.rowCount)
    summary.add("rows_read", table.rowCount)
    summary.add("rows_skipped", table.skippedRows.count)
    summary.add("rows_dropped", evaluation.droppedRowCount)
    summary.add("metrics", .object(values))
    if bootstrap > 0 { summary.add("intervals", Self.intervals(evaluation)) }
    summary.add(evaluation.unseenCategories)
    summary.add(timings: [
      ("load_s", loadSeconds), ("predict_s", predictSeconds), ("total_s", total.lap()),
    ])
    summary.add(memory)
    summary.add("model_sha256", model.sha256)
    summary.add("threads", threads > 0 ? threads : ProcessorCount.available)
    try summary.write(to: path)
  }

  private func text(of evaluation: Model.Evaluation) -> String {
    let hasIntervals = bootstrap > 0
    var table = TextTable(
      header: ["metric", "value"] + (hasIntervals ? ["from", "to (95%)"] : []))
    for (place, metric) in evaluation.metrics.enumerated() {
      var cells = [metric.name, Console.text(metric: metric.value)]
      if hasIntervals {
        let interval = evaluation.intervals[place]
        cells += [interval?.lower, interval?.upper].map {
          $0.map(Console.text(metric:)) ?? "-"
        }
      }
      table.add(cells)
    }
    return table.text
  }

  /// By metric; null for a metric with a value on no sample.
  private static func intervals(_ evaluation: Model.Evaluation) -> JSONValue {
    .object(
      zip(evaluation.metrics, evaluation.intervals).map { metric, interval in
        JSONMember(
          metric.name,
          interval.map {
            .array([JSONValue(finite: $0.lower), JSONValue(finite: $0.upper)])
          } ?? .null)
      })
  }

  private func read(for model: Model) throws -> DataTable {
    let table = try DataTable.read(
      arguments.values(.data), for: model, labelled: true, options: LoadOptions(arguments))
    console.note(table)
    return table
  }
}
