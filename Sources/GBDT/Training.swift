internal import GBDTCore
internal import GBDTData
internal import GBDTModel
internal import GBDTObjectives
internal import GBDTParameters
internal import GBDTSchema
internal import GBDTTraining

/// Trains one model: recipe, bins, trees.
///
///     let outcome = try Training(parameters: ["num_leaves": 63]).run(on: table, recipe: recipe)
///     try outcome.model.write(to: "fares.gbdt")
///
/// Equal rows in equal order, parameters and version give equal model bytes, for any number of threads
/// and of worker processes (`run(onFiles:workers:)`), and on any processor.
public struct Training: Sendable {
  /// Rows that trees are not grown on, to measure them and to stop early.
  public enum Validation: Sendable {
    case none
    /// Rows of their own, with the training table's columns.
    case table(DataTable)
    /// This share of the rows, chosen by a hash of the row number; above 0 and below 1.
    case fraction(Double)
  }

  /// What is trained and how.
  public var parameters: Parameters
  /// A loss of one's own, in place of the parameter `objective`; nil: that one.
  public var objective: CustomObjective?
  /// Metrics of one's own, computed and reported before those of the parameter `metric`: early stopping looks
  /// at the first of them, unless `early_stopping_metric` names one of the parameter's.
  public var metrics: [CustomMetric] = []
  /// Rows to measure on; none by default.
  public var validation = Validation.none
  /// What training goes on from; nil: it begins anew.
  public private(set) var continuedModel: Model?
  /// Where checkpoints go, and what the run goes on from; nil: neither.
  public var checkpoint: CheckpointFolder?
  /// When the time began that `time_limit` is about; nil: when the run does.
  public var start: ContinuousClock.Instant?

  /// Training with parameters that were made before.
  public init(parameters: Parameters) {
    self.parameters = parameters
  }

  /// - Throws: `.usage` for settings that do not fit, as `init(parameters:)`.
  public init(parameters: KeyValuePairs<String, ParameterValue> = [:]) throws(GBDTError) {
    self.init(parameters: try Parameters(parameters))
  }

  /// The same, but the trees of `model` are kept, and the new ones added to them.
  ///
  ///     let more = try training.continuing(from: model).run(on: newRows, recipe: model.recipe)
  ///
  /// The recipe, the objective, its outputs and the classes of labels must be those of the model, other
  /// parameters may differ; `num_iterations` counts the new iterations. Rows begin with the raw scores that
  /// the model gives them, bit for bit, and choices by chance go on with the iteration after its last. So
  /// if rows and all other parameters are equal, going on with n iterations after m gives the trees of m + n
  /// iterations in one go (docs/CONTINUED-TRAINING.md).
  ///
  /// New rows may have new categories. The model's trees treat them as missing, as they did before.
  ///
  /// - Throws: `.usage` for parameters whose trees cannot be added to the model's.
  public consuming func continuing(from model: Model) throws(GBDTError) -> Training {
    _ = try ContinuedModel(
      model, parameters: effectiveParameters(), custom: objective?.objective)
    continuedModel = model
    return self
  }

  /// Trains on the rows of `table` that the recipe keeps.
  ///
  /// Blocks the calling thread; `onIteration` is called on it after every iteration and may stop the
  /// training, which then keeps the trees so far and marks the model as interrupted.
  ///
  /// `beforeIteration` is called on it before every iteration and may change the learning rate. A run that
  /// goes on from a checkpoint gives the bytes of one that was never ended only if what it does follows
  /// from what it is given.
  ///
  /// `onCheckpoint` is called on it, too. A checkpoint stays when training has ended: remove it when the
  /// model is safe.
  ///
  /// Rows are needed until they are binned. A caller who does not need them any longer either, saves
  /// their memory while the trees grow with `(consume training).run(on: consume table, ...)`.
  ///
  /// - Throws: `.data` for rows and columns that do not fit the recipe, `.usage` for settings that need
  ///   what is not there, such as early stopping without validation rows, and for a `time_limit` that is
  ///   over before the first iteration.
  public consuming func run(
    on table: consuming DataTable, recipe: FeatureRecipe,
    onIteration: (IterationReport) -> TrainingDecision = { _ in .proceed },
    onCheckpoint: (CheckpointNotice) -> Void = { _ in },
    beforeIteration: (inout UpcomingIteration) -> Void = { _ in }
  ) throws(GBDTError) -> TrainingOutcome {
    var clock = PhaseClock()
    let budget = budget
    let (parameters, validation) = (try effectiveParameters(), self.validation)
    let closures = try ChosenClosures(
      objective: objective, metrics: metrics, parameters: parameters)
    let checkpoint = self.checkpoint
    let continued = try continuedModel.map { (model) throws(GBDTError) in
      try ContinuedModel(model, parameters: parameters, custom: closures.objective)
    }
    _ = consume self
    let places = (table.places, validation.table?.places)
    let (rows, binned) = try Self.prepared(
      consume table, recipe, validation: consume validation, parameters, continued, places)
    FreedMemory.giveBack()
    let binSeconds = clock.lap()
    let recorder = try CheckpointRecorder(
      checkpoint, rows: rows, parameters: parameters, metrics: closures.metrics)
    if let notice = recorder?.notice { onCheckpoint(notice) }
    let result = try Self.grow(
      on: consume binned, parameters, closures, continued?.forest.start, recorder, budget,
      onIteration: onIteration, onCheckpoint: onCheckpoint, beforeIteration: beforeIteration)
    let model = try ModelAssembly(
      rows: rows, parameters: parameters, custom: closures.objective
    ).model(of: result)
    return TrainingOutcome(
      model: try Model(model), result: result, rows: rows, identifiers: recipe.identifiers,
      seconds: (bin: binSeconds, train: clock.lap()))
  }

