internal import GBDTCollectives
internal import GBDTCore
internal import GBDTModel
internal import GBDTTraining

/// A worker's part in the collective calls of a training run: through the coordinator, the hub of a star,
/// or for large histograms with the other workers directly.
///
/// Used by the training thread alone.
final class HubCollective: TrainingCollective, @unchecked Sendable {
  let rank: Int
  let worldSize: Int
  private let session: WorkerSession
  private let featureCount: Int
  private var epoch: UInt32 = 0
  private var sequence: UInt32 = 0
  /// Of exchanges with the other workers, of which the coordinator knows nothing.
  private var exchangeSequence: UInt32 = 0
  /// Iterations whose metrics are known to all.
  private var lineCount = 0
  private var mesh: PeerExchange?
  private(set) var traffic = CollectiveTraffic()
  /// When this worker last came back from a call: since then it has worked.
  private var workingSince = ContinuousClock.now

  init(rank: Int, worldSize: Int, session: WorkerSession, featureCount: Int) {
    self.rank = rank
    self.worldSize = worldSize
    self.session = session
    self.featureCount = featureCount
  }

  deinit { session.onEndOfEpoch(nil) }

  // MARK: - Calls

  func sumInt64(_ buffers: [UnsafeMutableBufferPointer<Int64>]) throws(CollectiveError) {
    let answer = try call(.sum, PackedSums.encode(buffers))
    try understood { () throws(ClusterError) in try PackedSums.decode(answer, to: buffers) }
  }

  func max(_ values: [Double]) throws(CollectiveError) -> [Double] {
    var writer = ByteWriter()
    writer.doubles(values)
    return try read(call(.max, writer.bytes)) { (reader) throws(ByteError) in try reader.doubles() }
  }

  func gatherToAll(_ bytes: [UInt8]) throws(CollectiveError) -> [[UInt8]] {
    try read(call(.gather, bytes)) { (reader) throws(ByteError) in
      let count = try reader.integer(in: worldSize...worldSize, "a number of workers")
      var parts: [[UInt8]] = []
      for _ in 0..<count { parts.append(try reader.bytes()) }
      return parts
    }
  }

  func commit(_ tree: Tree) throws(CollectiveError) -> TrainingDirective {
    let answer = try call(.commit, tree.encoded)
    session.report { $0.trees += 1 }
    return answer == [1] ? .stop : .proceed
  }

  func record(metrics: [Double]) throws(CollectiveError) {
    var writer = ByteWriter()
    writer.doubles(metrics)
    try connected { () throws(TransportError) in
      try session.sendStatus()
      try session.send(.metrics, sequence: UInt32(lineCount), payload: writer.bytes)
    }
    lineCount += 1
  }

  func finish(_ reason: StopReason) throws(CollectiveError) {
    _ = try call(.finish, Array(reason.rawValue.utf8))
  }

  func join(treeCount: Int, baseScore: Double) throws(CollectiveError) -> AgreedProgress {
    mesh = nil
    session.onEndOfEpoch(nil)
    session.dropAnswers()
    var writer = ByteWriter()
    writer.count(treeCount)
    writer.double(baseScore)
    let frame = try connected { () throws(TransportError) in
      try session.send(.join, payload: writer.bytes)
      return try session.answer(.begin, epoch: 0)
    }
    guard let frame else { throw .lost(reason: "the coordinator has ended the run") }
    epoch = frame.epoch
    sequence = 0
    exchangeSequence = 0
    try connect(frame.descriptors)
    let record = try read(frame.payload) { (reader) throws(ByteError) in
      try TrainingRecord(from: &reader)
    }
    lineCount = record.metricLines.count
    var trees: [Tree] = []
    for bytes in record.trees {
      do throws(ModelError) {
        trees.append(try Tree(decoding: bytes, featureCount: featureCount))
      } catch {
        throw .lost(reason: error.message)
      }
    }
    workingSince = .now
    session.report { $0.trees = treeCount + trees.count }
    return AgreedProgress(
      trees: trees, metricLines: record.metricLines, isStopping: record.isStopping,
      baseScore: record.baseScore)
  }

