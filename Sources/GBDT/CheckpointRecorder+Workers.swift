internal import GBDTDistributed
internal import GBDTTraining

// Checkpoints of what worker processes have agreed on.
extension CheckpointRecorder {
  /// Writes a checkpoint, if it would have more than the newest one.
  ///
  /// - Parameter record: nil before training: there is nothing to write.
  /// - Returns: what a person should know of it.
  mutating func write(_ record: TrainingRecord?) -> CheckpointNotice? {
    guard let record, let baseScores = record.baseScores else { return nil }
    return write(
      baseScores: baseScores, iterations: record.iterations, metricLines: record.metricLines)
  }

  /// Writes a checkpoint of what was agreed on when workers were lost for good.
  ///
  /// - Returns: the error that ends the run, which now says what is kept.
  static func keep(
    _ record: TrainingRecord?, after failure: ClusterError, by recorder: inout CheckpointRecorder?
  ) -> GBDTError {
    let error = GBDTError(failure)
    guard error.code == .tryAgain, recorder != nil else { return error }
    _ = recorder?.write(record)
    let remark = recorder?.remark.map { " " + $0 } ?? ""
    return GBDTError(error.code, error.message + remark, cause: error.cause)
  }
}

extension ClusterTraining {
  /// All of it.
  var progress: AgreedProgress {
    AgreedProgress(
      iterations: iterations, metricLines: metricLines, baseScores: reports[0].baseScores)
  }
}
