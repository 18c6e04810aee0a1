package import GBDTModel

/// The collective of a run of one process: nothing to add, nobody to agree with.
package struct IdentityCollective: TrainingCollective {
  package let rank = 0
  package let worldSize = 1
  package let isQuick = false
  private let progress: AgreedProgress

  /// - Parameter progress: of an earlier run on the same rows with the same parameters, to go on
  ///   from; nil: from the start.
  package init(resuming progress: AgreedProgress? = nil) {
    self.progress = progress ?? AgreedProgress()
  }

  package func sumInt64(
    _ buffers: [UnsafeMutableBufferPointer<Int64>]
  ) throws(CollectiveError) {}

  package func reduceScatter(
    _ buffers: [UnsafeMutableBufferPointer<Int64>], shares: [[Range<Int>]]
  ) throws(CollectiveError) {}

  package func max(_ values: [Double]) throws(CollectiveError) -> [Double] { values }

  package func gatherToAll(_ bytes: [UInt8]) throws(CollectiveError) -> [[UInt8]] { [bytes] }

  package func join(
    iterationCount: Int, baseScores: [Double]
  ) throws(CollectiveError) -> AgreedProgress {
    AgreedProgress(
      iterations: Array(progress.iterations.dropFirst(iterationCount)),
      metricLines: progress.metricLines, isStopping: progress.isStopping,
      baseScores: progress.baseScores)
  }

  package func commit(_ trees: [Tree]) throws(CollectiveError) -> TrainingDirective { .proceed }

  package func record(metrics: [Double]) throws(CollectiveError) {}

  package func finish(_ reason: StopReason) throws(CollectiveError) {}

  package var traffic: CollectiveTraffic { CollectiveTraffic() }
}
