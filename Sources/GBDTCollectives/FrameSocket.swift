internal import CSystem
internal import Glibc

/// A stream socket as a source of frames: never waits.
struct FrameSocket: FrameSource {
  let descriptor: OwnedDescriptor
  /// Most bytes of a call, for tests that want small pieces.
  let transferLimit: Int
  /// Descriptors that came and belong to frames that are not complete yet, in order. They come no
  /// later than their frame's first byte, perhaps together with the end of the frame before.
  private var arrived: [OwnedDescriptor] = []

  init(_ descriptor: OwnedDescriptor, transferLimit: Int) {
    self.descriptor = descriptor
    self.transferLimit = transferLimit
  }

  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(TransportError) -> Int? {
    let count = min(buffer.count, transferLimit)
    let outcome = withUnsafeTemporaryAllocation(of: Int32.self, capacity: Frame.descriptorLimit) {
      numbers in
      var numberCount: Int32 = 0
      // SAFETY: the call writes at most `count` bytes to `buffer`, and to `numbers` as many as a
      // message can bring.
      let outcome = csystem_receive(
        descriptor.number, buffer.baseAddress, Int64(count), numbers.baseAddress, &numberCount)
      arrived += numbers.prefix(Int(numberCount)).map { OwnedDescriptor(owning: $0) }
      return outcome
    }
    switch Int32(truncatingIfNeeded: -min(outcome, 0)) {
    case 0: return Int(outcome)
    case EAGAIN, EINTR: return nil
    case ECONNRESET: return 0
    case EMFILE:
      throw .system("this process has too many files open to receive another one's descriptors")
    case let code: throw .system("cannot receive", code: code)
    }
  }

  mutating func takeDescriptors(_ count: Int) -> [OwnedDescriptor]? {
    guard count <= arrived.count else { return nil }
    defer { arrived.removeFirst(count) }
    return Array(arrived.prefix(count))
  }
}

/// A frame on its way out.
struct OutgoingFrame {
  private let header: [UInt8]
  private let payload: [UInt8]
  private let descriptors: [OwnedDescriptor]
  private(set) var sentCount = 0

  /// - Throws: `system` above the limits of `Frame`.
  init(
    kind: UInt16, epoch: UInt32, sequence: UInt32, payload: [UInt8],
    descriptors: [OwnedDescriptor] = []
  ) throws(TransportError) {
    guard payload.count <= Frame.payloadLimit else {
      throw .system("a message of \(payload.count) bytes is above \(Frame.payloadLimit), the limit")
    }
    guard descriptors.count <= Frame.descriptorLimit else {
      throw .system(
        "a message with \(descriptors.count) descriptors is above \(Frame.descriptorLimit), the limit"
      )
    }
    header =
      FrameHeader(
        kind: kind, epoch: epoch, sequence: sequence, payload: payload,
        descriptorCount: descriptors.count
      ).bytes
    self.payload = payload
    self.descriptors = descriptors
  }

  var isSent: Bool { sentCount == header.count + payload.count }

  /// Sends what the socket takes at present; whether that was anything.
  ///
  /// - Throws: `closed` or `system`.
  mutating func send(to socket: OwnedDescriptor, transferLimit: Int) throws(TransportError) -> Bool
  {
    let numbers = sentCount == 0 ? descriptors.map(\.number) : []
    let outcome = header.withUnsafeBytes { header in
      payload.withUnsafeBytes { payload in
        let first = UnsafeRawBufferPointer(
          rebasing: header.dropFirst(sentCount).prefix(transferLimit))
        let second = UnsafeRawBufferPointer(
          rebasing: payload.dropFirst(max(0, sentCount - header.count))
            .prefix(transferLimit - first.count))
        // SAFETY: the call reads as many bytes of both as they have, and descriptors likewise.
        return csystem_send(
          socket.number, first.baseAddress, Int64(first.count), second.baseAddress,
          Int64(second.count), numbers, Int32(numbers.count))
      }
    }
    switch Int32(truncatingIfNeeded: -min(outcome, 0)) {
    case 0:
      sentCount += Int(outcome)
      return true
    case EAGAIN, EINTR: return false
    case EPIPE, ECONNRESET: throw .closed
    case let code: throw .system("cannot send", code: code)
    }
  }
}
