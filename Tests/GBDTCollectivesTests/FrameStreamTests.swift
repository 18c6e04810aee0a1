import CSystem
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
        descriptors: pipes[used..<used + count].map(\.1.number), timeout: Self.patience)
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
}
