import GBDTKernels
import Testing

@testable import GBDTCollectives

/// Bytes in memory as a source of frames: in pieces, and with pauses in which there are none.
struct MemorySource: FrameSource {
  var bytes: ArraySlice<UInt8>
  /// Most bytes of a piece; 0: there are none at present.
  var nextPiece: () -> Int = { .max }
  /// Most room that was offered for a piece.
  private(set) var largestRoom = 0

  init(_ bytes: [UInt8], nextPiece: @escaping () -> Int = { .max }) {
    self.bytes = bytes[...]
    self.nextPiece = nextPiece
  }

  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(TransportError) -> Int? {
    largestRoom = max(largestRoom, buffer.count)
    let limit = nextPiece()
    if limit == 0 { return nil }
    let piece = bytes.prefix(min(limit, buffer.count))
    buffer.copyBytes(from: piece)
    bytes = bytes.dropFirst(piece.count)
    return piece.count
  }

  mutating func takeDescriptors(_ count: Int) -> [OwnedDescriptor]? { count == 0 ? [] : nil }
}

/// The bytes of a frame as they travel; `change` makes a wrong header, with the right checksum.
func frameBytes(
  kind: UInt16 = 1, epoch: UInt32 = 2, sequence: UInt32 = 3, payload: [UInt8],
  change: (inout [UInt8]) -> Void = { _ in }
) -> [UInt8] {
  var header =
    FrameHeader(kind: kind, epoch: epoch, sequence: sequence, payload: payload).bytes
  change(&header)
  let checksum = header[..<32].withUnsafeBytes { CRC32C.checksum($0) }
  for place in 0..<4 { header[32 + place] = UInt8(truncatingIfNeeded: checksum >> (8 * place)) }
  return header + payload
}

@Suite struct FrameParserTests {
  /// All frames up to the end or the first damage, and which it was.
  private func parse(_ source: MemorySource) -> (frames: [Frame], end: TransportError) {
    var (source, parser, frames) = (source, FrameParser(), [Frame]())
    while true {
      do throws(TransportError) {
        if let frame = try parser.next(from: &source) { frames.append(frame) }
      } catch {
        #expect(throws: error) { try parser.next(from: &source) }
        return (frames, error)
      }
    }
  }

  /// What is wrong with these bytes, without the sentence's frame.
  private func damage(of bytes: [UInt8]) -> String? {
    let (frames, end) = parse(MemorySource(bytes))
    #expect(frames.isEmpty)
    guard case .damaged(let what) = end else { return nil }
    return what
  }

  @Test(arguments: [1, 2, 35, 36, 37, 1000, Int.max])
  func piecesOfAnySizeGiveTheSameFrames(piece: Int) {
    let payloads = [0, 1, 35, 36, 100, 20_000].map { randomBytes($0, seed: 1) }
    let bytes = payloads.flatMap { frameBytes(payload: $0) }
    var hasPaused = true
    let source = MemorySource(bytes) {
      hasPaused.toggle()
      return hasPaused ? 0 : piece
    }
    let (frames, end) = parse(source)
    #expect(frames.map(\.payload) == payloads)
    #expect(frames.allSatisfy { $0.kind == 1 && $0.epoch == 2 && $0.sequence == 3 })
    #expect(end == .closed)
  }

  @Test func thePublishedLayout() {
    // The checksums are those of a bitwise CRC-32C in another language.
    let bytes = frameBytes(kind: 0x0102, epoch: 0x0304_0506, sequence: 7, payload: [1, 2, 3])
    #expect(bytes.count == 39)
    #expect(Array(bytes[..<16]) == Array("GBDF".utf8) + [1, 0, 2, 1, 6, 5, 4, 3, 7, 0, 0, 0])
    #expect(Array(bytes[16..<28]) == [3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    #expect(Array(bytes[28..<32]) == [0x1E, 0xF2, 0x30, 0xF1])
    #expect(Array(bytes[32..<36]) == [0x2A, 0xF8, 0xE6, 0xF7])
    #expect(Array(bytes[36...]) == [1, 2, 3])
  }

  @Test func aStreamThatEndsWithinAFrameIsDamaged() {
    let bytes = frameBytes(payload: [1, 2, 3, 4])
    for count in 1..<36 {
      #expect(
        damage(of: Array(bytes[..<count]))
          == "the connection ended after \(count) bytes of its header")
    }
    for count in 36..<40 {
      #expect(
        damage(of: Array(bytes[..<count]))
          == "the connection ended after \(count - 36) of its 4 bytes")
    }
  }

  @Test func eachFieldIsChecked() {
    #expect(
      damage(of: frameBytes(payload: [1]) { $0[0] = 0 })
        == "its first four bytes are not those of a message")
    #expect(
      damage(of: frameBytes(payload: [1]) { $0[4] = 2 })
        == "it has version 2 where 1 was expected; all processes of a run must be of the same "
        + "version of gbdt")
    #expect(
      damage(of: frameBytes(payload: [1]) { $0[21] = 1 })
        == "it claims 1099511627777 bytes where 4294967296 is the most")
    #expect(
      damage(of: frameBytes(payload: [1]) { $0[23] = 0xFF })?.hasPrefix("it claims") == true)
    #expect(
      damage(of: frameBytes(payload: [1]) { $0[24] = 254 })
        == "it claims 254 descriptors where 253 is the most")
    #expect(
      damage(of: frameBytes(payload: [1]) { $0[24] = 1 }) == "it came without its 1 descriptors")
    #expect(
      damage(of: frameBytes(payload: [1]) { $0[28] ^= 1 })
        == "the checksum of its 1 bytes is wrong")
    #expect(
      damage(of: Array("GET / HTTP/1.1\r\nHost: somewhere-else\r\n\r\n".utf8))
        == "its first four bytes are not those of a message")
  }

  @Test func anyChangedBitIsNoticed() {
    let bytes = frameBytes(payload: [10, 20, 30])
    for bit in 0..<8 * bytes.count {
      var changed = bytes
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(damage(of: changed) != nil, "bit \(bit)")
    }
  }

  @Test func aFalseLengthTakesLittleMemory() {
    // Four gigabytes are claimed, and three bytes come.
    let bytes = frameBytes(payload: [1, 2, 3]) {
      $0.replaceSubrange(16..<21, with: [0, 0, 0, 0, 1])
    }
    var (source, parser) = (MemorySource(bytes), FrameParser())
    #expect(
      throws: TransportError.damaged("the connection ended after 3 of its 4294967296 bytes")
    ) { try parser.next(from: &source) }
    #expect(source.largestRoom <= 2 * FrameParser.trustedByteCount)
  }

  @Test func payloadsBeyondTheTrustedLength() {
    let payload = randomBytes(FrameParser.trustedByteCount + 5_000_000, seed: 4)
    let (frames, _) = parse(MemorySource(frameBytes(payload: payload)) { 3_000_000 })
    #expect(frames.map(\.payload) == [payload])
  }
}
