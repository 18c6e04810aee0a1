internal import CGBDTKernels

/// Telling text that is its own value from text that needs a closer look.
package enum PlainText {
  /// Whether all bytes are ASCII and none is a quote. A few hundredths of a nanosecond a byte.
  package static func isPlain(
    _ bytes: Span<UInt8>, variant: KernelVariant = .current
  ) -> Bool {
    let isPlain =
      switch variant {
      case .scalar: cgbdt_is_plain_text_scalar
      case .avx2: cgbdt_is_plain_text_avx2
      case .avx512: cgbdt_is_plain_text_avx512
      }
    // SAFETY: the kernel reads the buffer's elements only.
    return bytes.withUnsafeBufferPointer { isPlain($0.baseAddress, Int64($0.count)) != 0 }
  }

  /// What `isPlain` computes, one byte after the other.
  package static func referenceIsPlain(_ bytes: Span<UInt8>) -> Bool {
    bytes.indices.allSatisfy { bytes[$0] < 0x80 && bytes[$0] != UInt8(ascii: "\"") }
  }
}
