internal import GBDTCore

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
        + "threads and of worker processes. Ctrl-C stops after the current iteration, writes the model so far and exits with "
        + "130; a second Ctrl-C stops at once and writes nothing.",
      "With --checkpoint a run that was killed goes on where it was when the same command is given again "
        + "with --resume, and ends with the model of a run that was never killed.",
      "With --continue-from training goes on from a model, on the same rows or on new ones: its trees stay, and "
        + "more are added. --label and --recipe may then be left out.",
    ],
    options: [
      .data, .label, .recipe, .weight, .group, .initScore, .exposure, .ignore, .categorical, .types,
    ] + CommandOption.sideFiles + [
      .valid, .validFraction, .validQueryFile, .validWeightFile, .validInitScoreFile, .textFormat,
      .indexBase, .delimiter, .noHeader, .missingValues,
      .badRows, .extraFields, .continueFrom, .modelOutput, .summary,
      .config, .progress, .checkpoint, .checkpointEvery, .resume, .workers, .workerTimeout,
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
  static let group = one(
    "group", "COLUMN", .input,
    "A column that says which query a row belongs to, for objectives that rank; the rows of a query are adjacent."
  )
  static let initScore = many(
    "init-score", "COLUMN", .input,
    "Columns with the raw scores that rows start with, one for each of the model's outputs; commas may separate them."
  )
  static let exposure = one(
    "exposure", "COLUMN", .input,
    "A column with how long or how much every row was exposed to what is counted: above 0, for objective=poisson."
  )
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
  static let valid = many(
    "valid", "FILE", .input,
    "Files with validation rows; columns have the types that they have in --data.")
  static let validFraction = one(
    "valid-fraction", "F", .input,
    "Hold out this share of the rows for validation, chosen by a hash of the row number.")
  static let validQueryFile = one(
    "valid-query-file", "FILE", .input, "As --query-file, for the rows of --valid.")
  static let validWeightFile = one(
    "valid-weight-file", "FILE", .input, "As --weight-file, for the rows of --valid.")
  static let validInitScoreFile = one(
    "valid-init-score-file", "FILE", .input, "As --init-score-file, for the rows of --valid.")
  static let modelOutput = one(
    "model", "FILE", .output, "The model file to write; by default model.gbdt.")
  static let config = one(
    "config", "FILE", .running,
    "Training parameters as `name = value` lines; `#` begins a comment. The command line goes over "
      + "them.")
  static let workers = one(
    "workers", "N", .running,
    "Train over this many worker processes, each with its part of the rows; the model does not depend "
      + "on it. 0: this process alone. By default what GBDT_WORKERS says, else 0.")
  static let workerTimeout = one(
    "worker-timeout", "SECONDS", .running,
    "A worker of which nothing is heard for so long is replaced; by default 5.")
  static let progress = choice(
    "progress", of: ProgressMode.self, .running,
    "On standard error: a bar on a terminal and lines elsewhere (auto, default), one of both, a JSON "
      + "object for each iteration and each event of workers (and no other messages), or nothing but "
      + "errors (none).")
}
