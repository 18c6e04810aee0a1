package import GBDTModel
package import GBDTTraining

/// One process of an `InProcessCluster`.
package final class InProcessCollective: TrainingCollective, @unchecked Sendable {
  package let rank: Int
  package var worldSize: Int { cluster.worldSize }
  package let isQuick = false
  /// Bytes are those of the integers and of what is gathered, to and from a hub; of a scatter,
  /// between the processes.
  package private(set) var traffic = CollectiveTraffic()
  let incarnation: Int
  private(set) var epoch: UInt64 = 0
  private(set) var hasJoined = false
  private let cluster: InProcessCluster
  private var callsBeforeJoin = 0

  init(cluster: InProcessCluster, rank: Int, incarnation: Int) {
    self.cluster = cluster
    self.rank = rank
    self.incarnation = incarnation
  }

  func join(epoch: UInt64) {
    self.epoch = epoch
    hasJoined = true
  }

  func nextCallBeforeJoin() -> Int {
    defer { callsBeforeJoin += 1 }
    return callsBeforeJoin
  }

  package func sumInt64(
    _ buffers: [UnsafeMutableBufferPointer<Int64>]
  ) throws(CollectiveError) {
    let byteCount = 8 * buffers.reduce(0) { $0 + $1.count }
    let all = try counted(sent: byteCount, received: byteCount) { () throws(CollectiveError) in
      try cluster.gather(buffers.map(Array.init), kind: "sum", member: self)
    }
    for (place, buffer) in buffers.enumerated() {
      for index in buffer.indices { buffer[index] = all.reduce(0) { $0 + $1[place][index] } }
    }
  }

  package func reduceScatter(
    _ buffers: [UnsafeMutableBufferPointer<Int64>], shares: [[Range<Int>]]
  ) throws(CollectiveError) {
    let sizes = shares.map { 8 * buffers.count * $0.reduce(0) { $0 + $1.count } }
    let all = try counted(
      sent: sizes.reduce(0, +) - sizes[rank], received: sizes[rank] * (worldSize - 1)
    ) { () throws(CollectiveError) in
      try cluster.gather(buffers.map(Array.init), kind: "scatter", member: self)
    }
    for (place, buffer) in buffers.enumerated() {
      // What is not this rank's must not be used.
      buffer.update(repeating: -7_777_777)
      for index in shares[rank].joined() {
        buffer[index] = all.reduce(0) { $0 + $1[place][index] }
      }
    }
  }

  package func max(_ values: [Double]) throws(CollectiveError) -> [Double] {
    let byteCount = 8 * values.count
    let all = try counted(sent: byteCount, received: byteCount) { () throws(CollectiveError) in
      try cluster.gather(values, kind: "max", member: self)
    }
    return values.indices.map { index in all.map { $0[index] }.reduce(values[index], Swift.max) }
  }

  package func gatherToAll(_ bytes: [UInt8]) throws(CollectiveError) -> [[UInt8]] {
    let all = try counted(sent: bytes.count, received: 0) { () throws(CollectiveError) in
      try cluster.gather(bytes, kind: "gather", member: self)
    }
    traffic.bytesReceived += UInt64(all.reduce(0) { $0 + $1.count })
    return all
  }

  package func join(
    iterationCount: Int, baseScores: [Double]
  ) throws(CollectiveError) -> AgreedProgress {
    try cluster.join(iterationCount: iterationCount, baseScores: baseScores, member: self)
  }

  package func commit(_ trees: [Tree]) throws(CollectiveError) -> TrainingDirective {
    try counted(sent: 0, received: 0) { () throws(CollectiveError) in
      try cluster.commit(trees, member: self)
    }
  }

  package func record(metrics: [Double]) throws(CollectiveError) {
    try cluster.record(metrics, member: self)
  }

  package func finish(_ reason: StopReason) throws(CollectiveError) {
    try cluster.finish(reason, member: self)
  }

  private func counted<Result>(
    sent: Int, received: Int, _ call: () throws(CollectiveError) -> Result
  ) throws(CollectiveError) -> Result {
    let start = ContinuousClock.now
    defer { traffic.waitSeconds += (ContinuousClock.now - start) / .seconds(1) }
    let result = try call()
    traffic.rounds += 1
    traffic.bytesSent += UInt64(sent)
    traffic.bytesReceived += UInt64(received)
    return result
  }
}
