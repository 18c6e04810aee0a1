internal import GBDTCore
internal import GBDTModel
internal import GBDTObjectives
internal import GBDTTraining

/// Writes the checkpoints of one run.
struct CheckpointRecorder {
  private let folder: CheckpointFolder
  private let head: ByteWriter
  /// Encoded, as far as they were needed.
  private var iterations: [[UInt8]] = []
  /// Iterations in the newest checkpoint.
  private var writtenCount: Int
  private var failure: String?

  /// nil without a folder.
  ///
  /// - Throws: `.data` if the folder has the checkpoint of another run.
  init?(
    _ folder: CheckpointFolder?, rows: PreparedRows, parameters: Parameters,
    metrics: [GBDTObjectives.CustomMetric] = []
  ) throws(GBDTError) {
    guard let folder else { return nil }
    let identity = TrainingIdentity(rows: rows, parameters: parameters, metrics: metrics)
    try folder.check(identity)
    self.folder = folder
    head = Checkpoint.head(of: identity)
    writtenCount = folder.found?.progress.iterations.count ?? 0
  }

  /// What the run goes on from; nil: it begins anew.
  var progress: AgreedProgress? { folder.found?.progress }

  /// What a person should know of how the run begins.
  var notice: CheckpointNotice? {
    if let progress { return .resumed(iterations: progress.iterations.count) }
    return folder.resumes ? .notFound : nil
  }

  /// Whether a checkpoint is to be written after this iteration.
  func isDue(_ iteration: Int) -> Bool {
    iteration.isMultiple(of: folder.interval) && iteration > writtenCount
  }

  /// Writes a checkpoint of a run of this process.
  ///
  /// - Returns: what a person should know of it.
  mutating func write(_ progress: AgreedProgress) -> CheckpointNotice? {
    for trees in progress.iterations.dropFirst(iterations.count) {
      iterations.append(trees.encoded)
    }
    return write(
      baseScores: progress.baseScores ?? [], iterations: iterations,
      metricLines: progress.metricLines)
  }

  /// Writes a checkpoint, if it would have more than the newest one.
  ///
  /// - Parameter iterations: the encoded trees of each.
  /// - Returns: what a person should know of it.
  mutating func write(
    baseScores: [Double], iterations: [[UInt8]], metricLines: [[Double]]
  ) -> CheckpointNotice? {
    guard iterations.count > writtenCount else { return nil }
    do throws(OutputError) {
      try folder.write(
        Checkpoint.bytes(
          head: head, baseScores: baseScores, iterations: iterations, metricLines: metricLines))
      writtenCount = iterations.count
      failure = nil
      return .written(iterations: writtenCount)
    } catch {
      defer { failure = error.message }
      return failure == nil ? .failed(message: error.message) : nil
    }
  }

  /// What the message of an error that ended the run says of the checkpoint; nil: there is none.
  var remark: String? {
    if writtenCount == 0 {
      return failure.map { "No checkpoint could be written: \($0)" }
    }
    return
      "\(folder.file) has the first \(writtenCount) iterations; with --resume the run goes on from "
      + "there." + (failure.map { " No newer one could be written: \($0)" } ?? "")
  }
}
