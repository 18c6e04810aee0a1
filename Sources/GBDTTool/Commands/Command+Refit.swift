internal import GBDT
internal import GBDTCore

extension Command {
  static let refit = Command(
    name: "refit",
    summary: "Give a model's leaves the values that other rows ask for.",
    details: [
      "What the trees test stays; tree by tree, each leaf's value becomes a mean of the old one and of the one "
        + "that training would give it for these rows. Uses the label, weight and filters of the model's recipe. "
        + "Leaves that no row reaches keep their values.",
      "The result does not depend on the number of threads. One process does all of it.",
    ],
    options: [
      .model, .data,
    ] + CommandOption.sideFiles + [
      .textFormat, .indexBase, .delimiter, .noHeader, .missingValues, .badRows,
      .extraFields, .refittedModel, .summary, .refitDecayRate, .threads,
    ]
  ) { arguments in
    try RefitCommand(arguments).run()
  }
}

extension CommandOption {
  fileprivate static let refittedModel = one(
    "output", "FILE", isRequired: true, .output, "The model file to write.")
  fileprivate static let refitDecayRate = one(
    "refit-decay-rate", "F", .running,
    "How much of the old leaf values is kept, from 0 to 1; by default 0.9.")
}

/// One call of `gbdt refit`.
private struct RefitCommand {
  private let arguments: ParsedArguments
  private let output: String
  private let decay: Double
  private let threads: Int
  private let console = Console(mode: .lines)

  init(_ arguments: ParsedArguments) throws {
    self.arguments = arguments
    output = try arguments.required(.refittedModel)
    decay = try arguments.number(.refitDecayRate, in: 0...1) ?? 0.9
    threads = try arguments.threads()
    try OutputPaths.check(
      arguments, outputs: [(.refittedModel, nil), (.summary, nil)],
      inputs: [.data, .model] + CommandOption.sideFiles)
  }

  func run() throws {
    var total = PhaseClock()
    var clock = PhaseClock()
    let memory = MemoryUsage(isWatching: arguments.has(.summary))
    let model = try Model(contentsOf: arguments.required(.model))
    let table = try DataTable.read(
      arguments.values(.data), continuing: model, options: LoadOptions(arguments))
    console.note(table)
    let loadSeconds = clock.lap()
    let refitted = try model.refitted(on: table, decay: decay, threads: threads)
    let refitSeconds = clock.lap()
    try refitted.write(to: output)
    console.note(
      "\(model.treeCount) trees refitted on \(table.rowCount) rows in "
        + "\(Console.text(seconds: refitSeconds)), written to \(output)")
    guard let path = arguments.value(.summary) else { return }
    var summary = RunSummary(command: "refit")
    summary.add("rows_read", table.rowCount)
    summary.add("rows_skipped", table.skippedRows.count)
    summary.add("trees", model.treeCount)
    summary.add(timings: [
      ("load_s", loadSeconds), ("refit_s", refitSeconds), ("total_s", total.lap()),
    ])
    summary.add(memory)
    summary.add("model_sha256", refitted.sha256)
    summary.add("refitted_from_sha256", model.sha256)
    summary.add("threads", threads > 0 ? threads : ProcessorCount.available)
    try summary.write(to: path)
  }
}
