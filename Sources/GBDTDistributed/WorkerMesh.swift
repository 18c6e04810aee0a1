internal import GBDTCollectives
internal import GBDTCore

/// A worker's direct connections to all others, for one epoch: exchanges that pass no coordinator.
///
/// All workers take part in the same exchanges in the same order. Used by the training thread alone,
/// but for `interrupt`.
final class WorkerMesh {
  private let connections: PeerExchange
  private let rank: Int
  private let epoch: UInt32
  private var sequence: UInt32 = 0
  /// By rank; kept for their memory.
  private var outgoing: [[UInt8]]
  private(set) var bytesSent = 0
  private(set) var bytesReceived = 0

  /// - Parameter peers: a connection to each other worker, in rank order.
  init(_ peers: [OwnedDescriptor], rank: Int, epoch: UInt32) throws(TransportError) {
    self.rank = rank
    self.epoch = epoch
    outgoing = [[UInt8]](repeating: [], count: peers.count + 1)
    var peers = peers.map { Optional($0) }
    peers.insert(nil, at: rank)
    connections = try PeerExchange(peers: peers)
  }

  /// What ends exchanges of this epoch, from any thread.
  var interrupt: @Sendable () -> Void {
    { [connections, epoch] in connections.interrupt(before: epoch + 1) }
  }

  /// Replaces all values by their sums over all workers: each sends all of its own to every other.
  func sum(_ buffers: [UnsafeMutableBufferPointer<Int64>]) throws(TransportError) {
    try sum(buffers, own: nil) { _ in nil }
  }

  /// Replaces the values of this worker's share by their sums: each sends every other that one's share.
  func sum(
    _ buffers: [UnsafeMutableBufferPointer<Int64>], shares: [[Range<Int>]]
  ) throws(TransportError) {
    try sum(buffers, own: shares[rank]) { shares[$0] }
  }

  /// Every worker's bytes, in rank order.
  func gather(_ bytes: [UInt8]) throws(TransportError) -> [[UInt8]] {
    for worker in outgoing.indices { outgoing[worker] = bytes }
    var parts = outgoing
    try exchange { (worker, payload) throws(TransportError) in parts[worker] = payload }
    return parts
  }

  // MARK: - Exchanges

  /// - Parameters:
  ///   - own: ranges of every buffer that are summed up here; nil: all.
  ///   - ranges: those of another worker.
  private func sum(
    _ buffers: [UnsafeMutableBufferPointer<Int64>], own: [Range<Int>]?,
    _ ranges: (_ worker: Int) -> [Range<Int>]?
  ) throws(TransportError) {
    var isEncoded = false
    for worker in outgoing.indices where worker != rank {
      let ranges = ranges(worker)
      if ranges == nil, isEncoded {
        outgoing[worker] = outgoing[rank == 0 ? 1 : 0]
        continue
      }
      outgoing[worker].removeAll(keepingCapacity: true)
      try Self.forEachStretch(of: buffers, ranges) { (values) throws(TransportError) in
        IntegerCodec.encode(UnsafeBufferPointer(values), into: &outgoing[worker])
      }
      isEncoded = true
    }
    try exchange { (_, payload) throws(TransportError) in
      try Self.add(payload, to: buffers, own)
    }
  }

  /// Adds another worker's values.
  private static func add(
    _ payload: [UInt8], to buffers: [UnsafeMutableBufferPointer<Int64>], _ ranges: [Range<Int>]?
  ) throws(TransportError) {
    try payload.withUnsafeBufferPointer { (bytes) throws(TransportError) in
      var position = 0
      try forEachStretch(of: buffers, ranges) { (values) throws(TransportError) in
        let rest = UnsafeBufferPointer(rebasing: bytes[position...])
        position += try IntegerCodec.decode(
          UnsafeRawBufferPointer(rest), adding: true, to: values)
      }
      if position != payload.count { throw .damaged("bytes are left over after its sums") }
    }
  }

  private static func forEachStretch(
    of buffers: [UnsafeMutableBufferPointer<Int64>], _ ranges: [Range<Int>]?,
    _ body: (UnsafeMutableBufferPointer<Int64>) throws(TransportError) -> Void
  ) throws(TransportError) {
    for buffer in buffers {
      guard let ranges else {
        try body(buffer)
        continue
      }
      for range in ranges { try body(UnsafeMutableBufferPointer(rebasing: buffer[range])) }
    }
  }

  private func exchange(
    _ receive: (_ worker: Int, _ payload: [UInt8]) throws(TransportError) -> Void
  ) throws(TransportError) {
    defer { sequence += 1 }
    bytesSent = 0
    for worker in outgoing.indices where worker != rank { bytesSent += outgoing[worker].count }
    bytesReceived = 0
    try connections.exchange(
      kind: MessageKind.shares.rawValue, epoch: epoch, sequence: sequence, outgoing: outgoing,
      timeout: ClusterOptions.watchedLimit
    ) { (worker, frame) throws(TransportError) in
      bytesReceived += frame.payload.count
      try receive(worker, frame.payload)
    }
  }
}
