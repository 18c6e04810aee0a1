internal import GBDTKernels

/// Whole numbers as bytes that travel: blocks of 64, each as narrow as its largest value allows.
///
/// A block of zeros is one byte. The bytes do not say how many values they are; both ends know.
package enum IntegerCodec {
  /// Values encoded at a time, whose bytes stay in the processor's nearest cache.
  private static let pieceLength = 32 * IntegerPacking.blockLength

  /// Appends the bytes of all values. Any value is legal; cost: well below 1 ns a value.
  package static func encode(_ values: UnsafeBufferPointer<Int64>, into bytes: inout [UInt8]) {
    var start = 0
    while start < values.count {
      let piece = UnsafeBufferPointer(rebasing: values[start...].prefix(pieceLength))
      // SAFETY: as many elements are initialized as the kernel has written.
      bytes.append(addingCapacity: IntegerPacking.byteLimit(piece.count)) { span in
        span.withUnsafeMutableBufferPointer { buffer, initialized in
          initialized += IntegerPacking.pack(
            piece, into: UnsafeMutableBufferPointer(rebasing: buffer[initialized...]))
        }
      }
      start += piece.count
    }
  }

  /// Writes the bytes of all values to the start of `room`, which may be too small for them.
  ///
  /// - Returns: the number of bytes; nil if there might not be room for them, and then some of it may have
  ///   been written.
  static func encode(
    _ values: UnsafeBufferPointer<Int64>, into room: UnsafeMutableRawBufferPointer
  ) -> Int? {
    let room = room.assumingMemoryBound(to: UInt8.self)
    var (start, count) = (0, 0)
    while start < values.count {
      let piece = UnsafeBufferPointer(rebasing: values[start...].prefix(pieceLength))
      guard room.count - count >= IntegerPacking.byteLimit(piece.count) else { return nil }
      count += IntegerPacking.pack(
        piece, into: UnsafeMutableBufferPointer(rebasing: room[count...]))
      start += piece.count
    }
    return count
  }

  /// Decodes as many values as `values` has room for: over what is there, or added to it, wrapping.
  ///
  /// - Returns: the number of bytes that they took; the caller decides whether more may follow.
  /// - Throws: `damaged`; some of the values may then have been changed.
  package static func decode(
    _ bytes: UnsafeRawBufferPointer, adding: Bool, to values: UnsafeMutableBufferPointer<Int64>
  ) throws(TransportError) -> Int {
    let bytes = bytes.assumingMemoryBound(to: UInt8.self)
    guard let count = IntegerPacking.unpack(bytes, adding: adding, to: values) else {
      throw .damaged("its \(bytes.count) bytes do not hold the \(values.count) numbers expected")
    }
    return count
  }
}
