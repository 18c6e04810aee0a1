internal import CSystem
internal import Glibc
internal import Synchronization

/// Frames over one end of a stream socket, which it owns.
///
/// Any thread may send: whole frames, one behind the other. A thread that receives does so while
/// others send. A timeout is the longest time without a single byte moving: a large frame may take
/// longer as long as it gets on.
package final class FrameStream: Sendable {
  private struct Reception {
    var socket: FrameSocket
    var parser = FrameParser()
  }

  private let descriptor: OwnedDescriptor
  private let transferLimit: Int
  private let reception: Mutex<Reception>
  /// Whether frames can be sent: not after half of one.
  private let canSend = Mutex(true)
  private let isShutDown = Atomic(false)

  /// - Parameter transferLimit: most bytes moved by one call of the system; for tests.
  package init(_ descriptor: OwnedDescriptor, transferLimit: Int = .max) {
    self.descriptor = descriptor
    self.transferLimit = transferLimit
    reception = Mutex(
      Reception(socket: FrameSocket(descriptor, transferLimit: transferLimit)))
  }

  /// Two ends of a new connection, closed when this process executes another program.
  ///
  /// - Throws: `system`, such as for too many open files.
  package static func pair() throws(TransportError) -> (OwnedDescriptor, OwnedDescriptor) {
    var numbers: [Int32] = [-1, -1]
    let outcome = csystem_socket_pair(&numbers)
    guard outcome == 0 else { throw .system("cannot make a connection", code: -outcome) }
    return (OwnedDescriptor(owning: numbers[0]), OwnedDescriptor(owning: numbers[1]))
  }

  /// Sends one frame, after those that other threads have begun.
  ///
  /// - Parameter descriptors: the receiver gets copies of its own; these can be let go afterwards.
  /// - Throws: `closed`, `timedOut`, `system`, also above the limits of `Frame`. After half a frame
  ///   nothing more can be sent (`closed`).
  package func send(
    kind: UInt16, epoch: UInt32, sequence: UInt32, payload: [UInt8],
    descriptors: [OwnedDescriptor] = [], timeout: Duration
  ) throws(TransportError) {
    var frame = try OutgoingFrame(
      kind: kind, epoch: epoch, sequence: sequence, payload: payload, descriptors: descriptors)
    try canSend.withLock { canSend throws(TransportError) in
      guard canSend else { throw .closed }
      defer { canSend = frame.isSent || frame.sentCount == 0 }
      while !frame.isSent {
        if try frame.send(to: descriptor, transferLimit: transferLimit) { continue }
        guard try DescriptorWait.wait(descriptor, for: POLLOUT, timeout: timeout) else {
          throw .timedOut(what: "room for a message to be sent")
        }
      }
    }
  }

  /// The next frame. One thread at a time.
  ///
  /// - Throws: `closed`; `timedOut`, after which one may try again, as what came is kept; `damaged` or
  ///   `system`, and the same again from then on.
  package func receive(timeout: Duration) throws(TransportError) -> Frame {
    try reception.withLock { reception throws(TransportError) in
      while true {
        do throws(TransportError) {
          if let frame = try reception.parser.next(from: &reception.socket) { return frame }
        } catch {
          throw isShutDown.load(ordering: .acquiring) ? .closed : error
        }
        guard try DescriptorWait.wait(descriptor, for: POLLIN, timeout: timeout) else {
          throw .timedOut(
            what: reception.parser.isWithinFrame ? "the rest of a message" : "a message")
        }
      }
    }
  }

  /// Ends the connection in both directions: whoever waits here or at the other end gets `closed`.
  package func shutDown() {
    isShutDown.store(true, ordering: .releasing)
    shutdown(descriptor.number, Int32(SHUT_RDWR))
  }
}
