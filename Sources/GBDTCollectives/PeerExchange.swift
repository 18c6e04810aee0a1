internal import CSystem
internal import Glibc
internal import Synchronization

/// One frame to and one frame from each other process at once, over a mesh of connections.
///
/// All processes of the mesh take part in the same exchanges in the same order, at their own pace.
/// Nobody waits to send before receiving, so that no sizes can make processes wait for each other in a
/// circle. One thread exchanges; any other may interrupt it.
package final class PeerExchange: Sendable {
  private let transferLimit: Int
  /// By rank; nil for this process.
  private let peers: Mutex<[Peer?]>
  /// Exchanges of older epochs are given up.
  private let oldestEpoch = Atomic<UInt32>(0)
  /// Wakes an exchange that waits.
  private let wake: OwnedDescriptor

  /// - Parameters:
  ///   - peers: one end of a connection to each other process, by rank; nil for this one.
  ///   - transferLimit: most bytes moved by one call of the system; for tests.
  /// - Throws: `system`, such as for too many open files.
  package init(
    peers: [OwnedDescriptor?], transferLimit: Int = .max
  ) throws(TransportError) {
    let number = csystem_event_descriptor()
    guard number >= 0 else { throw .system("cannot make an event descriptor", code: -number) }
    wake = OwnedDescriptor(owning: number)
    self.transferLimit = transferLimit
    self.peers = Mutex(peers.map { $0.map { Peer($0, transferLimit: transferLimit) } })
  }

  /// Connections between all pairs of `count` processes: row i is what the process of rank i is given.
  ///
  /// - Throws: `system`, such as for too many open files.
  package static func mesh(_ count: Int) throws(TransportError) -> [[OwnedDescriptor?]] {
    var mesh = [[OwnedDescriptor?]](
      repeating: [OwnedDescriptor?](repeating: nil, count: count), count: count)
    for rank in 0..<count {
      for other in 0..<rank { (mesh[rank][other], mesh[other][rank]) = try FrameStream.pair() }
    }
    return mesh
  }

  /// From now on the process of that rank is another one, at the other end of a new connection.
  ///
  /// Waits for the end of an exchange that is under way.
  package func replace(rank: Int, with descriptor: OwnedDescriptor) {
    peers.withLock { $0[rank] = Peer(descriptor, transferLimit: transferLimit) }
  }

  /// Ends exchanges of epochs before this one with `interrupted`: that under way, and later ones.
  package func interrupt(before epoch: UInt32) {
    oldestEpoch.max(epoch, ordering: .acquiringAndReleasing)
    var count: UInt64 = 1
    _ = write(wake.number, &count, MemoryLayout.size(ofValue: count))
  }

  /// Sends each process its bytes, and calls `receive` with the rank and the frame of each, in the order
  /// in which they come.
  ///
  /// Frames of older epochs are dropped. After an error the exchange is incomplete: the next one must be
  /// of a later epoch. What was half sent by then is sent whole before anything else.
  ///
  /// - Parameters:
  ///   - outgoing: by rank; what stands at this process's own rank is not sent.
  ///   - sequence: of the exchange within the epoch: the same in all processes, and never used twice.
  ///   - timeout: the longest time without a byte moving to or from any process.
  /// - Throws: `interrupted`; `timedOut`, naming the ranks; `closed`, `damaged`, `system`, also above the limits of `Frame`;
  ///   what `receive` throws.
  package func exchange(
    kind: UInt16, epoch: UInt32, sequence: UInt32, outgoing: [[UInt8]], timeout: Duration,
    receive: (_ rank: Int, _ frame: Frame) throws(TransportError) -> Void
  ) throws(TransportError) {
    try peers.withLock { peers throws(TransportError) in
      precondition(outgoing.count == peers.count, "there are bytes for every rank")
      for rank in peers.indices {
        try peers[rank]?.begin(
          OutgoingFrame(kind: kind, epoch: epoch, sequence: sequence, payload: outgoing[rank]))
      }
      while true {
        guard epoch >= oldestEpoch.load(ordering: .acquiring) else { throw .interrupted }
        for rank in peers.indices {
          guard let frame = try peers[rank]?.advance(kind: kind, epoch: epoch, sequence: sequence)
          else { continue }
          try receive(rank, frame)
        }
        if peers.allSatisfy({ $0?.isDone ?? true }) { return }
        try wait(for: peers, timeout: timeout)
      }
    }
  }

  /// Waits until something can be sent or received, or somebody interrupts.
  private func wait(for peers: [Peer?], timeout: Duration) throws(TransportError) {
    var requests = peers.compactMap { $0?.request }
    requests.append(pollfd(fd: wake.number, events: Int16(POLLIN), revents: 0))
    guard try DescriptorWait.wait(&requests, timeout: timeout) else {
      let missing = peers.indices.filter { !(peers[$0]?.isDone ?? true) }
      throw .timedOut(
        what: "the message of rank " + missing.map { String($0) }.joined(separator: ", "))
    }
    if requests.last?.revents != 0 {
      var count: UInt64 = 0
      _ = read(wake.number, &count, MemoryLayout.size(ofValue: count))
    }
  }
}

/// One other process of a mesh: the connection to it, and what is left to do in an exchange.
private struct Peer {
  private var socket: FrameSocket
  private var parser = FrameParser()
  /// The first may be the rest of an exchange that was given up.
  private var outgoing: [OutgoingFrame] = []
  private var isAwaited = false

  init(_ descriptor: OwnedDescriptor, transferLimit: Int) {
    socket = FrameSocket(descriptor, transferLimit: transferLimit)
  }

  var isDone: Bool { outgoing.isEmpty && !isAwaited }

  /// What the next step needs; a descriptor below 0 is not waited for.
  var request: pollfd {
    let events = (outgoing.isEmpty ? 0 : POLLOUT) | (isAwaited ? POLLIN : 0)
    return pollfd(fd: isDone ? -1 : socket.descriptor.number, events: Int16(events), revents: 0)
  }

  mutating func begin(_ frame: OutgoingFrame) {
    outgoing.removeAll { $0.sentCount == 0 }
    outgoing.append(frame)
    isAwaited = true
  }

  /// Sends and receives what goes without waiting.
  ///
  /// - Returns: the frame awaited, once.
  mutating func advance(
    kind: UInt16, epoch: UInt32, sequence: UInt32
  ) throws(TransportError) -> Frame? {
    while !outgoing.isEmpty,
      try outgoing[0].send(to: socket.descriptor, transferLimit: socket.transferLimit)
    {
      if outgoing[0].isSent { outgoing.removeFirst() }
    }
    while isAwaited, let frame = try parser.next(from: &socket) {
      if frame.epoch < epoch { continue }
      guard (frame.kind, frame.epoch, frame.sequence) == (kind, epoch, sequence) else {
        throw .damaged(
          "it is of kind \(frame.kind), epoch \(frame.epoch), number \(frame.sequence) where kind "
            + "\(kind), epoch \(epoch), number \(sequence) was expected")
      }
      isAwaited = false
      return frame
    }
    return nil
  }
}
