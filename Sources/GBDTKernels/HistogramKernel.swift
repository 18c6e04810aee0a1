internal import CGBDTKernels

/// Fixed-point gradients of all rows of this process.
package struct FixedPointGradients {
  /// One gradient a row; or, if weighted, a gradient and a hessian a row, in turn.
  package let values: UnsafePointer<Int32>
  package let isWeighted: Bool

  package init(values: UnsafePointer<Int32>, isWeighted: Bool) {
    self.values = values
    self.isWeighted = isWeighted
  }
}

/// The lanes of a histogram: exact 64-bit sums, one entry a bin, in memory that the caller owns.
package struct HistogramLanes: BitwiseCopyable {
  package let gradients: UnsafeMutablePointer<Int64>
  /// nil where every hessian is 1: the counts serve.
  package let hessians: UnsafeMutablePointer<Int64>?
  package let counts: UnsafeMutablePointer<Int64>

  package init(
    gradients: UnsafeMutablePointer<Int64>, hessians: UnsafeMutablePointer<Int64>?,
    counts: UnsafeMutablePointer<Int64>
  ) {
    self.gradients = gradients
    self.hessians = hessians
    self.counts = counts
  }

  /// The same lanes, seen from the bin `offset` on.
  package func advanced(by offset: Int) -> HistogramLanes {
    HistogramLanes(
      gradients: gradients + offset, hessians: hessians.map { $0 + offset },
      counts: counts + offset)
  }
}

/// Building histograms. Sums are exact: see cgbdt_histogram.h for the bounds.
package enum HistogramKernel {
  /// The histograms of a group's features over `rows`.
  ///
  /// Cost: about 0.3 ns a row and slot where neighbouring rows belong together, up to 1 ns where
  /// rows lie scattered.
  ///
  /// - Parameter lanes: entries of these features are overwritten.
  package static func build(
    _ group: RecordGroup, rows: RowMasks, gradients: FixedPointGradients,
    into lanes: HistogramLanes
  ) {
    // SAFETY: the caller's records, gradients and lanes cover every row and bin named here.
    group.withForC { group in
      if let hessians = lanes.hessians {
        precondition(gradients.isWeighted, "a hessian lane takes weighted gradients")
        cgbdt_histogram_group_weighted(
          group, gradients.values, rows.words, rows.masks, Int64(rows.count), lanes.gradients,
          hessians, lanes.counts)
      } else {
        precondition(!gradients.isWeighted, "weighted gradients need a hessian lane")
        cgbdt_histogram_group_constant(
          group, gradients.values, rows.words, rows.masks, Int64(rows.count), lanes.gradients,
          lanes.counts)
      }
    }
  }

  /// The histogram of one feature of two-byte bins over `rows`.
  ///
  /// - Parameter lanes: from the feature's bin 0; `binCount` entries are overwritten.
  package static func build(
    wide column: UnsafePointer<UInt16>, binCount: Int, rows: RowMasks,
    gradients: FixedPointGradients, into lanes: HistogramLanes
  ) {
    let (count, bins) = (Int64(rows.count), Int32(binCount))
    // SAFETY: the caller's column, gradients and lanes cover every row and bin named here.
    if let hessians = lanes.hessians {
      precondition(gradients.isWeighted, "a hessian lane takes weighted gradients")
      cgbdt_histogram_wide_weighted(
        column, gradients.values, rows.words, rows.masks, count, bins, lanes.gradients, hessians,
        lanes.counts)
    } else {
      precondition(!gradients.isWeighted, "weighted gradients need a hessian lane")
      cgbdt_histogram_wide_constant(
        column, gradients.values, rows.words, rows.masks, count, bins, lanes.gradients,
        lanes.counts)
    }
  }

  /// sums += terms, entry by entry, wrapping.
  package static func add(
    _ terms: UnsafePointer<Int64>, count: Int, to sums: UnsafeMutablePointer<Int64>,
    variant: KernelVariant = .current
  ) {
    // SAFETY: both arrays have `count` entries and do not overlap.
    switch variant {
    case .scalar: cgbdt_int64_add_scalar(terms, Int64(count), sums)
    case .avx2: cgbdt_int64_add_avx2(terms, Int64(count), sums)
    case .avx512: cgbdt_int64_add_avx512(terms, Int64(count), sums)
    }
  }

  /// sums -= terms, entry by entry, wrapping: a parent less one child is the other child.
  package static func subtract(
    _ terms: UnsafePointer<Int64>, count: Int, from sums: UnsafeMutablePointer<Int64>,
    variant: KernelVariant = .current
  ) {
    // SAFETY: both arrays have `count` entries and do not overlap.
    switch variant {
    case .scalar: cgbdt_int64_subtract_scalar(terms, Int64(count), sums)
    case .avx2: cgbdt_int64_subtract_avx2(terms, Int64(count), sums)
    case .avx512: cgbdt_int64_subtract_avx512(terms, Int64(count), sums)
    }
  }

  /// Moves packed words {gradient: 40 signed, count: 24} to the lanes.
  ///
  /// - Parameter adding: to what is there; else the lanes are overwritten.
  package static func unpack(
    constant packed: UnsafeBufferPointer<UInt64>, adding: Bool, into lanes: HistogramLanes,
    variant: KernelVariant
  ) {
    let unpack =
      switch variant {
      case .scalar: cgbdt_histogram_unpack_constant_scalar
      case .avx2: cgbdt_histogram_unpack_constant_avx2
      case .avx512: cgbdt_histogram_unpack_constant_avx512
      }
    unpack(
      packed.baseAddress, Int64(packed.count), adding ? -1 : 0, lanes.gradients, lanes.counts)
  }

  /// Moves pairs of words, {gradient} and {hessian: 47, count: 17}, to the lanes.
  ///
  /// - Parameter adding: to what is there; else the lanes are overwritten.
  package static func unpack(
    weighted packed: UnsafeBufferPointer<UInt64>, adding: Bool, into lanes: HistogramLanes,
    hessians: UnsafeMutablePointer<Int64>, variant: KernelVariant
  ) {
    let unpack =
      switch variant {
      case .scalar: cgbdt_histogram_unpack_weighted_scalar
      case .avx2: cgbdt_histogram_unpack_weighted_avx2
      case .avx512: cgbdt_histogram_unpack_weighted_avx512
      }
    unpack(
      packed.baseAddress, Int64(packed.count / 2), adding ? -1 : 0, lanes.gradients, hessians,
      lanes.counts)
  }
}