  /// The parameters, with what a custom objective changes.
  func effectiveParameters() throws(GBDTError) -> Parameters {
    if objective == nil { return parameters }
    var values = parameters.validated.values
    values.objective = .custom
    let changed = values
    return Parameters(
      validated: try GBDTError.wrapping { () throws(ParameterError) in
        try ValidatedTrainParameters(changed, hasCustomObjective: true)
      })
  }

  /// Gives the table away, and says where in the files a row is with which something is wrong.
  private static func prepared(
    _ table: consuming DataTable, _ recipe: FeatureRecipe,
    validation: consuming Training.Validation, _ parameters: Parameters,
    _ continued: ContinuedModel?, _ places: (training: RowPlaces?, validation: RowPlaces?)
  ) throws(GBDTError) -> (PreparedRows, BinnedRows) {
    do throws(GBDTError) {
      return try PreparedRows.prepare(
        (consume table).table, recipe: recipe.recipe, validation: consume validation,
        parameters: parameters, continuing: continued)
    } catch {
      throw error.located(in: places.training, validation: places.validation)
    }
  }

  private static func grow(
    on rows: consuming BinnedRows, _ parameters: Parameters,
    _ closures: ChosenClosures, _ start: TrainingStart?,
    _ recorder: CheckpointRecorder?, _ budget: TimeBudget?,
    onIteration: (IterationReport) -> TrainingDecision,
    onCheckpoint: (CheckpointNotice) -> Void,
    beforeIteration: (inout UpcomingIteration) -> Void
  ) throws(GBDTError) -> TrainingResult {
    var recorder = recorder
    let trainer = Trainer(
      parameters: parameters.validated, classCount: rows.classCount, custom: closures.objective,
      metrics: closures.metrics, start: start,
      collective: IdentityCollective(resuming: recorder?.progress), threads: parameters.threads)
    let training = HandedOverRows(rows.training)
    let validation = rows.validation.map { HandedOverRows($0) }
    _ = consume rows
    var progress: AgreedProgress?
    let result = try GBDTError.wrapping { () throws(TrainingError) in
      try trainer.train(
        training, validation: validation.map { [(name: "valid", source: $0)] } ?? [],
        budget: budget
      ) { event in
        if budget != nil { progress = event.progress }
        let decision = onIteration(IterationReport(event))
        if decision == .stop || recorder?.isDue(event.iteration) ?? false,
          let notice = recorder?.write(event.progress)
        {
          onCheckpoint(notice)
        }
        return decision == .proceed ? .proceed : .stop
      } beforeIteration: {
        progress = nil
        var upcoming = UpcomingIteration($0)
        beforeIteration(&upcoming)
        $0.learningRate = upcoming.learningRate
      }
    }
    if result.stopReason == .timeLimit, let progress, let notice = recorder?.write(progress) {
      onCheckpoint(notice)
    }
    return result
  }

  /// The time that there is, from now on if nothing else was said; nil: no end of it.
  var budget: TimeBudget? {
    let limit = parameters.validated.values.timeLimit
    let start = start ?? .now
    return limit > 0
      ? TimeBudget(seconds: limit) { (ContinuousClock.now - start) / .seconds(1) } : nil
  }
}

/// Whether training goes on after an iteration.
public enum TrainingDecision: Sendable {
  case proceed
  case stop
}

/// What is known after an iteration.
public struct IterationReport: Sendable {
  /// From 1.
  public let iteration: Int
  /// The number of iterations asked for.
  public let iterationCount: Int
  /// Rows that the trees are grown on.
  public let rowCount: Int
  /// That the iteration's trees were grown with.
  public let learningRate: Double
  /// The value of every metric; none after an iteration that `eval_freq` passes over.
  public let metrics: [MetricValue]
  /// What each worker process has done so far; empty without workers.
  public let workers: [WorkerReport]

  /// The worker that the others wait for, if there is one.
  public var straggler: Straggler? { Straggler(of: workers) }

  init(
    iteration: Int, iterationCount: Int, rowCount: Int, learningRate: Double,
    metrics: [MetricValue], workers: [WorkerReport]
  ) {
    self.iteration = iteration
    self.iterationCount = iterationCount
    self.rowCount = rowCount
    self.learningRate = learningRate
    self.metrics = metrics
    self.workers = workers
  }

  init(_ event: TrainingEvent) {
    self.init(
      iteration: event.iteration, iterationCount: event.iterationLimit, rowCount: event.rowCount,
      learningRate: event.learningRate,
      metrics: event.metrics.map {
        MetricValue(set: $0.set, name: $0.name, value: $0.value)
      }, workers: [])
  }
}

/// One metric on one set of rows.
public struct MetricValue: Sendable, Equatable {
  /// `training` or `valid` while training, `data` in an evaluation.
  public let set: String
  /// The metric's name, such as `rmse`.
  public let name: String
  /// The metric's value.
  public let value: Double

  package init(set: String, name: String, value: Double) {
    self.set = set
    self.name = name
    self.value = value
  }
}
