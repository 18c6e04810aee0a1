/// The plain twin of the kernels.
extension IntegerPacking {
  package static func referencePack(_ values: [Int64]) -> [UInt8] {
    var bytes: [UInt8] = []
    for start in stride(from: 0, to: values.count, by: blockLength) {
      let words = values[start..<min(start + blockLength, values.count)].map {
        UInt64(bitPattern: $0 << 1 ^ $0 >> 63)
      }
      let width = (71 - words.reduce(0, |).leadingZeroBitCount) / 8
      bytes.append(UInt8(width))
      for plane in planes(width: width) {
        for word in words {
          for place in plane { bytes.append(UInt8(truncatingIfNeeded: word >> (8 * place))) }
        }
      }
    }
    return bytes
  }

  /// - Returns: the values and the number of bytes that they took; nil if the bytes are damaged.
  package static func referenceUnpack(
    _ bytes: [UInt8], count: Int
  ) -> (values: [Int64], byteCount: Int)? {
    var values: [Int64] = []
    var rest = bytes[...]
    while values.count < count {
      let length = min(blockLength, count - values.count)
      guard let width = rest.popFirst(), width <= 8, rest.count >= Int(width) * length else {
        return nil
      }
      var words = [UInt64](repeating: 0, count: length)
      for plane in planes(width: Int(width)) {
        for value in words.indices {
          for place in plane { words[value] |= UInt64(rest.removeFirst()) << (8 * place) }
        }
      }
      values += words.map { Int64(bitPattern: $0 >> 1 ^ (0 &- ($0 & 1))) }
    }
    return (values, bytes.count - rest.count)
  }

  /// The bytes of a value that stand together, in the order of the planes.
  private static func planes(width: Int) -> [Range<Int>] {
    var planes: [Range<Int>] = []
    var start = 0
    for length in [8, 4, 2, 1] where width & length != 0 {
      planes.append(start..<start + length)
      start += length
    }
    return planes
  }
}
