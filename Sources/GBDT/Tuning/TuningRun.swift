internal import GBDTCore
internal import GBDTObjectives
internal import GBDTParameters
internal import GBDTSchema

/// One run of trials, rung by rung.
struct TuningRun {
  private let tuning: Tuning
  private let table: DataTable
  private let recipe: FeatureRecipe
  private let header: [JSONMember]
  /// What the log has, in the order in which trials are run.
  private var lines: [JSONValue]
  private var evaluations: [TuningOutcome.Evaluation] = []
  private let start = ContinuousClock.now
  private var stopReason = TuningOutcome.StopReason.completed

  init(
    tuning: Tuning, table: DataTable, recipe: FeatureRecipe, header: [JSONMember],
    lines: [JSONValue]
  ) {
    self.tuning = tuning
    self.table = table
    self.recipe = recipe
    self.header = header
    self.lines = lines
  }

  mutating func outcome(
    onTrial: (TuningOutcome.Evaluation) -> Void,
    onIteration: (FoldReport) -> TrainingDecision
  ) throws(GBDTError) -> TuningOutcome {
    let sampler = TrialSampler(tuning.validation.parameters, space: tuning.space)
    var contenders = try (1...tuning.trialCount).map { (number) throws(GBDTError) in
      try sampler.trial(number)
    }
    try checkMetric(of: contenders)
    let plan = HalvingPlan(
      tuning.halving, trialCount: tuning.trialCount, iterationCount: tuning.values.numIterations,
      rowCount: table.rowCount)
    search: for (place, rung) in plan.rungs.enumerated() {
      let before = evaluations.count
      for trial in contenders.prefix(rung.trialCount).sorted(by: { $0.number < $1.number }) {
        let evaluation = try evaluation(
          of: trial, rung: place + 1, given: rung, onIteration: onIteration)
        guard let evaluation else { break search }
        evaluations.append(evaluation)
        onTrial(evaluation)
      }
      let ranked = ranked(Array(evaluations[before...]))
      contenders = ranked.compactMap { best in contenders.first { $0.number == best.trial } }
    }
    return try outcome(sampler: sampler, rungCount: plan.rungs.count)
  }

  /// Trials of several objectives, say, must not be compared by different metrics.
  private func checkMetric(of trials: [TrialSampler.Trial]) throws(GBDTError) {
    let metric = name(ofDecidingMetric: tuning.values)
    if let other = trials.first(where: { name(ofDecidingMetric: $0.parameters) != metric }) {
      throw GBDTError(
        .usage,
        "Trial \(other.number) would be measured by \(name(ofDecidingMetric: other.parameters)) and the first "
          + "by \(metric); say by which metric with metric=NAME."
      )
    }
  }

  /// - Returns: nil if there is no time for it, or the caller stopped it.
  private mutating func evaluation(
    of trial: TrialSampler.Trial, rung: Int, given: HalvingPlan.Rung,
    onIteration: (FoldReport) -> TrainingDecision
  ) throws(GBDTError) -> TuningOutcome.Evaluation? {
    let place = evaluations.count
    if place < lines.count {
      guard let found = TuningOutcome.Evaluation(lines[place], trial: trial, rung: rung) else {
        throw GBDTError(
          .data,
          "\(tuning.log?.path ?? "The log"), line \(place + 2), is not about trial \(trial.number) of rung \(rung), "
            + "which comes next: the log was edited; give another file.")
      }
      return found
    }
    guard let evaluation = try measured(trial, rung: rung, given: given, onIteration: onIteration)
    else { return nil }
    lines.append(
      evaluation.json(head: TuningOutcome.Evaluation.head(trial, rung: rung)))
    try tuning.log?.write(header: header, lines: lines)
    return evaluation
  }

  private mutating func measured(
    _ trial: TrialSampler.Trial, rung: Int, given: HalvingPlan.Rung,
    onIteration: (FoldReport) -> TrainingDecision
  ) throws(GBDTError) -> TuningOutcome.Evaluation? {
    var values = trial.parameters
    values.numIterations = given.iterationCount
    var validation = tuning.validation
    validation.parameters = Parameters(
      validated: try GBDTError.wrapping { () throws(ParameterError) in
        try ValidatedTrainParameters(values)
      })
    validation.rowShare = given.rowShare
    let deadline = tuning.budget.map { start + $0 }
    var reason: TuningOutcome.StopReason?
    if let deadline, .now >= deadline {
      stopReason = .outOfTime
      return nil
    }
    do throws(GBDTError) {
      let outcome = try validation.run(on: table, recipe: recipe) { report in
        if let deadline, .now >= deadline { reason = .outOfTime }
        if onIteration(report) == .stop { reason = .interrupted }
        return reason == nil ? .proceed : .stop
      }
      let metric = name(ofDecidingMetric: values)
      guard
        let curve = outcome.curves.first(where: { $0.set == "valid" && $0.name == metric }),
        curve.means.allSatisfy(\.isFinite)
      else {
        throw GBDTError(.data, "The metric is no finite number.")
      }
      return TuningOutcome.Evaluation(
        trial, rung: rung, curve: curve, patience: values.earlyStoppingRound)
    } catch {
      if let reason {
        stopReason = reason
        return nil
      }
      // What is wrong with the first trial is wrong with the data or the call.
      if trial.number == 1 || ![.data, .usage].contains(error.code) { throw error }
      return TuningOutcome.Evaluation(trial, rung: rung, failure: error.message)
    }
  }

  /// Trials that did not fail, the best first; of equal ones the earlier.
  private func ranked(
    _ evaluations: [TuningOutcome.Evaluation]
  ) -> [TuningOutcome.Evaluation] {
    let sign: Double = isHigherBetter ? -1 : 1
    return evaluations.filter { $0.failure == nil }
      .sorted { (sign * $0.mean, $0.trial) < (sign * $1.mean, $1.trial) }
  }

  private var isHigherBetter: Bool {
    let list = tuning.validation.metricList
    return list.deciding.map { list.isHigherBetter($0) } ?? false
  }

  private func name(ofDecidingMetric parameters: TrainParameters) -> String {
    let list = MetricList(custom: tuning.validation.metrics.map(\.metric), parameters: parameters)
    return list.deciding.map { list.name($0) } ?? "nothing"
  }

  private func outcome(
    sampler: TrialSampler, rungCount: Int
  ) throws(GBDTError) -> TuningOutcome {
    let reached = evaluations.filter { $0.failure == nil }.map(\.rung).max()
    guard let best = ranked(evaluations.filter { $0.rung == reached }).first else {
      throw stopReason == .interrupted
        ? GBDTError(.interrupted, "Tuning was interrupted before the first trial ended.")
        : GBDTError(.usage, "The time was over before the first trial ended: give it more.")
    }
    let metric = name(ofDecidingMetric: tuning.values)
    let remark = rungCount > best.rung ? ", which had not yet run to its end" : ""
    return TuningOutcome(
      metric: metric, isHigherBetter: isHigherBetter, evaluations: evaluations, best: best,
      configuration: TuningOutcome.configuration(
        of: best, parameters: try sampler.trial(best.trial).parameters,
        heading:
          "gbdt tune: trial \(best.trial) of \(tuning.trialCount)\(remark): \(metric) \(best.mean) "
          + "in cross-validation"),
      stopReason: stopReason)
  }
}
