import GBDTModel
import GBDTTraining

/// One process of very many that all have the same rows.
struct CopiesCollective: TrainingCollective {
  let rank = 0
  let worldSize: Int
  let isQuick = false

  func sumInt64(_ buffers: [UnsafeMutableBufferPointer<Int64>]) throws(CollectiveError) {
    for buffer in buffers {
      for index in buffer.indices { buffer[index] *= Int64(worldSize) }
    }
  }

  func reduceScatter(
    _ buffers: [UnsafeMutableBufferPointer<Int64>], shares: [[Range<Int>]]
  ) throws(CollectiveError) {
    try sumInt64(buffers)
  }

  func max(_ values: [Double]) throws(CollectiveError) -> [Double] { values }

  func gatherToAll(_ bytes: [UInt8]) throws(CollectiveError) -> [[UInt8]] {
    [[UInt8]](repeating: bytes, count: worldSize)
  }

  func join(
    iterationCount: Int, baseScores: [Double]
  ) throws(CollectiveError) -> AgreedProgress {
    AgreedProgress()
  }

  func commit(_ trees: [Tree]) throws(CollectiveError) -> TrainingDirective { .proceed }

  func record(metrics: [Double]) throws(CollectiveError) {}

  func finish(_ reason: StopReason) throws(CollectiveError) {}

  var traffic: CollectiveTraffic { CollectiveTraffic() }
}
