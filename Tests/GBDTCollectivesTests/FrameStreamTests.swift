import GBDTTestSupport
import Glibc
import Testing

@testable import GBDTCollectives

@Suite struct FrameStreamTests {
  private static let patience = Duration.seconds(20)

  private func streams(transferLimit: Int = .max) throws -> (FrameStream, FrameStream) {
    let (one, other) = try FrameStream.pair()
    return (
      FrameStream(one, transferLimit: transferLimit),
      FrameStream(other, transferLimit: transferLimit)
    )
  }

  @Test(arguments: [Int.max, 1, 7, 4096])
  func framesArriveAsTheyWereSent(transferLimit: Int) throws {
    let (one, other) = try streams(transferLimit: transferLimit)
    let sizes = [0, 1, 35, 36, 37, 5000] + (transferLimit > 1000 ? [70_000, 3_000_000] : [])
    let sender = BackgroundThread {
      for (place, size) in sizes.enumerated() {
        try one.send(
          kind: UInt16(place), epoch: 7, sequence: .max - UInt32(place),
          payload: randomBytes(size, seed: UInt64(size)), timeout: Self.patience)
      }
    }
    for (place, size) in sizes.enumerated() {
      let frame = try other.receive(timeout: Self.patience)
      #expect(frame.kind == UInt16(place))
      #expect(frame.epoch == 7)
      #expect(frame.sequence == .max - UInt32(place))
      #expect(frame.payload == randomBytes(size, seed: UInt64(size)))
      #expect(frame.descriptors.isEmpty)
    }
    try sender.value()
  }

  @Test func descriptorsTravelWithTheirFrame() throws {
    let (one, other) = try streams()
    var pipes: [(OwnedDescriptor, OwnedDescriptor)] = []
    for _ in 0..<5 { pipes.append(try FrameStream.pair()) }
    let counts = [0, 2, 0, 1, 2, 0]
    var used = 0
    for (place, count) in counts.enumerated() {
      try one.send(
        kind: 1, epoch: 0, sequence: UInt32(place), payload: [],
        descriptors: pipes[used..<used + count].map(\.1), timeout: Self.patience)
      used += count
    }
    used = 0
    for count in counts {
      let frame = try other.receive(timeout: Self.patience)
      #expect(frame.descriptors.count == count)
      for descriptor in frame.descriptors {
        #expect(fcntl(descriptor.number, F_GETFD) & FD_CLOEXEC != 0)
        // What is written to the copy arrives at the other end of the original's connection.
        var byte = UInt8(used)
        #expect(write(descriptor.number, &byte, 1) == 1)
        byte = 0
        #expect(read(pipes[used].0.number, &byte, 1) == 1)
        #expect(byte == UInt8(used))
        used += 1
      }
    }
  }

  @Test func shuttingDownEndsAReceiveAtBothEnds() throws {
    let (one, other) = try streams()
    let receivers = [one, other].map { stream in
      BackgroundThread { () -> TransportError? in
        do throws(TransportError) {
          _ = try stream.receive(timeout: Self.patience)
          return nil
        } catch { return error }
      }
    }
    one.shutDown()
    for receiver in receivers { #expect(try receiver.value() == .closed) }
    #expect(throws: TransportError.closed) {
      try other.send(kind: 0, epoch: 0, sequence: 0, payload: [1], timeout: Self.patience)
    }
  }

