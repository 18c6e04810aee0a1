internal import GBDTCollectives
internal import GBDTCore
internal import GBDTModel
internal import GBDTTraining

/// A worker's part in the collective calls of a training run.
///
/// What is to be remembered goes through the coordinator, the hub of a star: all calls before the first
/// epoch, and trees. What growing a tree takes goes to the other workers directly: one message's way
/// instead of two, and no thread between.
///
/// Used by the training thread alone.
final class HubCollective: TrainingCollective, @unchecked Sendable {
  let rank: Int
  let worldSize: Int
  private let session: WorkerSession
  private let featureCount: Int
  private var epoch: UInt32 = 0
  private var sequence: UInt32 = 0
  /// Iterations whose metrics are known to all.
  private var lineCount = 0
  private var mesh: WorkerMesh?
  private(set) var traffic = CollectiveTraffic()
  /// When this worker last came back from a call: since then it has worked.
  private var workingSince = ContinuousClock.now

  /// Among more workers than these, sums that all are to have pass the hub: it adds up what each of them
  /// would add up, and sends as many messages as there are workers, not as there are pairs.
  private static let pairLimit = 4

  init(rank: Int, worldSize: Int, session: WorkerSession, featureCount: Int) {
    self.rank = rank
    self.worldSize = worldSize
    self.session = session
    self.featureCount = featureCount
  }

  deinit { session.onEndOfEpoch(nil) }

  // MARK: - Calls

  func sumInt64(_ buffers: [UnsafeMutableBufferPointer<Int64>]) throws(CollectiveError) {
    if let mesh, mesh.isQuick || worldSize <= Self.pairLimit {
      return try direct(mesh) { () throws(TransportError) in try mesh.sum(buffers) }
    }
    let answer = try call(.sum, PackedSums.encode(buffers))
    try understood { () throws(ClusterError) in try PackedSums.decode(answer, to: buffers) }
  }

  func max(_ values: [Double]) throws(CollectiveError) -> [Double] {
    var writer = ByteWriter()
    writer.array(values)
    guard let mesh else { return try doubles(call(.max, writer.bytes)) }
    let parts = try direct(mesh) { () throws(TransportError) in try mesh.gather(writer.bytes) }
    var largest = values
    for part in parts {
      let values = try doubles(part)
      guard values.count == largest.count else {
        throw .lost(reason: "another worker sent other maxima")
      }
      for place in values.indices { largest[place] = Swift.max(largest[place], values[place]) }
    }
    return largest
  }

  func gatherToAll(_ bytes: [UInt8]) throws(CollectiveError) -> [[UInt8]] {
    if let mesh {
      return try direct(mesh) { () throws(TransportError) in try mesh.gather(bytes) }
    }
    return try read(call(.gather, bytes)) { (reader) throws(ByteError) in
      let count = try reader.integer(in: worldSize...worldSize, "a number of workers")
      var parts: [[UInt8]] = []
      for _ in 0..<count { parts.append(try reader.array(of: "bytes")) }
      return parts
    }
  }

  func commit(_ trees: [Tree]) throws(CollectiveError) -> TrainingDirective {
    let answer = try call(.commit, trees.encoded)
    session.report { $0.trees += trees.count }
    return answer == [1] ? .stop : .proceed
  }

  func record(metrics: [Double]) throws(CollectiveError) {
    var writer = ByteWriter()
    writer.array(metrics)
    try connected { () throws(TransportError) in
      try session.sendStatus()
      try session.send(.metrics, sequence: UInt32(lineCount), payload: writer.bytes)
    }
    lineCount += 1
  }

  func finish(_ reason: StopReason) throws(CollectiveError) {
    _ = try call(.finish, Array(reason.rawValue.utf8))
  }

  func join(
    iterationCount: Int, baseScores: [Double]
  ) throws(CollectiveError) -> AgreedProgress {
    mesh = nil
    session.onEndOfEpoch(nil)
    session.dropAnswers()
    var writer = ByteWriter()
    writer.count(iterationCount)
    writer.array(baseScores)
    _ = beginWaiting()
    let frame = try connected { () throws(TransportError) in
      try session.send(.join, payload: writer.bytes)
      return try session.answer(.begin, epoch: 0)
    }
    guard let frame else { throw .lost(reason: "the coordinator has ended the run") }
    epoch = frame.epoch
    sequence = 0
    try connect(frame.descriptors)
    let record = try read(frame.payload) { (reader) throws(ByteError) in
      try TrainingRecord(from: &reader)
    }
    lineCount = record.metricLines.count
    var iterations: [[Tree]] = []
    for bytes in record.iterations {
      do throws(ModelError) {
        iterations.append(
          try [Tree](decoding: bytes, featureCount: featureCount, outputCount: baseScores.count))
      } catch {
        throw .lost(error)
      }
    }
    workingSince = .now
    session.report { status in
      status.isWaiting = false
      status.trees = (iterationCount + iterations.count) * baseScores.count
    }
    return AgreedProgress(
      iterations: iterations, metricLines: record.metricLines, isStopping: record.isStopping,
      baseScores: record.baseScores)
  }

