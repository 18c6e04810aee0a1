internal import GBDTKernels

/// One message between two processes: a few numbers, bytes, and file descriptors.
package struct Frame: Sendable {
  /// What the message says; the meaning is its sender's and receiver's to agree.
  package let kind: UInt16
  /// The membership that the sender knew of; those of older ones can be dropped.
  package let epoch: UInt32
  package let sequence: UInt32
  package let payload: [UInt8]
  package let descriptors: [OwnedDescriptor]

  /// Most bytes of a payload. Memory grows as bytes come, so that a large length alone takes none.
  package static let payloadLimit = 1 << 32
  /// Most descriptors of a frame, which is the system's limit.
  package static let descriptorLimit = 253
}

/// What stands before each payload: 36 bytes, numbers with the low byte first.
///
///     0  magic, "GBDF"                 16  length of the payload (8 bytes)
///     4  version, 2 bytes              24  number of descriptors
///     6  kind, 2 bytes                 28  CRC-32C of the payload
///     8  epoch                         32  CRC-32C of the 32 bytes before
///    12  sequence
///
/// The header has a checksum of its own so that a damaged length is noticed at once instead of being
/// waited for.
struct FrameHeader: Equatable {
  var kind: UInt16
  var epoch: UInt32
  var sequence: UInt32
  var payloadCount: Int
  var descriptorCount: Int
  var payloadChecksum: UInt32

  static let byteCount = 36
  static let version: UInt16 = 1
  private static let magic: UInt32 = 0x4644_4247

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.byteCount)
    func append(_ value: some FixedWidthInteger) {
      withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
    append(Self.magic)
    append(Self.version)
    append(kind)
    append(epoch)
    append(sequence)
    append(UInt64(payloadCount))
    append(UInt32(descriptorCount))
    append(payloadChecksum)
    append(bytes.withUnsafeBytes { CRC32C.checksum($0) })
    return bytes
  }

  /// - Parameter bytes: `byteCount` of them.
  /// - Throws: `damaged`, naming the field.
  init(_ bytes: UnsafeRawBufferPointer) throws(TransportError) {
    func value<Value: FixedWidthInteger>(at offset: Int) -> Value {
      Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Value.self))
    }
    guard value(at: 0) == Self.magic else {
      throw .damaged("its first four bytes are not those of a message")
    }
    let version: UInt16 = value(at: 4)
    guard version == Self.version else {
      throw .damaged(
        "it has version \(version) where \(Self.version) was expected; all processes of a run must "
          + "be of the same version of gbdt")
    }
    guard value(at: 32) == CRC32C.checksum(.init(rebasing: bytes[..<32])) else {
      throw .damaged("the checksum of its header is wrong")
    }
    let payloadCount: UInt64 = value(at: 16)
    guard payloadCount <= UInt64(Frame.payloadLimit) else {
      throw .damaged("it claims \(payloadCount) bytes where \(Frame.payloadLimit) is the most")
    }
    let descriptorCount: UInt32 = value(at: 24)
    guard descriptorCount <= UInt32(Frame.descriptorLimit) else {
      throw .damaged(
        "it claims \(descriptorCount) descriptors where \(Frame.descriptorLimit) is the most")
    }
    kind = value(at: 6)
    epoch = value(at: 8)
    sequence = value(at: 12)
    self.payloadCount = Int(payloadCount)
    self.descriptorCount = Int(descriptorCount)
    payloadChecksum = value(at: 28)
  }

  init(
    kind: UInt16, epoch: UInt32, sequence: UInt32, payload: [UInt8], descriptorCount: Int = 0
  ) {
    self.kind = kind
    self.epoch = epoch
    self.sequence = sequence
    payloadCount = payload.count
    self.descriptorCount = descriptorCount
    payloadChecksum = payload.withUnsafeBytes { CRC32C.checksum($0) }
  }
}
