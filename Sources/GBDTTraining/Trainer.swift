package import GBDTData
internal import GBDTModel
package import GBDTObjectives
package import GBDTParameters

/// Trains a forest: equal rows in equal order with equal parameters give equal trees, for any
/// number of threads, blocks and processes.
///
/// ```
/// scores = base scores
/// join: trees that were grown before, added to the scores
/// for each iteration
///   its learning rate                             LearningRates, UpcomingIteration
///   gradients of the scores, as integers          GradientStore
///   choose rows and features                      Bag, FeatureSample
///   grow a tree for each output on them           TreeGrower
///   commit: all processes agree on the trees      TrainingCollective
///   scores += leaf values, in every set           BoostingRun
///   metrics, early stopping, observer             MetricBoard, EarlyStopping
///   is there time for another one?                TimeBudget
/// finish
/// ```
///
/// When processes are lost or replaced, a run joins again and redoes what was not agreed.
package struct Trainer: Sendable {
  private let parameters: TrainParameters
  private let classCount: Int
  private let custom: CustomObjective?
  private let metrics: [CustomMetric]
  private let start: TrainingStart?
  private let collective: any TrainingCollective
  private let threads: Int
  private let growth: GrowthOptions

  /// - Parameters:
  ///   - classCount: classes of the labels, which are their places then; 0 where labels are numbers.
  ///   - custom: the objective, if the parameters say that it comes along.
  ///   - metrics: closures, computed and reported before the metrics of the parameters; with equal bits only
  ///     in one process.
  ///   - start: goes on from another run, whose trees are in the scores that the rows start with, and not
  ///     in the result; nil: begins anew.
  ///   - threads: at least 1; never shows in the result.
  ///   - growth: nor does this.
  package init(
    parameters: ValidatedTrainParameters, classCount: Int = 0,
    custom: CustomObjective? = nil, metrics: [CustomMetric] = [], start: TrainingStart? = nil,
    collective: any TrainingCollective = IdentityCollective(), threads: Int,
    growth: GrowthOptions = GrowthOptions()
  ) {
    precondition(threads >= 1, "training takes at least one thread")
    self.parameters = parameters.values
    self.classCount = classCount
    self.custom = custom
    self.metrics = metrics
    self.start = start
    self.collective = collective
    self.threads = threads
    self.growth = growth
  }

  /// Trains on the rows of `source`.
  ///
  /// With `early_stopping_round` above 0, training ends when the watched metric of the watched set - the
  /// first of the validation sets, or that of training - has not improved for so many iterations, and the
  /// result keeps the trees up to the best iteration, however training ended. When no output's root can be split, training ends with
  /// `.noSplit`; but if rows or features are sampled, a later iteration may find a split. A tree
  /// whose root cannot be split is one leaf of value 0.
  ///
  /// - Parameters:
  ///   - validation: sets with the same features as `source`, under distinct names.
  ///   - budget: how much time there is; only for a run of one process, whose clock decides.
  ///   - observer: called after each iteration on the calling thread. Of several processes' observers
  ///     none may stop the run: `TrainingCollective.commit` does that. When processes have changed,
  ///     an iteration may be reported again, with equal metrics.
  ///   - beforeIteration: called before each iteration on the calling thread, and may change its learning
  ///     rate: in all processes alike. A run that goes on from a checkpoint grows the same trees if what
  ///     it does follows from what it is given alone.
  /// - Throws: for rows, labels or weights that cannot be trained on; for early stopping without a
  ///   validation set; when there is no time for the first iteration; for a learning rate that is none;
  ///   when numbers overflow; when the collective fails.
  package func train(
    _ source: some RowBlockSource, validation: [(name: String, source: any RowBlockSource)] = [],
    budget: TimeBudget? = nil,
    observer: (TrainingEvent) -> TrainingDirective = { _ in .proceed },
    beforeIteration: (inout UpcomingIteration) -> Void = { _ in }
  ) throws(TrainingError) -> TrainingResult {
    precondition(
      budget == nil || collective.worldSize == 1, "of several processes one decides about the time")
    var budget = budget
    try checkRequest(source, validation: validation)
    let timer = StageTimer()
    timer.enter(\.layout)
    let run = try BoostingRun(
      source, validation: validation, parameters: parameters,
      metrics: MetricList(custom: metrics, parameters: parameters),
      objective: parameters.makeObjective(classCount: classCount, custom: custom),
      classCount: classCount, start: start, collective: collective, threads: threads,
      growth: growth, timer: timer)
    try run.orderRowsByPilotTree()
    var isJoined = false
    while true {
      do throws(TrainingError) {
        if !isJoined { try run.join() }
        isJoined = true
        var reason = try stopReason(of: run, observer: observer)
        if reason == nil { reason = try checkTime(of: run, &budget) }
        if reason == nil { reason = try grow(run, beforeIteration: beforeIteration) }
        guard let reason else { continue }
        try run.measureEnd()
        try run.finish(reason)
        return run.result(stopReason: reason)
      } catch {
        guard case .collective(.membershipChanged) = error else { throw error }
        isJoined = false
      }
    }
  }

  /// Looks at the newest iteration, if nobody has.
  ///
  /// - Returns: why training ends here, if it does.
  private func stopReason(
    of run: BoostingRun, observer: (TrainingEvent) -> TrainingDirective
  ) throws(TrainingError) -> StopReason? {
    if run.isMetricLineDue {
      let metrics = try run.updateMetrics()
      let event = TrainingEvent(
        iteration: run.progress.iterations.count, iterationLimit: parameters.numIterations,
        rowCount: run.rowCount, learningRate: run.learningRate, metrics: metrics,
        progress: run.progress)
      if observer(event) == .stop { run.stop() }
    }
    if run.progress.isStopping { return .interrupted }
    if run.isWorn { return .earlyStopping }
    return run.progress.iterations.count >= parameters.numIterations ? .completed : nil
  }

  /// Whether training ends here because of the time.
  private func checkTime(
    of run: BoostingRun, _ budget: inout TimeBudget?
  ) throws(TrainingError) -> StopReason? {
    let count = run.progress.iterations.count
    if count == 0 { try budget?.check(after: "the first tree could have been grown") }
    return budget?.hasTime(after: count) ?? true ? nil : .timeLimit
  }

  /// Grows the next iteration's trees.
  ///
  /// - Returns: why training ends instead, if it does.
  private func grow(
    _ run: BoostingRun, beforeIteration: (inout UpcomingIteration) -> Void
  ) throws(TrainingError) -> StopReason? {
    var upcoming = run.upcoming
    beforeIteration(&upcoming)
    let rate = upcoming.learningRate
    guard rate > 0, rate.isFinite else {
      throw .usage(
        "Before iteration \(upcoming.iteration) the learning rate was set to \(rate); it must be a "
          + "number above 0.")
    }
    return try run.growTrees(learningRate: rate) ? nil : .noSplit
  }

  /// What parameters and features can show before any work is done.
  private func checkRequest(
    _ source: some RowBlockSource, validation: [(name: String, source: any RowBlockSource)]
  ) throws(TrainingError) {
    if source.features.isEmpty {
      throw .data("There are no features to train on; the recipe must name at least one.")
    }
    if parameters.earlyStoppingRound > 0 {
      if validation.isEmpty, parameters.earlyStoppingSet == .valid {
        throw .usage(
          "early_stopping_round = \(parameters.earlyStoppingRound) needs a validation set; give one "
            + "or set early_stopping_round to 0.")
      }
      if parameters.metrics.isEmpty {
        throw .usage(
          "early_stopping_round = \(parameters.earlyStoppingRound) needs a metric; name one or set "
            + "early_stopping_round to 0.")
      }
    }
    var names: Set<String> = [BoostingRun.trainingSetName]
    for set in validation {
      if !names.insert(set.name).inserted {
        throw .usage("Two sets of rows are called `\(set.name)`; give them distinct names.")
      }
      if set.source.features != source.features {
        throw .data(
          "The validation set `\(set.name)` was not binned with the training set's features and bins."
        )
      }
    }
  }
}
