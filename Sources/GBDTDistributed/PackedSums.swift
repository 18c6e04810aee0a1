internal import GBDTCollectives
internal import GBDTCore

/// Integers to be added up over all workers, as they travel: buffers, packed.
///
/// Bytes: number of buffers, length of each, then each as `IntegerCodec` packs it: blocks of 64 values
/// in as few bytes as the largest of them needs, and no bytes where all are 0.
struct PackedSums {
  private let lengths: [Int]
  private var values: [Int64]

  /// The sums of nothing but these.
  init(decoding payload: [UInt8]) throws(ClusterError) {
    let start: Int
    (lengths, start) = try Self.header(payload)
    values = [Int64](repeating: 0, count: lengths.reduce(0, +))
    try add(payload, from: start, isFirst: true)
  }

  /// Adds another worker's.
  ///
  /// - Throws: `.disagreement` where they have another shape; `.malformed`.
  mutating func add(_ payload: [UInt8], from worker: Int) throws(ClusterError) {
    let (lengths, start) = try Self.header(payload)
    guard lengths == self.lengths else {
      throw .disagreement("which sums to make (worker \(worker))")
    }
    try add(payload, from: start, isFirst: false)
  }

  var encoded: [UInt8] {
    var bytes = Self.header(lengths)
    values.withUnsafeBufferPointer { values in
      var first = 0
      for length in lengths {
        IntegerCodec.encode(
          UnsafeBufferPointer(rebasing: values[first..<first + length]), into: &bytes)
        first += length
      }
    }
    return bytes
  }

  static func encode(_ buffers: [UnsafeMutableBufferPointer<Int64>]) -> [UInt8] {
    var bytes = header(buffers.map(\.count))
    for buffer in buffers { IntegerCodec.encode(UnsafeBufferPointer(buffer), into: &bytes) }
    return bytes
  }

  /// Replaces what is in the buffers.
  static func decode(
    _ payload: [UInt8], to buffers: [UnsafeMutableBufferPointer<Int64>]
  ) throws(ClusterError) {
    var (lengths, position) = try header(payload)
    guard lengths == buffers.map(\.count) else {
      throw .malformed("sums of another shape came back")
    }
    for buffer in buffers {
      position += try unpack(payload, from: position, adding: false, to: buffer)
    }
  }

  private mutating func add(
    _ payload: [UInt8], from start: Int, isFirst: Bool
  ) throws(ClusterError) {
    let lengths = lengths
    try values.withUnsafeMutableBufferPointer { (values) throws(ClusterError) in
      var (position, first) = (start, 0)
      for length in lengths {
        position += try Self.unpack(
          payload, from: position, adding: !isFirst,
          to: UnsafeMutableBufferPointer(rebasing: values[first..<first + length]))
        first += length
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

  private static func header(_ lengths: [Int]) -> [UInt8] {
    var writer = ByteWriter()
    writer.count(lengths.count)
    for length in lengths { writer.count(length) }
    return writer.bytes
  }

  /// Announces no more values than the bytes can hold: 64 in one at most.
  private static func header(
    _ payload: [UInt8]
  ) throws(ClusterError) -> (lengths: [Int], start: Int) {
    do throws(ByteError) {
      var reader = ByteReader(payload)
      let count = try reader.count(of: "buffers", size: 1)
      var lengths: [Int] = []
      var room = 64 * payload.count
      for _ in 0..<count {
        lengths.append(try reader.integer(in: 0...room, "a length"))
        room -= lengths[lengths.count - 1]
      }
      return (lengths, reader.position)
    } catch {
      throw .malformed(error.reason)
    }
  }
}
