internal import GBDTCore
internal import GBDTDistributed
internal import GBDTParameters
internal import GBDTTraining

extension Training {
  /// Trains over worker processes, each of which reads its part of the files.
  ///
  ///     let files = TrainingFiles(["rides-*.csv.gz"], columns: .everyColumn(label: "fare"))
  ///     var workers = WorkerOptions(count: 4)
  ///     workers.program = "/usr/local/bin/gbdt"
  ///     let outcome = try Training(parameters: ["num_leaves": 63]).run(onFiles: files, workers: workers) {
  ///       if case .lost(let worker, let phase, let cause) = $0 {
  ///         print("worker \(worker) was lost while \(phase): \(cause)")
  ///       }
  ///     }
  ///
  /// The model's bytes are those of `run(on:recipe:)` on the same rows, for any number of workers, and
  /// whatever becomes of them: one that is lost is replaced, and the tree under growth redone.
  ///
  /// `validation` is not used: `files` says what to validate on. Blocks the calling thread, on which all
  /// closures are called; the run ends with that thread. `onIteration` is called after every iteration; when
  /// it stops the training, an iteration or two may still be completed. Learning rates are those of the
  /// parameters: workers know of no callback. A checkpoint stays when training
  /// has ended: remove it when the model is safe.
  ///
  /// - Parameters:
  ///   - files: rows to train on and to validate on.
  ///   - workers: how many.
  ///   - onNotice: what happens beside iterations.
  /// - Throws: as `DataTable.read` and `run(on:recipe:)`; `.tryAgain` when a worker was lost and could not
  ///   be replaced.
  public consuming func run(
    onFiles files: TrainingFiles, workers: WorkerOptions,
    onNotice: (WorkerNotice) -> Void = { _ in },
    onIteration: (IterationReport) -> TrainingDecision = { _ in .proceed },
    onCheckpoint: (CheckpointNotice) -> Void = { _ in }
  ) throws(GBDTError) -> TrainingOutcome {
    if objective != nil {
      throw GBDTError(
        .usage,
        "A custom objective is a closure of this process, which worker processes cannot have: train with "
          + "run(on:recipe:).")
    }
    if let metric = metrics.first {
      throw GBDTError(
        .usage,
        "The metric `\(metric.name)` is a closure of this process, which worker processes cannot have: train "
          + "with run(on:recipe:).")
    }
    let (parameters, checkpoint, budget) = (self.parameters, self.checkpoint, self.budget)
    let continued = try continuedModel.map { (model) throws(GBDTError) in
      try ContinuedModel(model, parameters: parameters)
    }
    let options = try workers.clusterOptions()
    try files.check()
    var clock = PhaseClock()
    var readSeconds = 0.0
    return try withoutActuallyEscaping(onNotice) { notify throws(GBDTError) in
      let cluster = try GBDTError.wrapping { () throws(ClusterError) in
        try WorkerCluster(
          options: options, launcher: workers.launcher ?? ProcessLauncher(program: workers.program),
          version: LibraryVersion.current
        ) { notify(WorkerNotice($0)) }
      }
      defer { cluster.end() }
      let (rows, identifiers) = try WorkerRows(
        cluster: cluster, files: files, parameters: parameters, continued: continued
      ) { notice in
        if case .read(_, _, _, _, let seconds) = notice { readSeconds += seconds }
        notify(notice)
      }.prepare()
      let binSeconds = clock.lap() - readSeconds
      var recorder = try CheckpointRecorder(checkpoint, rows: rows, parameters: parameters)
      if let notice = recorder?.notice { onCheckpoint(notice) }
      notify(.growing)
      let (result, reports, collective) = try Self.grow(
        on: cluster, rows, parameters, &recorder, budget, hasValidation: files.hasValidation,
        onIteration: onIteration, onCheckpoint: onCheckpoint)
      let model = try ModelAssembly(rows: rows, parameters: parameters).model(of: result)
      return TrainingOutcome(
        model: try Model(model), result: result, rows: rows, identifiers: identifiers,
        seconds: (bin: binSeconds, train: clock.lap()), workers: reports, collective: collective)
    }
  }

