internal import GBDTData
internal import GBDTModel
internal import GBDTParameters
internal import GBDTSchema
internal import GBDTTraining

/// One fold: trained on some rows and tested on others, as far as it is asked.
///
/// The rows of a fold become tables of their own, so that bins, categories and all else that training finds
/// come from its training rows alone: the fold's trees are those of `gbdt train` on a file of these rows,
/// with the others as `--valid`.
struct FoldRun {
  let repetition: Int
  let fold: Int
  private let division: FoldDivision
  /// Without early stopping: that is for all folds together to decide.
  private let parameters: Parameters
  private let closures: ChosenClosures
  /// What training has agreed on so far, to go on from.
  private var progress = AgreedProgress()
  private var trained: (rows: PreparedRows, result: TrainingResult)?
  /// Whether no further split is found.
  private var isExhausted = false
  private var seconds = 0.0

  init(
    _ division: FoldDivision, repetition: Int, fold: Int, parameters: Parameters,
    closures: ChosenClosures
  ) {
    self.division = division
    self.repetition = repetition
    self.fold = fold
    self.parameters = parameters
    self.closures = closures
  }

  /// Trains on, until there are so many iterations in all.
  ///
  /// - Parameter onIteration: may stop it; the fold then is of no further use.
  /// - Returns: whether it got there.
  /// - Throws: as `Training`, saying which fold.
  mutating func train(
    until iteration: Int, on table: Table, recipe: FeatureRecipe,
    onIteration: (IterationReport) -> TrainingDecision
  ) throws(GBDTError) -> Bool {
    if isExhausted || (trained != nil && progress.metricLines.count >= iteration) { return true }
    do throws(GBDTError) {
      return try advance(to: iteration, on: table, recipe: recipe, onIteration: onIteration)
    } catch {
      throw GBDTError(error.code, "Fold \(fold + 1): \(error.message)", cause: error.cause)
    }
  }

  private mutating func advance(
    to iteration: Int, on table: Table, recipe: FeatureRecipe,
    onIteration: (IterationReport) -> TrainingDecision
  ) throws(GBDTError) -> Bool {
    var clock = PhaseClock()
    let (division, fold) = (division, fold)
    let tested = table.rows(threads: parameters.threads) { division.isTested($0, in: fold) }
    let (rows, binned) = try PreparedRows.prepare(
      table.rows(threads: parameters.threads) { division.isTrainedOn($0, in: fold) },
      recipe: recipe.recipe, validation: .table(DataTable(table: tested)), parameters: parameters)
    let trainer = Trainer(
      parameters: parameters.validated, classCount: binned.classCount,
      custom: closures.objective, metrics: closures.metrics,
      collective: IdentityCollective(resuming: progress),
      threads: parameters.threads)
    var isStopped = false
    var progress = progress
    let result = try Self.result(of: trainer, on: binned) { event in
      progress = event.progress
      isStopped = onIteration(IterationReport(event)) == .stop
      return isStopped || event.iteration >= iteration ? .stop : .proceed
    }
    self.progress = progress
    trained = (rows, result)
    isExhausted = result.stopReason == .noSplit
    seconds += clock.lap()
    return !isStopped
  }

  private static func result(
    of trainer: Trainer, on rows: consuming BinnedRows,
    observer: (TrainingEvent) -> TrainingDirective
  ) throws(GBDTError) -> TrainingResult {
    let training = HandedOverRows(rows.training)
    let validation = rows.validation.map { (name: "valid", source: HandedOverRows($0)) }
    _ = consume rows
    return try GBDTError.wrapping { () throws(TrainingError) in
      try trainer.train(
        training, validation: validation.map { [(name: $0.name, source: $0.source)] } ?? [],
        observer: observer)
    }
  }

  /// A metric, an iteration each; empty if it was not measured. Folds measure every iteration.
  func values(of set: String, _ metric: String) -> [Double] {
    trained?.result.history.first { $0.set == set && $0.name == metric }?.values ?? []
  }

  /// What has come of it.
  ///
  /// - Parameter iteration: the one to report on.
  /// - Throws: `.internal` if the fold was not trained.
  func outcome(iteration: Int, curves: [MetricCurve]) throws(GBDTError)
    -> CrossValidationOutcome.Fold
  {
    guard let (rows, result) = trained else {
      throw GBDTError(.internal, "Fold \(fold + 1) was not trained.")
    }
    let model = try Model(
      ModelAssembly(rows: rows, parameters: parameters, custom: closures.objective)
        .model(of: result))
    let metrics = curves.compactMap { curve in
      let values = values(of: curve.set, curve.name)
      return values.isEmpty
        ? nil
        : MetricValue(
          set: curve.set, name: curve.name, value: values[min(iteration, values.count) - 1])
    }
    return CrossValidationOutcome.Fold(
      repetition: repetition, fold: fold, trainingRowCount: rows.counts.training,
      testedRowCount: rows.counts.validation,
      testedRows: division.rows(of: fold, repetition: repetition).tested,
      metrics: metrics,
      bestIteration: curves.first { $0.set == "valid" }.map(ownBestIteration) ?? 0,
      model: model, seconds: seconds)
  }

  /// At which iteration the metric of a curve was best in this fold alone.
  private func ownBestIteration(_ curve: MetricCurve) -> Int {
    MetricCurve(
      set: curve.set, name: curve.name, isHigherBetter: curve.isHigherBetter,
      histories: [values(of: curve.set, curve.name)]
    ).bestIteration
  }
}
