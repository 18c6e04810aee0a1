internal import GBDT
internal import GBDTModel

extension Command {
  static let report = Command(
    name: "report",
    summary: "Say what a model is worth on the rows that its training held out.",
    details: [
      "Give the files that the model was trained on with --valid-fraction: the held-out rows are found "
        + "again by their numbers. Besides the model's metrics stand those of baselines fitted on the "
        + "training rows: the best constant (the mean, the classes' shares), and with --baseline what one "
        + "feature alone says; then the most important features, and how the prediction of the first held-out row came about."
    ],
    options: [
      .model, .data, .baseline,
    ] + CommandOption.sideFiles + [
      .textFormat, .indexBase, .delimiter, .noHeader, .missingValues,
      .badRows, .extraFields,
      .output, .threads,
    ]
  ) { arguments in
    let options = try LoadOptions(arguments)
    try OutputPaths.check(
      arguments, outputs: [(.output, nil)], inputs: [.data, .model] + CommandOption.sideFiles)
    let model = try Model(contentsOf: arguments.required(.model))
    let table = try DataTable.readAgain(arguments.values(.data), for: model, options: options)
    Console(mode: .lines).note(table)
    let report = try model.report(
      on: table, baselineFeature: arguments.value(.baseline), threads: arguments.threads())
    let output = try DataOutput(path: arguments.value(.output))
    try output.write(Array(ReportText(report, model: model).text.utf8))
    try output.commit()
  }
}

extension CommandOption {
  fileprivate static let baseline = one(
    "baseline", "FEATURE", .input,
    "A numeric feature for a baseline: a straight line for numbers, ten steps for classes, counts and ranks."
  )
}