  func reduceScatter(
    _ buffers: [UnsafeMutableBufferPointer<Int64>], shares: [[Range<Int>]]
  ) throws(CollectiveError) {
    guard let mesh else { preconditionFailure("workers are connected before they exchange") }
    let outgoing = shares.enumerated().map { worker, ranges -> [UInt8] in
      var bytes: [UInt8] = []
      if worker == rank { return bytes }
      for buffer in buffers {
        for range in ranges {
          IntegerCodec.encode(
            UnsafeBufferPointer(rebasing: buffer[range]), into: &bytes)
        }
      }
      return bytes
    }
    var received = 0
    let began = ContinuousClock.now
    do throws(TransportError) {
      try mesh.exchange(
        kind: MessageKind.shares.rawValue, epoch: epoch, sequence: exchangeSequence,
        outgoing: outgoing,
        timeout: ClusterOptions.orphanLimit
      ) { (_, frame) throws(TransportError) in
        received += frame.payload.count
        try Self.add(frame.payload, to: buffers, ranges: shares[rank])
      }
    } catch {
      throw endOfEpoch(after: error)
    }
    exchangeSequence += 1
    note(
      sent: outgoing.reduce(0) { $0 + $1.count }, received: received, began: began)
  }

  /// Adds another worker's part of this worker's share.
  private static func add(
    _ payload: [UInt8], to buffers: [UnsafeMutableBufferPointer<Int64>], ranges: [Range<Int>]
  ) throws(TransportError) {
    try payload.withUnsafeBufferPointer { (bytes) throws(TransportError) in
      var position = 0
      for buffer in buffers {
        for range in ranges {
          position += try IntegerCodec.decode(
            UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[position...])),
            adding: true, to: UnsafeMutableBufferPointer(rebasing: buffer[range]))
        }
      }
      if position != payload.count { throw .damaged("bytes are left over after its sums") }
    }
  }

  // MARK: - Connections

  /// Sends this worker's part and waits for what all parts make.
  private func call(
    _ kind: MessageKind, _ payload: [UInt8]
  ) throws(CollectiveError) -> [UInt8] {
    if epoch > 0, session.hasEnded(epoch: epoch) { throw .membershipChanged(epoch: UInt64(epoch)) }
    let began = ContinuousClock.now
    let frame = try connected { () throws(TransportError) in
      try session.send(kind, epoch: epoch, sequence: sequence, payload: payload)
      return try session.answer(.result, epoch: epoch)
    }
    guard let frame else { throw .membershipChanged(epoch: UInt64(epoch)) }
    guard frame.sequence == sequence else {
      throw .lost(reason: "the coordinator answered another call")
    }
    sequence += 1
    note(
      sent: payload.count, received: frame.payload.count, began: began)
    return frame.payload
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
      status.bytes += sent + received
      status.waitSeconds += seconds
      status.computeSeconds += computeSeconds
    }
  }

  private func connect(_ descriptors: [OwnedDescriptor]) throws(CollectiveError) {
    if descriptors.isEmpty { return }
    guard descriptors.count == worldSize - 1 else {
      throw .lost(reason: "a connection to another worker is missing")
    }
    var peers = descriptors.map { Optional($0) }
    peers.insert(nil, at: rank)
    let (session, epoch) = (session, epoch)
    try connected { () throws(TransportError) in
      let mesh = try PeerExchange(peers: peers)
      self.mesh = mesh
      session.onEndOfEpoch { mesh.interrupt(before: epoch + 1) }
      // It may have ended before anybody was told.
      if session.hasEnded(epoch: epoch) { mesh.interrupt(before: epoch + 1) }
    }
  }

  /// A connection to another worker broke, or waiting was interrupted: either way the coordinator knows
  /// or will soon.
  private func endOfEpoch(after error: TransportError) -> CollectiveError {
    session.waitForEnd(ofEpoch: epoch, atMost: ClusterOptions.orphanLimit)
      ? .membershipChanged(epoch: UInt64(epoch)) : .lost(reason: error.message)
  }

  private func connected<Result>(
    _ body: () throws(TransportError) -> Result
  ) throws(CollectiveError) -> Result {
    do throws(TransportError) {
      return try body()
    } catch {
      throw .lost(reason: error.message)
    }
  }

  private func understood(_ body: () throws(ClusterError) -> Void) throws(CollectiveError) {
    do throws(ClusterError) {
      try body()
    } catch {
      throw .lost(reason: error.message)
    }
  }

  private func read<Result>(
    _ bytes: [UInt8], _ body: (inout ByteReader) throws(ByteError) -> Result
  ) throws(CollectiveError) -> Result {
    do throws(ByteError) {
      var reader = ByteReader(bytes)
      let result = try body(&reader)
      try reader.expectEnd(of: "the answer")
      return result
    } catch {
      throw .lost(reason: "the coordinator's answer is damaged: \(error.reason)")
    }
  }
}
