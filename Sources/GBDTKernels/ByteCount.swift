internal import CGBDTKernels

/// Counting bytes: quotes for their parity, line feeds for line numbers.
package enum ByteCount {
  /// How many of the bytes equal `byte`. A few hundredths of a nanosecond a byte.
  package static func count(
    of byte: UInt8, in bytes: Span<UInt8>, variant: KernelVariant = .current
  ) -> Int {
    let count =
      switch variant {
      case .scalar: cgbdt_count_byte_scalar
      case .avx2: cgbdt_count_byte_avx2
      case .avx512: cgbdt_count_byte_avx512
      }
    // SAFETY: the kernel reads the buffer's elements only.
    return bytes.withUnsafeBufferPointer { Int(count($0.baseAddress, Int64($0.count), byte)) }
  }

  /// What `count` computes, one byte after the other.
  package static func referenceCount(of byte: UInt8, in bytes: Span<UInt8>) -> Int {
    var count = 0
    for i in bytes.indices where bytes[i] == byte { count += 1 }
    return count
  }
}
