internal import GBDTCore
internal import GBDTData
internal import GBDTObjectives
internal import GBDTParameters
internal import GBDTSchema

/// Searches for good parameters: random trials of a space, each cross-validated on the same folds.
///
///     var tuning = Tuning(validation: CrossValidation(parameters: try Parameters(["num_iterations": 500])))
///     tuning.space = try SearchSpace(["learning_rate": "log:0.01..0.3", "num_leaves": "int-log:8..256"])
///     let outcome = try tuning.run(on: table, recipe: recipe)
///     print(outcome.configuration)
///
/// The first trial is the parameters as they are given, so that, without halving, the best is no worse. Trials are
/// compared by the mean of one metric over the folds (the first, or `early_stopping_metric` where training may stop
/// early), at its best iteration. Equal rows, parameters, space and version give equal trials and results for any
/// number of threads.
public struct Tuning: Sendable {
  /// How each trial is tested, and the parameters that are not searched.
  public var validation: CrossValidation
  /// What is searched.
  public var space = SearchSpace.standard
  /// How many sets of parameters are tried, at least 1.
  public var trialCount = 30
  /// Whether trials that do badly at first are spared.
  public var halving = Halving.none
  /// Time after which no trial goes on; nil: none.
  public var budget: Duration?
  /// Where trials are kept as they end; nil: nowhere.
  public var log: TuningLog?

  /// Thirty trials of the standard space.
  public init(validation: CrossValidation) { self.validation = validation }

  /// Runs the trials.
  ///
  /// Blocks the calling thread, on which the closures are called.
  ///
  /// - Parameters:
  ///   - onTrial: called after each trial, also after those that the log has.
  ///   - onIteration: called after each iteration of each fold; may stop it all.
  /// - Throws: `.usage` and `.data` for what fits in no trial; `.interrupted` and `.tryAgain` if it ended or the
  ///   time was over before the first trial did.
  public func run(
    on table: DataTable, recipe: FeatureRecipe,
    onTrial: (TuningOutcome.Evaluation) -> Void = { _ in },
    onIteration: (FoldReport) -> TrainingDecision = { _ in .proceed }
  ) throws(GBDTError) -> TuningOutcome {
    guard trialCount >= 1 else {
      throw GBDTError(.usage, "trials=\(trialCount): there must be at least 1.")
    }
    let header = try header(table, recipe: recipe)
    var run = TuningRun(
      tuning: self, table: table, recipe: recipe, header: header,
      lines: try log?.lines(header: header) ?? [])
    return try run.outcome(onTrial: onTrial, onIteration: onIteration)
  }

  var values: TrainParameters { validation.parameters.validated.values }

  /// All that the trials follow from.
  private func header(_ table: DataTable, recipe: FeatureRecipe) throws(GBDTError) -> [JSONMember] {
    let parameters = ParameterCatalogue.modelParameters(of: values).map {
      JSONMember($0.name, JSONValue($0.value))
    }
    let scheme = validation.scheme
    var folds = [
      JSONMember("by", .string(scheme?.name ?? "default")),
      JSONMember("count", .integer(Int64(validation.foldCount))),
      JSONMember("repeats", .integer(Int64(validation.repeatCount))),
    ]
    if let column = scheme?.column { folds.append(JSONMember("column", .string(column))) }
    if case .overTime(_, let gap)? = scheme, gap != .none {
      folds.append(JSONMember("gap", .string("\(gap)")))
    }
    return [
      JSONMember("log_of", .string("gbdt tune")),
      JSONMember("version", .string(LibraryVersion.current)),
      JSONMember("trials", .integer(Int64(trialCount))),
      JSONMember("halving", .string(halving.rawValue)),
      JSONMember("space", space.json),
      JSONMember("parameters", .object(parameters)),
      JSONMember("folds", .object(folds)),
      JSONMember("recipe", .string(SHA256Digest(of: Array(recipe.json.utf8)).description)),
      JSONMember("rows", .integer(Int64(table.rowCount))),
      JSONMember("data", .string(try fingerprint(table, recipe: recipe))),
    ]
  }

  /// Of the columns that matter: the recipe's, and the one that folds are made by.
  private func fingerprint(_ table: DataTable, recipe: FeatureRecipe) throws(GBDTError) -> String {
    let checked = try GBDTError.wrapping { () throws(RecipeError) in
      try CheckedRecipe(recipe.recipe, schema: table.table.schema)
    }
    var columns = checked.trainingColumns.columns
    if let name = validation.scheme?.column, !columns.contains(where: { $0.name == name }) {
      columns.append(table.table.schema.columns[try table.table.schema.position(ofColumn: name)])
    }
    return DataFingerprint.of(
      table.table, columns: Schema(columns: columns), threads: validation.parameters.threads
    ).description
  }
}
