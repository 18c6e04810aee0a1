package import GBDTData
internal import GBDTModel
internal import GBDTObjectives
package import GBDTParameters

/// Trains a forest: equal rows in equal order with equal parameters give equal trees, for any
/// number of threads, blocks and processes.
///
/// ```
/// scores = base scores
/// join: trees that were grown before, added to the scores
/// for each iteration
///   gradients of the scores, as integers          GradientStore
///   choose rows and features                      Bag, FeatureSample
///   grow a tree for each output on them           TreeGrower
///   commit: all processes agree on the trees      TrainingCollective
///   scores += leaf values, in every set           BoostingRun
///   metrics, early stopping, observer             MetricBoard, EarlyStopping
/// finish
/// ```
///
/// When processes are lost or replaced, a run joins again and redoes what was not agreed.
package struct Trainer: Sendable {
  private let parameters: TrainParameters
  private let classCount: Int
  private let collective: any TrainingCollective
  private let threads: Int
  private let growth: GrowthOptions

  /// - Parameters:
  ///   - classCount: classes of the labels, which are their places then; 0 where labels are numbers.
  ///   - threads: at least 1; never shows in the result.
  ///   - growth: nor does this.
  package init(
    parameters: ValidatedTrainParameters, classCount: Int = 0,
    collective: any TrainingCollective = IdentityCollective(), threads: Int,
    growth: GrowthOptions = GrowthOptions()
  ) {
    precondition(threads >= 1, "training takes at least one thread")
    self.parameters = parameters.values
    self.classCount = classCount
    self.collective = collective
    self.threads = threads
    self.growth = growth
  }

  /// Trains on the rows of `source`.
  ///
  /// With `early_stopping_round` above 0, training ends when the first metric of the first
  /// validation set has not improved for so many iterations, and the result keeps the trees up to
  /// the best iteration, however training ended. When no output's root can be split, training ends with
  /// `.noSplit`; but if rows or features are sampled, a later iteration may find a split. A tree
  /// whose root cannot be split is one leaf of value 0.
  ///
  /// - Parameters:
  ///   - validation: sets with the same features as `source`, under distinct names.
  ///   - observer: called after each iteration on the calling thread. Of several processes' observers
  ///     none may stop the run: `TrainingCollective.commit` does that. When processes have changed,
  ///     an iteration may be reported again, with equal metrics.
  /// - Throws: for rows, labels or weights that cannot be trained on; for early stopping without a
  ///   validation set; when numbers overflow; when the collective fails.
  package func train(
    _ source: some RowBlockSource, validation: [(name: String, source: any RowBlockSource)] = [],
    observer: (TrainingEvent) -> TrainingDirective = { _ in .proceed }
  ) throws(TrainingError) -> TrainingResult {
    try checkRequest(source, validation: validation)
    let timer = StageTimer()
    timer.enter(\.layout)
    let run = try BoostingRun(
      source, validation: validation, parameters: parameters, classCount: classCount,
      collective: collective, threads: threads, growth: growth, timer: timer)
    try run.orderRowsByPilotTree()
    var isJoined = false
    while true {
      do throws(TrainingError) {
        if !isJoined { try run.join() }
        isJoined = true
        guard let reason = try advance(run, observer: observer) else { continue }
        try run.finish(reason)
        return run.result(stopReason: reason)
      } catch {
        guard case .collective(.membershipChanged) = error else { throw error }
        isJoined = false
      }
    }
  }

  /// Takes the next step: the metrics of the newest iteration, or else an iteration.
  ///
  /// - Returns: why training ends here, if it does.
  private func advance(
    _ run: BoostingRun, observer: (TrainingEvent) -> TrainingDirective
  ) throws(TrainingError) -> StopReason? {
    if run.isMetricLineDue {
      let metrics = try run.updateMetrics()
      let event = TrainingEvent(
        iteration: run.progress.iterations.count, iterationLimit: parameters.numIterations,
        rowCount: run.rowCount, metrics: metrics, progress: run.progress)
      if observer(event) == .stop { run.stop() }
    }
    if run.progress.isStopping { return .interrupted }
    if run.isWorn { return .earlyStopping }
    if run.progress.iterations.count >= parameters.numIterations { return .completed }
    return try run.growTrees() ? nil : .noSplit
  }

  /// What parameters and features can show before any work is done.
  private func checkRequest(
    _ source: some RowBlockSource, validation: [(name: String, source: any RowBlockSource)]
  ) throws(TrainingError) {
    if source.features.isEmpty {
      throw .data("There are no features to train on; the recipe must name at least one.")
    }
    if parameters.earlyStoppingRound > 0 {
      if validation.isEmpty {
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
