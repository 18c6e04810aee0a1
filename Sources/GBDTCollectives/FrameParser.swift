internal import GBDTKernels

/// Where a parser's bytes come from: a socket, or memory in a test.
protocol FrameSource {
  /// Writes some bytes to the start of `buffer`: how many, 0 at the end of the stream, nil if there
  /// are none at present.
  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(TransportError) -> Int?

  /// The next descriptors that came with the bytes; nil if there are fewer.
  mutating func takeDescriptors(_ count: Int) -> [OwnedDescriptor]?
}

/// Takes frames from a stream of bytes that comes in pieces of any size.
struct FrameParser {
  /// Bytes read ahead, so that several small frames take one call: those at `buffered`.
  private var buffer = [UInt8](repeating: 0, count: 16 << 10)
  private var buffered = 0..<0
  /// Of the frame whose payload is being read.
  private var header: FrameHeader?
  private var payload: [UInt8] = []
  /// The first failure: nothing behind it can be trusted.
  private var failure: TransportError?

  /// Bytes of payload that are given room before they are there. It costs no memory until they are.
  static let trustedByteCount = 16 << 20

  /// Whether a part of a frame has been read.
  var isWithinFrame: Bool { header != nil || !buffered.isEmpty }

  /// The next frame; nil if the source has no more bytes at present, and then what came is kept.
  ///
  /// - Throws: `closed` if the stream ends between two frames, `damaged` if it ends elsewhere or is no
  ///   frame; what the source throws. The same error again from then on.
  mutating func next(from source: inout some FrameSource) throws(TransportError) -> Frame? {
    if let failure { throw failure }
    do throws(TransportError) {
      while true {
        guard let header else {
          guard try readHeader(from: &source) else { return nil }
          continue
        }
        if payload.count == header.payloadCount { return try finish(header, from: &source) }
        guard try readPayload(of: header, from: &source) else { return nil }
      }
    } catch {
      failure = error
      throw error
    }
  }

  /// - Returns: whether there were bytes.
  private mutating func readHeader(from source: inout some FrameSource) throws(TransportError)
    -> Bool
  {
    if buffered.count >= FrameHeader.byteCount {
      let start = buffered.lowerBound
      let parsed = try buffer.withUnsafeBufferPointer { bytes throws(TransportError) in
        try FrameHeader(
          UnsafeRawBufferPointer(
            UnsafeBufferPointer(rebasing: bytes[start..<start + FrameHeader.byteCount])))
      }
      header = parsed
      buffered = start + FrameHeader.byteCount..<buffered.upperBound
      payload = []
      payload.reserveCapacity(min(parsed.payloadCount, Self.trustedByteCount))
      return true
    }
    if buffered.lowerBound > 0 {
      // Fewer bytes than a header are left: to the front with them.
      buffer.replaceSubrange(0..<buffered.count, with: buffer[buffered])
      buffered = 0..<buffered.count
    }
    let end = buffered.upperBound
    let count = try buffer.withUnsafeMutableBufferPointer { bytes throws(TransportError) in
      try source.read(
        into: UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: bytes[end...])))
    }
    guard let count else { return false }
    if count == 0 {
      throw buffered.isEmpty
        ? .closed
        : .damaged("the connection ended after \(end) bytes of its header")
    }
    buffered = 0..<end + count
    return true
  }

  /// - Returns: whether there were bytes.
  private mutating func readPayload(
    of header: FrameHeader, from source: inout some FrameSource
  ) throws(TransportError) -> Bool {
    let missing = header.payloadCount - payload.count
    if !buffered.isEmpty {
      let taken = buffered.prefix(missing)
      payload.append(contentsOf: buffer[taken])
      buffered = taken.upperBound..<buffered.upperBound
      return true
    }
    // Beyond that room, as much again as is there: memory follows what came and not what was claimed.
    let free = payload.capacity - payload.count
    let room = min(missing, free > 0 ? free : payload.count)
    var count: Int?
    try payload.append(addingCapacity: room) { span throws(TransportError) in
      try span.withUnsafeMutableBufferPointer { bytes, initialized throws(TransportError) in
        let free = UnsafeMutableRawBufferPointer(bytes).suffix(from: initialized).prefix(room)
        count = try source.read(into: .init(rebasing: free))
        initialized += count ?? 0
      }
    }
    guard let count else { return false }
    if count == 0 {
      throw .damaged(
        "the connection ended after \(payload.count) of its \(header.payloadCount) bytes")
    }
    return true
  }

  private mutating func finish(
    _ header: FrameHeader, from source: inout some FrameSource
  ) throws(TransportError) -> Frame {
    guard payload.withUnsafeBytes({ CRC32C.checksum($0) }) == header.payloadChecksum else {
      throw .damaged("the checksum of its \(header.payloadCount) bytes is wrong")
    }
    guard let descriptors = source.takeDescriptors(header.descriptorCount) else {
      throw .damaged("it came without its \(header.descriptorCount) descriptors")
    }
    defer {
      self.header = nil
      payload = []
    }
    return Frame(
      kind: header.kind, epoch: header.epoch, sequence: header.sequence, payload: payload,
      descriptors: descriptors)
  }
}
