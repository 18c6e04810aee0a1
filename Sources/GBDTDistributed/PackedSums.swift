internal import GBDTCollectives
internal import GBDTCore

/// Integers to be added up over all workers, as they travel: equally long buffers, packed.
///
/// Bytes: number of buffers, length of each, then each as `IntegerCodec` packs it: blocks of 64 values
/// in as few bytes as the largest of them needs, and no bytes where all are 0.
struct PackedSums {
  private let bufferCount: Int
  private let length: Int
  private var values: [Int64]

  /// The sums of nothing but these.
  init(decoding payload: [UInt8]) throws(ClusterError) {
    let (header, start) = try Self.header(payload)
    (bufferCount, length) = (header.bufferCount, header.length)
    values = [Int64](repeating: 0, count: bufferCount * length)
    try add(payload, from: start, isFirst: true)
  }

  /// Adds another worker's.
  ///
  /// - Throws: `.disagreement` where they have another shape; `.malformed`.
  mutating func add(_ payload: [UInt8], from worker: Int) throws(ClusterError) {
    let (header, start) = try Self.header(payload)
    guard header == (bufferCount, length) else {
      throw .disagreement("which sums to make (worker \(worker))")
    }
    try add(payload, from: start, isFirst: false)
  }

  var encoded: [UInt8] {
    var bytes = Self.header(bufferCount: bufferCount, length: length)
    values.withUnsafeBufferPointer { values in
      for buffer in 0..<bufferCount {
        IntegerCodec.encode(
          UnsafeBufferPointer(rebasing: values[buffer * length..<(buffer + 1) * length]),
          into: &bytes)
      }
    }
    return bytes
  }

  /// - Precondition: buffers of one length.
  static func encode(_ buffers: [UnsafeMutableBufferPointer<Int64>]) -> [UInt8] {
    let length = buffers.first?.count ?? 0
    precondition(buffers.allSatisfy { $0.count == length }, "buffers are of one length")
    var bytes = header(bufferCount: buffers.count, length: length)
    for buffer in buffers { IntegerCodec.encode(UnsafeBufferPointer(buffer), into: &bytes) }
    return bytes
  }

  /// Replaces what is in the buffers.
  static func decode(
    _ payload: [UInt8], to buffers: [UnsafeMutableBufferPointer<Int64>]
  ) throws(ClusterError) {
    let (header, start) = try header(payload)
    guard header == (buffers.count, buffers.first?.count ?? 0) else {
      throw .malformed("sums of another shape came back")
    }
    var position = start
    for buffer in buffers {
      position += try unpack(payload, from: position, adding: false, to: buffer)
    }
  }

  private mutating func add(
    _ payload: [UInt8], from start: Int, isFirst: Bool
  ) throws(ClusterError) {
    let (bufferCount, length) = (bufferCount, length)
    try values.withUnsafeMutableBufferPointer { (values) throws(ClusterError) in
      var position = start
      for buffer in 0..<bufferCount {
        position += try Self.unpack(
          payload, from: position, adding: !isFirst,
          to: UnsafeMutableBufferPointer(
            rebasing: values[buffer * length..<(buffer + 1) * length]))
      }
      if position != payload.count { throw .malformed("bytes are left over after sums") }
    }
  }

  private static func unpack(
    _ payload: [UInt8], from position: Int, adding: Bool,
    to buffer: UnsafeMutableBufferPointer<Int64>
  ) throws(ClusterError) -> Int {
    do throws(TransportError) {
      return try payload.withUnsafeBufferPointer { (bytes) throws(TransportError) in
        try IntegerCodec.decode(
          UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[position...])),
          adding: adding, to: buffer)
      }
    } catch {
      throw .malformed(error.message)
    }
  }

  private static func header(bufferCount: Int, length: Int) -> [UInt8] {
    var writer = ByteWriter()
    writer.count(bufferCount)
    writer.count(length)
    return writer.bytes
  }

  /// Announces no more values than the bytes can hold, 64 in one at most.
  private static func header(
    _ payload: [UInt8]
  ) throws(ClusterError) -> ((bufferCount: Int, length: Int), start: Int) {
    do throws(ByteError) {
      var reader = ByteReader(payload)
      let bufferCount = try reader.integer(in: 0...payload.count, "a number of buffers")
      let length = try reader.integer(
        in: 0...(64 * payload.count / max(1, bufferCount)), "a length")
      return ((bufferCount, length), reader.position)
    } catch {
      throw .malformed(error.reason)
    }
  }
}
