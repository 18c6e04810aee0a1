internal import GBDTCore
internal import GBDTData
internal import GBDTObjectives
internal import GBDTParameters
internal import GBDTSchema

/// Estimates how good a model of these parameters will be on rows that it has not seen.
///
///     var validation = CrossValidation(parameters: try Parameters(["num_leaves": 63]))
///     validation.foldCount = 5
///     let outcome = try validation.run(on: table, recipe: recipe)
///     print(outcome.metrics[0].mean, outcome.metrics[0].standardError)
///
/// Rows are divided into folds; for each, a model is trained on the other rows and measured on the fold's.
/// Bins and categories, too, come from the rows that are trained on. Equal rows, parameters and version
/// give equal results for any number of threads.
///
/// With `early_stopping_round` the folds advance together, and end when the *mean* of the first metric over
/// the folds has not improved for so many iterations; the metrics are then those of its best iteration,
/// the same in every fold. They are a little too good, as the tested rows have chosen the iteration.
public struct CrossValidation: Sendable {
  /// What is trained and how; `seed` decides on the folds, too.
  public var parameters: Parameters
  /// A loss of one's own, in place of the parameter `objective`; nil: that one.
  public var objective: CustomObjective?
  /// Metrics of one's own, before those of the parameter `metric`: as of `Training`.
  public var metrics: [CustomMetric] = []
  /// How rows are divided; nil: by query where the recipe has a column of them, else `stratified` for
  /// objectives with classes, else `rows`.
  public var scheme: FoldScheme?
  /// At least 2.
  public var foldCount = 5
  /// How often all folds are done, each time with other folds; at least 1.
  public var repeatCount = 1
  /// Share of the rows to use, chosen by a hash of the row: nil, or above 0 and at most 1.
  var rowShare: Double?

  /// Five folds of rows, once.
  public init(parameters: Parameters) { self.parameters = parameters }

  /// Trains and measures a model for each fold.
  ///
  /// Blocks the calling thread; `onIteration` is called on it after every iteration of a fold, and may
  /// stop it all.
  ///
  /// - Throws: `.usage` for settings that do not fit each other, `.data` for rows that do not fit them,
  ///   `.interrupted` if `onIteration` stops it, else as `Training`.
  public func run(
    on table: DataTable, recipe: FeatureRecipe,
    onIteration: (FoldReport) -> TrainingDecision = { _ in .proceed }
  ) throws(GBDTError) -> CrossValidationOutcome {
    let scheme = try checkedScheme(recipe)
    let values = parameters.validated.values
    var folds = try runs(of: divisions(of: table, recipe: recipe, scheme: scheme))
    let count = folds.count
    for horizon in Self.horizons(of: values) {
      for index in folds.indices {
        let (repetition, fold) = (folds[index].repetition, folds[index].fold)
        let isDone = try folds[index].train(until: horizon, on: table.table, recipe: recipe) {
          onIteration(
            FoldReport(repetition: repetition, fold: fold, foldCount: count, training: $0))
        }
        guard isDone else { throw GBDTError(.interrupted, "Cross-validation was interrupted.") }
      }
      if watchedCurve(of: folds).hasEnded(patience: values.earlyStoppingRound) { break }
    }
    return try outcome(of: folds, scheme: scheme, table: table)
  }

  /// The rows of each fold, repetition by repetition, as `run` divides them.
  ///
  /// - Throws: as `run`, before anything is trained.
  public func folds(
    of table: DataTable, recipe: FeatureRecipe
  ) throws(GBDTError) -> [FoldRows] {
    let divisions = try divisions(of: table, recipe: recipe, scheme: checkedScheme(recipe))
    return divisions.enumerated().flatMap { repetition, division in
      (0..<foldCount).map { division.rows(of: $0, repetition: repetition) }
    }
  }

  /// Until which iterations the folds advance together: all at once, or twice as far each time, until
  /// early stopping has seen enough.
  private static func horizons(of values: TrainParameters) -> [Int] {
    let last = values.numIterations
    if values.earlyStoppingRound == 0 { return [last] }
    var horizons = [max(64, 2 * values.earlyStoppingRound)]
    while let reached = horizons.last, reached < last { horizons.append(2 * reached) }
    return horizons.map { min($0, last) }
  }

  // MARK: Folds

  /// - Throws: `.usage` for settings that contradict each other.
  private func checkedScheme(_ recipe: FeatureRecipe) throws(GBDTError) -> FoldScheme {
    if repeatCount < 1 {
      throw GBDTError(.usage, "repeats=\(repeatCount): all folds are done at least once.")
    }
    if parameters.validated.values.numIterations < 1 {
      throw GBDTError(
        .usage, "num_iterations=0 grows no trees: there is nothing to cross-validate.")
    }
    if parameters.validated.values.timeLimit > 0 {
      throw GBDTError(
        .usage, "time_limit is for training one model; leave it out to cross-validate.")
    }
    let query = recipe.recipe.roles.group
    if let query, scheme == .rows || scheme == .stratified {
      throw GBDTError(
        .usage,
        "Folds of rows would divide the queries of `\(query)`, which are ranked as a whole: use folds by group, "
          + "which is what queries have if nothing is said.")
    }
    let scheme = scheme ?? query.map { .grouped(by: $0) } ?? (hasClasses ? .stratified : .rows)
    if case .overTime = scheme, repeatCount > 1 {
      throw GBDTError(
        .usage, "repeats=\(repeatCount): folds over time are the same each time; leave repeats out."
      )
    }
    return scheme
  }

