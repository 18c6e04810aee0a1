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

/// Splitting the rows of a node: mark a stretch of words, then scatter it. See cgbdt_partition.h.
package enum PartitionKernel {
  /// What a split does to a stretch of words.
  package struct Counts: BitwiseCopyable, Equatable {
    package let leftRows: Int
    package let rightRows: Int
    /// Words with at least one row on that side.
    package let leftWords: Int
    package let rightWords: Int

    package init(leftRows: Int, rightRows: Int, leftWords: Int, rightWords: Int) {
      self.leftRows = leftRows
      self.rightRows = rightRows
      self.leftWords = leftWords
      self.rightWords = rightWords
    }

    package static let zero = Counts(leftRows: 0, rightRows: 0, leftWords: 0, rightWords: 0)

    package static func + (a: Counts, b: Counts) -> Counts {
      Counts(
        leftRows: a.leftRows + b.leftRows, rightRows: a.rightRows + b.rightRows,
        leftWords: a.leftWords + b.leftWords, rightWords: a.rightWords + b.rightWords)
    }

    fileprivate init(_ counts: cgbdt_partition_counts) {
      self.init(
        leftRows: Int(counts.left_rows), rightRows: Int(counts.right_rows),
        leftWords: Int(counts.left_words), rightWords: Int(counts.right_words))
    }

    fileprivate var forC: cgbdt_partition_counts {
      cgbdt_partition_counts(
        left_rows: Int64(leftRows), right_rows: Int64(rightRows), left_words: Int64(leftWords),
        right_words: Int64(rightWords))
    }
  }

  /// Where the words of one side go.
  package struct Target {
    package let words: UnsafeMutablePointer<UInt32>
    package let masks: UnsafeMutablePointer<UInt64>

    package init(words: UnsafeMutablePointer<UInt32>, masks: UnsafeMutablePointer<UInt64>) {
      self.words = words
      self.masks = masks
    }
  }

  /// Finds the rows whose bin passes the test.
  ///
  /// - Parameter marks: one a word, overwritten: those of its rows that pass.
  package static func mark(
    _ column: BinPointer, rows: RowMasks, test: BinTest,
    marks: UnsafeMutablePointer<UInt64>, variant: KernelVariant = .current
  ) -> Counts {
    let count = Int64(rows.count)
    // SAFETY: the caller's column covers every word, and there is a mark for each.
    switch (column, test) {
    case (.narrow(let bins), .range(let low, let high)):
      let mark =
        switch variant {
        case .scalar: cgbdt_partition_mark_range_u8_scalar
        case .avx2: cgbdt_partition_mark_range_u8_avx2
        case .avx512: cgbdt_partition_mark_range_u8_avx512
        }
      return Counts(
        mark(bins, rows.words, rows.masks, count, UInt32(low), UInt32(high - low), marks))
    case (.wide(let bins), .range(let low, let high)):
      let mark =
        switch variant {
        case .scalar: cgbdt_partition_mark_range_u16_scalar
        case .avx2: cgbdt_partition_mark_range_u16_avx2
        case .avx512: cgbdt_partition_mark_range_u16_avx512
        }
      return Counts(
        mark(bins, rows.words, rows.masks, count, UInt32(low), UInt32(high - low), marks))
    case (.narrow(let bins), .flags(let flags)):
      return Counts(
        cgbdt_partition_mark_set_u8(bins, rows.words, rows.masks, count, flags, marks))
    case (.wide(let bins), .flags(let flags)):
      return Counts(
        cgbdt_partition_mark_set_u16(bins, rows.words, rows.masks, count, flags, marks))
    }
  }

  /// Writes the words with marked rows to the left and those with other rows to the right, in order.
  ///
  /// - Parameter counts: what marking these words gave: each target has room for as many words; they
  ///   overlap neither each other nor `rows`.
  package static func scatter(
    rows: RowMasks, marks: UnsafePointer<UInt64>, counts: Counts, left: Target, right: Target,
    variant: KernelVariant = .current
  ) {
    let scatter =
      switch variant {
      case .scalar: cgbdt_partition_scatter_scalar
      case .avx2: cgbdt_partition_scatter_avx2
      case .avx512: cgbdt_partition_scatter_avx512
      }
    // SAFETY: the kernel writes as many words as were counted, and no more.
    scatter(
      rows.words, rows.masks, marks, Int64(rows.count), counts.forC, left.words, left.masks,
      right.words, right.masks)
  }

  /// The positions of the rows of each side, in plain Swift.
  package static func referencePartition(
    _ column: BinPointer, rows: RowMasks, test: BinTest
  ) -> (left: [Int], right: [Int]) {
    var (left, right): ([Int], [Int]) = ([], [])
    for row in rows.positions {
      if test.isLeft(column[row]) { left.append(row) } else { right.append(row) }
    }
    return (left, right)
  }
}