  func reduceScatter(
    _ buffers: [UnsafeMutableBufferPointer<Int64>], shares: [[Range<Int>]]
  ) throws(CollectiveError) {
    guard let mesh else { preconditionFailure("workers are connected before they exchange") }
    try direct(mesh) { () throws(TransportError) in try mesh.sum(buffers, shares: shares) }
  }

  var isQuick: Bool { mesh?.isQuick ?? false }

  // MARK: - Connections

  /// Sends this worker's part and waits for what all parts make.
  private func call(
    _ kind: MessageKind, _ payload: [UInt8]
  ) throws(CollectiveError) -> [UInt8] {
    if epoch > 0, session.hasEnded(epoch: epoch) { throw .membershipChanged(epoch: UInt64(epoch)) }
    let began = beginWaiting()
    let frame = try connected { () throws(TransportError) in
      try session.send(kind, epoch: epoch, sequence: sequence, payload: payload)
      return try session.answer(.result, epoch: epoch)
    }
    guard let frame else { throw .membershipChanged(epoch: UInt64(epoch)) }
    guard frame.sequence == sequence else {
      throw .lost(reason: "the coordinator answered another call")
    }
    sequence += 1
    note(sent: payload.count, received: frame.payload.count, began: began)
    return frame.payload
  }

  /// Makes an exchange with the other workers.
  private func direct<Result>(
    _ mesh: WorkerMesh, _ body: () throws(TransportError) -> Result
  ) throws(CollectiveError) -> Result {
    let began = beginWaiting()
    do throws(TransportError) {
      let result = try body()
      note(sent: mesh.bytesSent, received: mesh.bytesReceived, began: began)
      return result
    } catch {
      throw endOfEpoch(after: error)
    }
  }

  /// Until the call has ended, or the next one after a failure.
  private func beginWaiting() -> ContinuousClock.Instant {
    session.report { $0.isWaiting = true }
    return .now
  }

  /// Takes note of a call that ends now.
  private func note(sent: Int, received: Int, began: ContinuousClock.Instant) {
    let now = ContinuousClock.now
    let seconds = (now - began) / .seconds(1)
    let computeSeconds = (began - workingSince) / .seconds(1)
    workingSince = now
    traffic.rounds += 1
    traffic.bytesSent += UInt64(sent)
    traffic.bytesReceived += UInt64(received)
    traffic.waitSeconds += seconds
    session.report { status in
      status.isWaiting = false
      status.bytes += sent + received
      status.waitSeconds += seconds
      status.computeSeconds += computeSeconds
    }
  }

  private func connect(_ descriptors: [OwnedDescriptor]) throws(CollectiveError) {
    if descriptors.isEmpty { return }
    guard (worldSize - 1...worldSize).contains(descriptors.count) else {
      throw .lost(reason: "a connection to another worker is missing")
    }
    try connected { () throws(TransportError) in
      let mailboxes: SharedMailboxes? =
        if descriptors.count == worldSize {
          try SharedMailboxes(
            descriptors[worldSize - 1], rank: rank, processCount: worldSize,
            isBusy: worldSize * session.threads <= ProcessorCount.available)
        } else {
          nil
        }
      let mesh = try WorkerMesh(
        Array(descriptors[..<(worldSize - 1)]), rank: rank, epoch: epoch, mailboxes: mailboxes)
      self.mesh = mesh
      session.onEndOfEpoch(mesh.interrupt)
      // It may have ended before anybody was told.
      if session.hasEnded(epoch: epoch) { mesh.interrupt() }
    }
  }

  /// An exchange failed. Mostly the other worker is gone, perhaps in the middle of a message, or has left
  /// the epoch first: then the coordinator knows, or will at once. What is really damaged only this
  /// worker knows of: when nothing comes it ends itself, so that all connections are made anew.
  private func endOfEpoch(after error: TransportError) -> CollectiveError {
    let limit: Duration =
      switch error {
      case .closed, .interrupted: session.newsLimit
      case .damaged, .system, .timedOut: min(session.newsLimit, .seconds(10))
      }
    return session.waitForEnd(ofEpoch: epoch, atMost: limit)
      ? .membershipChanged(epoch: UInt64(epoch)) : .lost(error)
  }
}