  private var hasClasses: Bool { parameters.validated.values.objective.labelKind.hasClasses }

  /// One a repetition.
  private func divisions(
    of table: DataTable, recipe: FeatureRecipe, scheme: FoldScheme
  ) throws(GBDTError) -> [FoldDivision] {
    let seed = parameters.validated.values.seed
    var rows = try CheckedRows.positions(in: table, recipe: recipe, parameters: parameters)
    if let rowShare {
      let hash = CounterHash(seed: seed, purpose: .tuningRows)
      let threshold = CounterHash.threshold(fraction: rowShare)
      rows = rows.filter { row in threshold.map { hash.value(UInt64(row)) < $0 } ?? true }
    }
    let divider = try FoldDivider(table.table, rows: rows, foldCount: foldCount, seed: seed)
    return try (0..<repeatCount).map { (repetition) throws(GBDTError) in
      try divider.division(
        scheme, label: recipe.label ?? "", hasClasses: hasClasses, repetition: repetition)
    }
  }

  private func runs(of divisions: [FoldDivision]) throws(GBDTError) -> [FoldRun] {
    let parameters = try foldParameters
    let closures = try ChosenClosures(
      objective: objective, metrics: metrics, parameters: parameters)
    return divisions.enumerated().flatMap { repetition, division in
      (0..<foldCount).map {
        FoldRun(
          division, repetition: repetition, fold: $0, parameters: parameters, closures: closures)
      }
    }
  }

  /// Early stopping is for all folds together, and looks at every iteration.
  private var foldParameters: Parameters {
    get throws(GBDTError) {
      var values = parameters.validated.values
      values.earlyStoppingRound = 0
      values.evalFreq = 1
      if objective != nil { values.objective = .custom }
      return Parameters(
        validated: try GBDTError.wrapping { () throws(ParameterError) in
          try ValidatedTrainParameters(values, hasCustomObjective: objective != nil)
        })
    }
  }

  var metricList: MetricList {
    MetricList(custom: metrics.map(\.metric), parameters: parameters.validated.values)
  }

  // MARK: What came of it

  private func watchedCurve(of folds: [FoldRun]) -> MetricCurve {
    let values = parameters.validated.values
    let list = metricList
    let place = list.deciding ?? 0
    let name = list.name(place)
    let set = values.earlyStoppingRound > 0 ? values.earlyStoppingSet.rawValue : "valid"
    return MetricCurve(
      set: set, name: name, isHigherBetter: list.isHigherBetter(place),
      minimumGain: values.earlyStoppingMinDelta,
      histories: folds.map { $0.values(of: set, name) })
  }

  private func outcome(
    of runs: [FoldRun], scheme: FoldScheme, table: DataTable
  ) throws(GBDTError) -> CrossValidationOutcome {
    let values = parameters.validated.values
    let list = metricList
    let sets = values.isProvideTrainingMetric ? ["training", "valid"] : ["valid"]
    let curves = sets.flatMap { set in
      (0..<list.count).map { place in
        MetricCurve(
          set: set, name: list.name(place), isHigherBetter: list.isHigherBetter(place),
          histories: runs.map { $0.values(of: set, list.name(place)) })
      }
    }
    let watched = watchedCurve(of: runs)
    let iteration =
      values.earlyStoppingRound > 0
      ? watched.bestIteration(patience: values.earlyStoppingRound) : watched.iterationCount
    guard iteration > 0 else {
      throw GBDTError(
        .data,
        "No split improves the objective in any fold, so there is nothing to measure; lower "
          + "min_data_in_leaf or give more rows.")
    }
    let folds = try runs.map { (run) throws(GBDTError) in
      try run.outcome(iteration: iteration, curves: curves)
    }
    return CrossValidationOutcome(
      scheme: scheme, iteration: iteration, folds: folds, curves: curves)
  }
}

/// Rows of a table that one fold is about.
public struct FoldRows: Sendable, Equatable {
  /// From 0.
  public let repetition: Int
  /// From 0, in its repetition.
  public let fold: Int
  /// Positions of the rows to train on, ascending.
  public let trainedOn: [Int]
  /// Positions of the rows to test on, ascending.
  public let tested: [Int]
}

/// What is known after an iteration of a fold.
public struct FoldReport: Sendable {
  /// From 0.
  public let repetition: Int
  /// From 0, in its repetition.
  public let fold: Int
  /// Folds in all repetitions together.
  public let foldCount: Int
  /// The fold's own training.
  public let training: IterationReport
}
