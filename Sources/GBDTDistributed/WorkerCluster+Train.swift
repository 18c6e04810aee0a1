internal import GBDTCore
package import GBDTModel
package import GBDTTraining

/// What the coordinator knows after an iteration.
package struct ClusterProgress: Sendable {
  /// Iterations completed, from 1.
  package let iteration: Int
  /// Sets in order, and for each the metrics in order.
  package let metrics: [Double]
  /// By rank.
  package let workers: [MemberReport]
}

/// What workers trained together.
package struct ClusterTraining: Sendable {
  /// The trees of each, kept or not.
  package let iterations: [[Tree]]
  /// A line an iteration.
  package let metricLines: [[Double]]
  /// Of each worker that saw the end, by rank; at least one.
  package let reports: [TrainingReport]
  /// By rank.
  package let workers: [MemberReport]
}

extension WorkerCluster {
  /// Trains on the workers' binned rows.
  ///
  /// - Parameters:
  ///   - featureCount: of the features that the rows were binned by.
  ///   - start: what an earlier run agreed on, if this one goes on with it.
  ///   - observer: called on this thread once for every iteration, after it, in order. `.stop` ends
  ///     training with one of the next iterations.
  /// - Throws: as `run`; `.disagreement` if the workers' results differ.
  package func train(
    featureCount: Int, resuming start: AgreedProgress? = nil,
    observer: (ClusterProgress) -> TrainingDirective
  ) throws(ClusterError) -> ClusterTraining {
    let record = TrainingRecord(start)
    with { $0.hub = TrainingHub(workerCount: options.workerCount, resuming: record) }
    try send((0..<workerCount).map { .train(rank: $0, worldSize: workerCount) })
    var shown = record.metricLines.count
    while true {
      try attend(forAtMost: .milliseconds(100)) { state in
        state.lineCount > shown || state.hasFinished
      }
      let (lines, members, answers) = with { state in
        (
          state.hub?.record.metricLines ?? [], state.members.map(MemberReport.init),
          state.hasFinished ? state.answers : nil
        )
      }
      while shown < lines.count {
        shown += 1
        let progress = ClusterProgress(
          iteration: shown, metrics: lines[shown - 1], workers: members)
        if observer(progress) == .stop { with { $0.hub?.stop() } }
      }
      if let answers { return try training(answers, members, featureCount: featureCount) }
    }
  }

  /// What training has agreed on so far, also when `train` has thrown; nil before it, and after it has
  /// returned.
  package var record: TrainingRecord? { with { $0.hub?.record } }

  private func training(
    _ answers: CommandAnswers, _ members: [MemberReport], featureCount: Int
  ) throws(ClusterError) -> ClusterTraining {
    if let failure = answers.firstFailure { throw failure.error }
    let record = with { state in
      defer { (state.hub, state.answers) = (nil, nil) }
      return state.hub?.record ?? TrainingRecord()
    }
    var reports: [TrainingReport] = []
    for case let reply? in answers.replies {
      do throws(ByteError) {
        reports.append(try TrainingReport(decoding: reply))
      } catch {
        throw .malformed(error.reason)
      }
    }
    guard let first = reports.first else { throw .malformed("training ended without a report") }
    guard reports.allSatisfy({ $0.agrees(with: first) }) else {
      throw .disagreement("how training ended")
    }
    var iterations: [[Tree]] = []
    for bytes in record.iterations {
      do throws(ModelError) {
        iterations.append(
          try [Tree](
            decoding: bytes, featureCount: featureCount, outputCount: first.baseScores.count))
      } catch {
        throw .malformed(error.message)
      }
    }
    return ClusterTraining(
      iterations: iterations, metricLines: record.metricLines, reports: reports, workers: members)
  }
}

extension WorkerCluster.State {
  /// Iterations that are complete.
  fileprivate var lineCount: Int { hub?.record.metricLines.count ?? 0 }

  /// Whether training is over: all have come to its end and said so, but for those lost since; or
  /// someone refused, and all others have, too, or wait for them.
  fileprivate var hasFinished: Bool {
    guard let answers, let hub else { return false }
    if answers.failures.contains(where: { $0 != nil }) {
      return members.indices.allSatisfy { answers.isAnswered(by: $0) || hub.isWaiting($0) }
    }
    return hub.isFinished && answers.replies.contains { $0 != nil }
      && members.indices.allSatisfy { answers.replies[$0] != nil || members[$0].loss != nil }
  }
}

extension TrainingRecord {
  init(_ progress: AgreedProgress?) {
    guard let progress else { return }
    iterations = progress.iterations.map(\.encoded)
    metricLines = progress.metricLines
    isStopping = progress.isStopping
    baseScores = progress.baseScores
  }
}
