internal import CGBDTKernels

/// Whole numbers packed in as few bytes as the largest of each block of 64 needs: see
/// cgbdt_integers.h for the format.
package enum IntegerPacking {
  /// Values that share a width.
  package static let blockLength: Int = Int(CGBDT_INTEGER_BLOCK)

  /// The most bytes that `count` values take.
  package static func byteLimit(_ count: Int) -> Int {
    8 * count + (count + blockLength - 1) / blockLength
  }

  /// Packs all values.
  ///
  /// - Parameter bytes: room for `byteLimit` of them.
  /// - Returns: the number of bytes written.
  package static func pack(
    _ values: UnsafeBufferPointer<Int64>, into bytes: UnsafeMutableBufferPointer<UInt8>,
    variant: KernelVariant = .current
  ) -> Int {
    precondition(bytes.count >= byteLimit(values.count), "there is room for the widest values")
    let pack =
      switch variant {
      case .scalar: cgbdt_integers_pack_scalar
      case .avx2: cgbdt_integers_pack_avx2
      case .avx512: cgbdt_integers_pack_avx512
      }
    // SAFETY: the kernel reads `count` values and writes no more than the limit that was checked.
    return Int(pack(values.baseAddress, Int64(values.count), bytes.baseAddress))
  }

  /// Unpacks as many values as there is room for: over what is there, or added to it (wrapping).
  ///
  /// - Returns: the number of bytes read; nil if the bytes are damaged, and then some of the values may
  ///   have been changed.
  package static func unpack(
    _ bytes: UnsafeBufferPointer<UInt8>, adding: Bool,
    to values: UnsafeMutableBufferPointer<Int64>, variant: KernelVariant = .current
  ) -> Int? {
    let unpack =
      switch variant {
      case .scalar: cgbdt_integers_unpack_scalar
      case .avx2: cgbdt_integers_unpack_avx2
      case .avx512: cgbdt_integers_unpack_avx512
      }
    // SAFETY: the kernel reads no byte and writes no value beyond the counts it is given.
    let count = unpack(
      bytes.baseAddress, Int64(bytes.count), adding ? 1 : 0, values.baseAddress,
      Int64(values.count))
    return count < 0 ? nil : Int(count)
  }
}