  private static func grow(
    on cluster: WorkerCluster, _ rows: PreparedRows, _ parameters: Parameters,
    _ recorder: inout CheckpointRecorder?, _ budget: TimeBudget?, hasValidation: Bool,
    onIteration: (IterationReport) -> TrainingDecision,
    onCheckpoint: (CheckpointNotice) -> Void
  ) throws(GBDTError) -> (TrainingResult, [WorkerReport], CollectiveWork) {
    let values = parameters.validated.values
    let lines = MetricLines(parameters: values, hasValidation: hasValidation)
    let rates = LearningRates(values)
    var history = WorkerHistory()
    var time = try ClusterTime(budget, progress: recorder?.progress)
    let training: ClusterTraining
    do throws(ClusterError) {
      training = try cluster.train(
        featureCount: rows.features.count, resuming: time.progress
      ) { progress in
        let report = IterationReport(
          iteration: progress.iteration, iterationCount: values.numIterations,
          rowCount: rows.counts.training,
          learningRate: rates.rate(ofIteration: progress.iteration),
          metrics: lines.values(of: progress.metrics),
          workers: history.add(progress.workers.enumerated().map { WorkerReport($1, worker: $0) }))
        let decision = onIteration(report)
        if recorder?.isDue(progress.iteration) ?? false,
          let notice = recorder?.write(cluster.record)
        {
          onCheckpoint(notice)
        }
        return time.directive(after: progress.iteration, decision)
      }
    } catch {
      throw CheckpointRecorder.keep(cluster.record, after: error, by: &recorder)
    }
    let report = training.reports[0]
    if report.stopReason == .interrupted, let notice = recorder?.write(training.progress) {
      onCheckpoint(notice)
    }
    var metricLines = training.metricLines
    if !metricLines.isEmpty { metricLines[metricLines.count - 1] = report.lastLine }
    guard lines.fit(metricLines) else {
      throw GBDTError(ClusterError.malformed("metrics of other sets than were asked for"))
    }
    let counters = training.reports.map(\.counters)
    let result = TrainingResult(
      baseScores: report.baseScores,
      trees: training.iterations.prefix(report.bestIteration).flatMap(\.self),
      history: lines.history(of: metricLines), bestIteration: report.bestIteration,
      stopReason: time.stopReason(report.stopReason), lastLine: report.lastLine,
      counters: TrainingCounters(ofWorkers: counters), timings: report.timings)
    let workers = training.workers.enumerated().map { WorkerReport($1, worker: $0) }
    return (result, history.add(workers), CollectiveWork(counters))
  }
}

/// Which metrics stand in a line, and in what order: sets in order, and for each the metrics in order.
private struct MetricLines {
  private let parameters: TrainParameters
  private let names: [(set: String, metric: MetricName)]

  init(parameters: TrainParameters, hasValidation: Bool) {
    self.parameters = parameters
    let sets =
      (parameters.isProvideTrainingMetric ? ["training"] : []) + (hasValidation ? ["valid"] : [])
    names = sets.flatMap { set in parameters.metrics.map { (set, $0) } }
  }

  /// Whether these can be the lines of all iterations, of which the last is measured in any case.
  func fit(_ lines: [[Double]]) -> Bool {
    lines.enumerated().allSatisfy { index, line in
      let isMeasured =
        index == lines.count - 1 || parameters.isMeasured(afterIteration: index + 1)
      return line.count == (isMeasured ? names.count : 0)
    }
  }

  func values(of line: [Double]) -> [MetricValue] {
    zip(names, line).map { MetricValue(set: $0.set, name: $0.metric.description, value: $1) }
  }

  func history(of lines: [[Double]]) -> [MetricHistory] {
    let iterations = lines.indices.filter { !lines[$0].isEmpty }
    return names.enumerated().map { place, name in
      MetricHistory(
        set: name.set, name: name.metric.description, iterations: iterations.map { $0 + 1 },
        values: iterations.map { lines[$0][place] })
    }
  }
}
