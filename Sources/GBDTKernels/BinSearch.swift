internal import CGBDTKernels

/// From feature values to bins, a column at a time.
///
/// Bin 0 is the missing value; bin b > 0 holds the values with b - 1 cut points below them. The cost is
/// a few nanoseconds a row, growing with the logarithm of the number of cut points.
package enum BinSearch {
  /// One byte a value.
  ///
  /// - Parameter values: NaN is missing.
  /// - Parameter cutPoints: at most 254, ascending.
  package static func narrowBins(
    of values: [Double], cutPoints: [Double], variant: KernelVariant = .current
  ) -> [UInt8] {
    precondition(cutPoints.count < UInt8.max, "bins fit a byte")
    return [UInt8](unsafeUninitializedCapacity: values.count) { bins, count in
      count = values.count
      guard let output = bins.baseAddress else { return }
      let search =
        switch variant {
        case .scalar: cgbdt_bins_search_u8_scalar
        case .avx2: cgbdt_bins_search_u8_avx2
        case .avx512: cgbdt_bins_search_u8_avx512
        }
      // SAFETY: `output` has room for `values.count` elements; neither array overlaps it.
      values.withUnsafeBufferPointer { values in
        cutPoints.withUnsafeBufferPointer { cuts in
          search(
            values.baseAddress, Int64(values.count), cuts.baseAddress, Int64(cuts.count), output)
        }
      }
    }
  }

  /// Two bytes a value.
  ///
  /// - Parameter values: NaN is missing.
  /// - Parameter cutPoints: at most 65,534, ascending.
  package static func wideBins(
    of values: [Double], cutPoints: [Double], variant: KernelVariant = .current
  ) -> [UInt16] {
    precondition(cutPoints.count < UInt16.max, "bins fit two bytes")
    return [UInt16](unsafeUninitializedCapacity: values.count) { bins, count in
      count = values.count
      guard let output = bins.baseAddress else { return }
      let search =
        switch variant {
        case .scalar: cgbdt_bins_search_u16_scalar
        case .avx2: cgbdt_bins_search_u16_avx2
        case .avx512: cgbdt_bins_search_u16_avx512
        }
      // SAFETY: `output` has room for `values.count` elements; neither array overlaps it.
      values.withUnsafeBufferPointer { values in
        cutPoints.withUnsafeBufferPointer { cuts in
          search(
            values.baseAddress, Int64(values.count), cuts.baseAddress, Int64(cuts.count), output)
        }
      }
    }
  }

  /// The plain twin of both: what a bin is, by definition.
  package static func referenceBin(of value: Double, cutPoints: [Double]) -> Int {
    value.isNaN ? 0 : 1 + cutPoints.count { $0 < value }
  }
}
