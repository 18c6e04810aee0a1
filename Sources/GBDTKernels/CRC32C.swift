internal import CGBDTKernels

/// CRC-32C checksums (Castagnoli, as in iSCSI and RFC 3720): of what travels between processes.
package enum CRC32C: Sendable, CaseIterable {
  /// SSE4.2's instruction, three streams at a time.
  case instructions
  /// Eight tables, in plain Swift: the twin, and what other processors use.
  case tables

  /// The ways that this processor has.
  package static let supported: [CRC32C] =
    cgbdt_crc32c_is_supported() != 0 ? [.instructions, .tables] : [.tables]

  /// The way in use: the instructions where there are some, unless `GBDT_SIMD` is `scalar`.
  private static let current: CRC32C =
    KernelVariant.current == .scalar ? .tables : supported[0]

  /// The checksum of `bytes`, or of these behind others.
  ///
  /// - Parameter checksum: of the bytes before these; 0 if there are none.
  package static func checksum(
    _ bytes: UnsafeRawBufferPointer, extending checksum: UInt32 = 0
  ) -> UInt32 {
    current.checksum(bytes, extending: checksum)
  }

  /// The same by one certain way, which must be one of `supported`.
  package func checksum(
    _ bytes: UnsafeRawBufferPointer, extending checksum: UInt32 = 0
  ) -> UInt32 {
    switch self {
    case .instructions:
      // SAFETY: the kernel reads `count` bytes from the start of the buffer.
      cgbdt_crc32c_extend(
        checksum, bytes.assumingMemoryBound(to: UInt8.self).baseAddress, Int64(bytes.count))
    case .tables: Self.tableChecksum(bytes, extending: checksum)
    }
  }

  private static func tableChecksum(
    _ bytes: UnsafeRawBufferPointer, extending checksum: UInt32
  ) -> UInt32 {
    remainders.withUnsafeBufferPointer { tables in
      var remainder = ~checksum
      var start = 0
      while start + 8 <= bytes.count {
        let word =
          UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
          ^ UInt64(remainder)
        remainder = 0
        for byte in 0..<8 {
          remainder ^= tables[256 * (7 - byte) + Int(truncatingIfNeeded: word >> (8 * byte) & 0xFF)]
        }
        start += 8
      }
      for place in start..<bytes.count {
        remainder = remainder >> 8 ^ tables[Int(remainder & 0xFF ^ UInt32(bytes[place]))]
      }
      return ~remainder
    }
  }

  /// Entry 256 * k + b: what byte b adds to the remainder when k bytes follow it.
  private static let remainders: [UInt32] = {
    let polynomial: UInt32 = 0x82F6_3B78
    var tables = (0..<256).map { byte in
      (0..<8).reduce(UInt32(byte)) { rest, _ in rest >> 1 ^ (rest & 1 == 1 ? polynomial : 0) }
    }
    for place in 256..<8 * 256 {
      let nearer = tables[place - 256]
      tables.append(nearer >> 8 ^ tables[Int(nearer & 0xFF)])
    }
    return tables
  }()
}