  @Test func aSilentPeerIsGivenUpAndMaySpeakLater() throws {
    let (one, other) = try streams()
    let error = #expect(throws: TransportError.self) {
      _ = try other.receive(timeout: .milliseconds(20))
    }
    #expect(error == .timedOut(what: "a message"))
    #expect(error?.message.contains("while waiting for a message; the other process is") == true)
    try one.send(kind: 3, epoch: 0, sequence: 0, payload: [4], timeout: Self.patience)
    #expect(try other.receive(timeout: Self.patience).payload == [4])
  }

  /// A socket whose buffers are as small as the system makes them.
  private func shrinkBuffers(_ descriptor: OwnedDescriptor) {
    var size: Int32 = 1
    for option in [SO_SNDBUF, SO_RCVBUF] {
      setsockopt(
        descriptor.number, SOL_SOCKET, option, &size, socklen_t(MemoryLayout.size(ofValue: size)))
    }
  }

  @Test func smallBuffersOfTheSystem() throws {
    let (one, other) = try FrameStream.pair()
    shrinkBuffers(one)
    shrinkBuffers(other)
    let (sender, receiver) = (FrameStream(one), FrameStream(other))
    let payload = randomBytes(300_000, seed: 8)
    let thread = BackgroundThread {
      for sequence in 0..<3 {
        try sender.send(
          kind: 0, epoch: 0, sequence: UInt32(sequence), payload: payload, timeout: Self.patience)
      }
    }
    for _ in 0..<3 { #expect(try receiver.receive(timeout: Self.patience).payload == payload) }
    try thread.value()
  }

  @Test func framesOfSeveralThreadsStayWhole() throws {
    let (one, other) = try streams(transferLimit: 1000)
    let threads = (0..<4).map { sender in
      BackgroundThread {
        for sequence in 0..<25 {
          try one.send(
            kind: UInt16(sender), epoch: 0, sequence: UInt32(sequence),
            payload: [UInt8](repeating: UInt8(sender), count: 200 * sequence),
            timeout: Self.patience)
        }
      }
    }
    var counts = [Int](repeating: 0, count: 4)
    for _ in 0..<100 {
      let frame = try other.receive(timeout: Self.patience)
      let sender = Int(frame.kind)
      #expect(frame.sequence == UInt32(counts[sender]))
      #expect(
        frame.payload == [UInt8](repeating: UInt8(sender), count: 200 * counts[sender]))
      counts[sender] += 1
    }
    for thread in threads { try thread.value() }
  }

  @Test func whoTakesNothingIsGivenUp() throws {
    let (one, other) = try streams()
    let large = [UInt8](repeating: 0, count: 5_000_000)
    #expect(throws: TransportError.timedOut(what: "room for a message to be sent")) {
      try one.send(kind: 0, epoch: 0, sequence: 0, payload: large, timeout: .milliseconds(20))
    }
    // Half a frame is under way: another one would be taken for its rest.
    #expect(throws: TransportError.closed) {
      try one.send(kind: 0, epoch: 0, sequence: 1, payload: [], timeout: Self.patience)
    }
    #expect(throws: TransportError.timedOut(what: "the rest of a message")) {
      _ = try other.receive(timeout: .milliseconds(20))
    }
  }

  @Test func aHalfOpenConnectionWorksInOneDirection() throws {
    let (end, otherEnd) = try FrameStream.pair()
    let (one, other) = (FrameStream(end), FrameStream(otherEnd))
    shutdown(end.number, Int32(SHUT_WR))
    #expect(throws: TransportError.closed) { _ = try other.receive(timeout: Self.patience) }
    #expect(throws: TransportError.closed) {
      try one.send(kind: 0, epoch: 0, sequence: 0, payload: [], timeout: Self.patience)
    }
    try other.send(kind: 0, epoch: 0, sequence: 0, payload: [6], timeout: Self.patience)
    #expect(try one.receive(timeout: Self.patience).payload == [6])
  }

  @Test func aPeerThatIsGoneIsNoticed() throws {
    let (end, otherEnd) = try FrameStream.pair()
    let one = FrameStream(end)
    do {
      let other = FrameStream(otherEnd)
      // It goes with bytes unread, and in the middle of a frame of its own.
      try one.send(kind: 0, epoch: 0, sequence: 0, payload: [6], timeout: Self.patience)
      let half = Array(frameBytes(payload: [1, 2]).dropLast())
      #expect(write(otherEnd.number, half, half.count) == half.count)
      other.shutDown()
    }
    #expect(throws: TransportError.damaged("the connection ended after 1 of its 2 bytes")) {
      _ = try one.receive(timeout: Self.patience)
    }
    #expect(throws: TransportError.closed) {
      try one.send(kind: 0, epoch: 0, sequence: 0, payload: [], timeout: Self.patience)
    }
  }

  @Test func descriptorsThatDoNotComeAreMissed() throws {
    let (end, otherEnd) = try FrameStream.pair()
    let bytes = frameBytes(payload: []) { $0[24] = 2 }
    #expect(write(end.number, bytes, bytes.count) == bytes.count)
    #expect(throws: TransportError.damaged("it came without its 2 descriptors")) {
      _ = try FrameStream(otherEnd).receive(timeout: Self.patience)
    }
  }

  @Test func tooManyDescriptorsAreRefused() throws {
    let (end, otherEnd) = try FrameStream.pair()
    let (one, other) = (FrameStream(end), FrameStream(otherEnd))
    let error = #expect(throws: TransportError.self) {
      try one.send(
        kind: 0, epoch: 0, sequence: 0, payload: [],
        descriptors: [OwnedDescriptor](repeating: end, count: 254), timeout: Self.patience)
    }
    #expect(
      error?.message
        == "Talking to another process failed: a message with 254 descriptors is above 253, the "
        + "limit.")
    // Nothing was sent, so that the next may be.
    try one.send(
      kind: 0, epoch: 0, sequence: 0, payload: [],
      descriptors: [OwnedDescriptor](repeating: end, count: 253), timeout: Self.patience)
    #expect(try other.receive(timeout: Self.patience).descriptors.count == 253)
  }
}
