internal import GBDTCore
internal import GBDTDistributed
internal import GBDTParameters
internal import GBDTTraining

extension Training {
  /// Trains over worker processes, each of which reads its part of the files.
  ///
  /// The model's bytes are those of `run(on:recipe:)` on the same rows, for any number of workers, and
  /// whatever becomes of them: one that is lost is replaced, and the tree under growth redone.
  ///
  /// `validation` is not used: `files` says what to validate on. Blocks the calling thread, on which all
  /// closures are called; the run ends with that thread. `onIteration` is called after every iteration; when
  /// it stops the training, an iteration or two may still be completed.
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
    onIteration: (IterationReport) -> TrainingDecision = { _ in .proceed }
  ) throws(GBDTError) -> TrainingOutcome {
    let parameters = self.parameters
    let options = try workers.clusterOptions()
    try files.check()
    var clock = PhaseClock()
    var readSeconds = 0.0
    return try withoutActuallyEscaping(onNotice) { notify throws(GBDTError) in
      let cluster = try GBDTError.wrapping { () throws(ClusterError) in
        try WorkerCluster(
          options: options, launcher: ProcessLauncher(program: workers.program),
          version: LibraryVersion.current
        ) { notify(WorkerNotice($0)) }
      }
      defer { cluster.end() }
      let (rows, identifiers) = try WorkerRows(
        cluster: cluster, files: files, parameters: parameters
      ) { notice in
        if case .read(_, _, _, _, let seconds) = notice { readSeconds += seconds }
        notify(notice)
      }.prepare()
      let binSeconds = clock.lap() - readSeconds
      notify(.growing)
      let (result, reports, collective) = try Self.grow(
        on: cluster, rows, parameters, hasValidation: files.hasValidation, onIteration: onIteration)
      let model = try ModelAssembly(rows: rows, parameters: parameters).model(of: result)
      return TrainingOutcome(
        model: try Model(model), result: result, rows: rows, identifiers: identifiers,
        seconds: (bin: binSeconds, train: clock.lap()), workers: reports, collective: collective)
    }
  }

  private static func grow(
    on cluster: WorkerCluster, _ rows: PreparedRows, _ parameters: Parameters,
    hasValidation: Bool, onIteration: (IterationReport) -> TrainingDecision
  ) throws(GBDTError) -> (TrainingResult, [WorkerReport], CollectiveWork) {
    let values = parameters.validated.values
    let lines = MetricLines(parameters: values, hasValidation: hasValidation)
    var history = WorkerHistory()
    let training = try GBDTError.wrapping { () throws(ClusterError) in
      try cluster.train(featureCount: rows.features.count) { progress in
        let report = IterationReport(
          iteration: progress.iteration, iterationCount: values.numIterations,
          rowCount: rows.counts.training, metrics: lines.values(of: progress.metrics),
          workers: history.add(progress.workers.enumerated().map { WorkerReport($1, worker: $0) }))
        return onIteration(report) == .proceed ? .proceed : .stop
      }
    }
    let report = training.reports[0]
    let counters = training.reports.map(\.counters)
    let result = TrainingResult(
      baseScore: report.baseScore, trees: Array(training.trees.prefix(report.bestIteration)),
      history: lines.history(of: training.metricLines), bestIteration: report.bestIteration,
      stopReason: report.stopReason, counters: TrainingCounters(ofWorkers: counters),
      timings: report.timings)
    let workers = training.workers.enumerated().map { WorkerReport($1, worker: $0) }
    return (result, history.add(workers), CollectiveWork(counters))
  }
}

/// Which metrics stand in a line, and in what order: sets in order, and for each the metrics in order.
private struct MetricLines {
  private let names: [(set: String, metric: MetricName)]

  init(parameters: TrainParameters, hasValidation: Bool) {
    let sets =
      (parameters.isProvideTrainingMetric ? ["training"] : []) + (hasValidation ? ["valid"] : [])
    names = sets.flatMap { set in parameters.metrics.map { (set, $0) } }
  }

  func values(of line: [Double]) -> [MetricValue] {
    zip(names, line).map { MetricValue(set: $0.set, name: $0.metric.rawValue, value: $1) }
  }

  func history(of lines: [[Double]]) -> [MetricHistory] {
    names.enumerated().map { place, name in
      MetricHistory(set: name.set, metric: name.metric, values: lines.map { $0[place] })
    }
  }
}
