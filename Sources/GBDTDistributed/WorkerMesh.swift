internal import GBDTCollectives
internal import GBDTCore

/// A worker's direct connections to all others, for one epoch: exchanges that pass no coordinator.
///
/// All workers take part in the same exchanges in the same order. Used by the training thread alone,
/// but for `interrupt`.
final class WorkerMesh {
  private let connections: PeerExchange
  /// The quick way, for what it has room for; nil: there is none.
  private let mailboxes: SharedMailboxes?
  private let rank: Int
  private let epoch: UInt32
  private var sequence: UInt32 = 0
  /// By rank; kept for their memory.
  private var outgoing: [[UInt8]]
  private(set) var bytesSent = 0
  private(set) var bytesReceived = 0

  /// - Parameters:
  ///   - peers: a connection to each other worker, in rank order.
  ///   - mailboxes: memory that all workers share, if they do.
  init(
    _ peers: [OwnedDescriptor], rank: Int, epoch: UInt32, mailboxes: SharedMailboxes? = nil
  ) throws(TransportError) {
    self.rank = rank
    self.mailboxes = mailboxes
    self.epoch = epoch
    outgoing = [[UInt8]](repeating: [], count: peers.count + 1)
    var peers = peers.map { Optional($0) }
    peers.insert(nil, at: rank)
    connections = try PeerExchange(peers: peers)
  }

  /// What ends exchanges of this epoch, from any thread.
  var interrupt: @Sendable () -> Void {
    { [connections, mailboxes, epoch] in
      mailboxes?.interrupt()
      connections.interrupt(before: epoch + 1)
    }
  }

  /// Whether exchanges take microseconds, and bytes for all workers no more than bytes for one.
  var isQuick: Bool { mailboxes != nil }

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
    var shared = [[UInt8]](repeating: bytes, count: outgoing.count)
    let isDone = try share(isSameForAll: true) { (_, writer) in
      writer.append(bytes)
    } read: { (worker, part) throws(TransportError) in
      shared[worker] = Array(part)
    }
    if isDone { return shared }
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
    let isDone = try share(isSameForAll: own == nil) { (worker, writer) in
      for values in Self.stretches(of: buffers, ranges(worker)) {
        writer.append(packing: UnsafeBufferPointer(values))
      }
    } read: { (_, part) throws(TransportError) in
      try Self.add(part, to: buffers, own)
    }
    if isDone { return }
    var isEncoded = false
    for worker in outgoing.indices where worker != rank {
      let ranges = ranges(worker)
      if ranges == nil, isEncoded {
        outgoing[worker] = outgoing[rank == 0 ? 1 : 0]
        continue
      }
      outgoing[worker].removeAll(keepingCapacity: true)
      for values in Self.stretches(of: buffers, ranges) {
        IntegerCodec.encode(UnsafeBufferPointer(values), into: &outgoing[worker])
      }
      isEncoded = true
    }
    try exchange { (_, payload) throws(TransportError) in
      try payload.withUnsafeBufferPointer { (bytes) throws(TransportError) in
        try Self.add(UnsafeRawBufferPointer(bytes), to: buffers, own)
      }
    }
  }

  /// Adds another worker's values.
  private static func add(
    _ bytes: UnsafeRawBufferPointer, to buffers: [UnsafeMutableBufferPointer<Int64>],
    _ ranges: [Range<Int>]?
  ) throws(TransportError) {
    var position = 0
    for values in stretches(of: buffers, ranges) {
      position += try IntegerCodec.decode(
        UnsafeRawBufferPointer(rebasing: bytes[position...]), adding: true, to: values)
    }
    if position != bytes.count { throw .damaged("bytes are left over after its sums") }
  }

  private static func stretches(
    of buffers: [UnsafeMutableBufferPointer<Int64>], _ ranges: [Range<Int>]?
  ) -> [UnsafeMutableBufferPointer<Int64>] {
    guard let ranges else { return buffers }
    return buffers.flatMap { buffer in
      ranges.map { UnsafeMutableBufferPointer(rebasing: buffer[$0]) }
    }
  }

  /// Exchanges through memory.
  ///
  /// - Returns: false if that cannot be: the connections are to be used, by all workers.
  private func share(
    isSameForAll: Bool, write: (_ worker: Int, inout MailboxWriter) -> Void,
    read: (_ worker: Int, UnsafeRawBufferPointer) throws(TransportError) -> Void
  ) throws(TransportError) -> Bool {
    guard let mailboxes else { return false }
    (bytesSent, bytesReceived) = (0, 0)
    let isDone = try mailboxes.exchange(sequence: sequence, isSameForAll: isSameForAll) {
      (worker, writer) in
      let start = writer.count
      write(worker, &writer)
      bytesSent += (writer.count - start) * (isSameForAll ? outgoing.count - 1 : 1)
    } read: { (worker, part) throws(TransportError) in
      bytesReceived += part.count
      try read(worker, part)
    }
    if isDone { sequence += 1 }
    return isDone
  }

  /// Exchanges over connections.
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
