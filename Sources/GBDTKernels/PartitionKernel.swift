internal import CGBDTKernels

/// The bins of one feature over all rows of this process.
package enum BinPointer: @unchecked Sendable {
  case narrow(UnsafePointer<UInt8>)
  case wide(UnsafePointer<UInt16>)

  package subscript(row: Int) -> Int {
    switch self {
    case .narrow(let bins): Int(bins[row])
    case .wide(let bins): Int(bins[row])
    }
  }
}

/// Which bins take the left (`then`) child.
package enum BinTest: Sendable, Equatable {
  /// Bins low...high, where low is 0 (missing goes left) or 1 (missing goes right).
  case range(low: Int, high: Int)
  /// One flag (0 or 1) a bin of the feature.
  case flags([UInt8])

  package func isLeft(_ bin: Int) -> Bool {
    switch self {
    case .range(let low, let high): low <= bin && bin <= high
    case .flags(let flags): flags[bin] != 0
    }
  }
}

/// Splitting the rows of a node: mark a stretch, then scatter it. See cgbdt_partition.h.
package enum PartitionKernel {
  /// Words of marks that `rowCount` rows need.
  package static func wordCount(rowCount: Int) -> Int { (rowCount + 63) / 64 }

  /// Sets a bit for each row whose bin passes the test.
  ///
  /// - Parameter marks: `wordCount(rowCount: rows.count)` words, overwritten; spare bits become 0.
  /// - Returns: how many rows pass.
  package static func mark(
    _ column: BinPointer, rows: RowSelection, test: BinTest,
    marks: UnsafeMutableBufferPointer<UInt64>,
    variant: KernelVariant = .current
  ) -> Int {
    precondition(marks.count >= wordCount(rowCount: rows.count), "there is a mark for each row")
    let (list, first) = rows.forC
    let count = Int64(rows.count)
    // SAFETY: the caller's column covers every row; marks were checked above.
    let marked: Int64
    switch (column, test) {
    case (.narrow(let bins), .range(let low, let high)):
      let (low, span) = (UInt32(low), UInt32(high - low))
      marked =
        switch variant {
        case .scalar:
          cgbdt_partition_mark_range_u8_scalar(
            bins, list, first, count, low, span, marks.baseAddress)
        case .avx2:
          cgbdt_partition_mark_range_u8_avx2(bins, list, first, count, low, span, marks.baseAddress)
        case .avx512:
          cgbdt_partition_mark_range_u8_avx512(
            bins, list, first, count, low, span, marks.baseAddress)
        }
    case (.wide(let bins), .range(let low, let high)):
      let (low, span) = (UInt32(low), UInt32(high - low))
      marked =
        switch variant {
        case .scalar:
          cgbdt_partition_mark_range_u16_scalar(
            bins, list, first, count, low, span, marks.baseAddress)
        case .avx2:
          cgbdt_partition_mark_range_u16_avx2(
            bins, list, first, count, low, span, marks.baseAddress)
        case .avx512:
          cgbdt_partition_mark_range_u16_avx512(
            bins, list, first, count, low, span, marks.baseAddress)
        }
    case (.narrow(let bins), .flags(let flags)):
      marked = cgbdt_partition_mark_set_u8(bins, list, first, count, flags, marks.baseAddress)
    case (.wide(let bins), .flags(let flags)):
      marked = cgbdt_partition_mark_set_u16(bins, list, first, count, flags, marks.baseAddress)
    }
    return Int(marked)
  }

  /// Writes the marked rows to `left` and the others to `right`, in order.
  ///
  /// - Precondition: `left` and `right` have room for exactly as many rows as are marked or not;
  ///   they overlap neither each other nor `rows`.
  package static func scatter(
    rows: RowSelection, marks: UnsafeMutableBufferPointer<UInt64>,
    left: UnsafeMutablePointer<UInt32>,
    right: UnsafeMutablePointer<UInt32>, variant: KernelVariant = .current
  ) {
    let (list, first) = rows.forC
    let count = Int64(rows.count)
    // SAFETY: the kernel writes as many rows as there are marks set, or not set, and no more.
    switch variant {
    case .scalar:
      cgbdt_partition_scatter_scalar(list, first, count, marks.baseAddress, left, right)
    case .avx2: cgbdt_partition_scatter_avx2(list, first, count, marks.baseAddress, left, right)
    case .avx512:
      cgbdt_partition_scatter_avx512(list, first, count, marks.baseAddress, left, right)
    }
  }

  /// What mark and scatter do together, in plain Swift.
  package static func referencePartition(
    _ column: BinPointer, rows: RowSelection, test: BinTest
  ) -> (left: [UInt32], right: [UInt32]) {
    var (left, right): ([UInt32], [UInt32]) = ([], [])
    for place in 0..<rows.count {
      let row = rows[place]
      if test.isLeft(column[row]) { left.append(UInt32(row)) } else { right.append(UInt32(row)) }
    }
    return (left, right)
  }
}
