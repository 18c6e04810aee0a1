internal import CGBDTKernels

/// A set of rows as kernels take it: 64 neighbouring row positions to a word, one bit a row.
///
/// Refers to memory of somebody else, which outlives it. Columns that it is used with can be read
/// up to the end of their last word. See cgbdt_rows.h for why sets are held like this.
package struct RowMasks: BitwiseCopyable {
  /// Rows that a word stands for.
  package static let wordRows = 64

  /// Word i stands for the rows from 64 * words[i] on. Ascending.
  package let words: UnsafePointer<UInt32>
  /// Which of the word's rows belong to the set: the lowest bit is the first row.
  package let masks: UnsafePointer<UInt64>
  /// Of words.
  package let count: Int

  package init(words: UnsafePointer<UInt32>, masks: UnsafePointer<UInt64>, count: Int) {
    self.words = words
    self.masks = masks
    self.count = count
  }

  /// The words at `places`.
  package func slice(_ places: Range<Int>) -> RowMasks {
    precondition(
      places.lowerBound >= 0 && places.upperBound <= count, "a slice lies within its set")
    return RowMasks(
      words: words + places.lowerBound, masks: masks + places.lowerBound, count: places.count)
  }

  /// Rows in the set.
  package var rowCount: Int { (0..<count).reduce(0) { $0 + masks[$1].nonzeroBitCount } }

  /// The positions of the rows, ascending: in plain Swift, one by one.
  package var positions: [Int] {
    (0..<count).flatMap { word in
      (0..<Self.wordRows).lazy.filter { masks[word] >> UInt64($0) & 1 == 1 }
        .map { Self.wordRows * Int(words[word]) + $0 }
    }
  }

  /// Writes the positions of the rows, ascending, and returns how many they are.
  ///
  /// - Parameter rows: room for all of them, and not a byte beyond is written.
  package func write(
    to rows: UnsafeMutablePointer<UInt32>, variant: KernelVariant = .current
  ) -> Int {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 1024) { piece in
      guard let start = piece.baseAddress else { return 0 }
      var (used, written) = (0, 0)
      while used < count {
        let expanded = slice(used..<count).expand(into: piece, variant: variant)
        (rows + written).update(from: start, count: expanded.rowCount)
        used += expanded.wordCount
        written += expanded.rowCount
      }
      return written
    }
  }

  /// Writes the positions of the rows of as many leading words as are sure to fit, ascending.
  ///
  /// - Parameter rows: at least 64 entries. Those beyond the positions written may change.
  /// - Returns: how many words that were, and how many rows they have.
  package func expand(
    into rows: UnsafeMutableBufferPointer<UInt32>, variant: KernelVariant = .current
  ) -> (wordCount: Int, rowCount: Int) {
    precondition(rows.count >= Self.wordRows, "there is room for a word")
    let expand =
      switch variant {
      case .scalar: cgbdt_rows_expand_scalar
      case .avx2: cgbdt_rows_expand_avx2
      case .avx512: cgbdt_rows_expand_avx512
      }
    var rowCount: Int64 = 0
    // SAFETY: the kernel writes to as many entries as it is told that there are.
    let wordCount = expand(
      words, masks, Int64(count), Int64(rows.count), rows.baseAddress, &rowCount)
    return (Int(wordCount), Int(rowCount))
  }

  /// Divides the set in two parts or more of nearly equal numbers of rows: the ranges of their words.
  package func shares(_ shareCount: Int, rowCount: Int) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var (start, rows) = (0, 0)
    for word in 0..<count where ranges.count < shareCount - 1 {
      rows += masks[word].nonzeroBitCount
      if rows >= rowCount * (ranges.count + 1) / shareCount {
        ranges.append(start..<word + 1)
        start = word + 1
      }
    }
    return ranges + [start..<count]
  }
}

/// The memory of a set of rows of fixed words: the first `rowCount` positions, each in or out.
package final class RowMaskBuffer: @unchecked Sendable {
  package let words: KernelBuffer<UInt32>
  package let masks: KernelBuffer<UInt64>

  /// All rows from 0 up to `rowCount`.
  package init(rowCount: Int) {
    let count = (rowCount + RowMasks.wordRows - 1) / RowMasks.wordRows
    words = KernelBuffer(count: count)
    masks = KernelBuffer(count: count)
    for word in 0..<count {
      words[word] = UInt32(word)
      masks[word] = Self.mask(ofWord: word, rowCount: rowCount)
    }
  }

  /// Those rows of a word whose position is below `rowCount`, which is beyond the word's start.
  package static func mask(ofWord word: Int, rowCount: Int) -> UInt64 {
    let rest = rowCount - RowMasks.wordRows * word
    return rest >= RowMasks.wordRows ? .max : (1 << UInt64(rest)) - 1
  }

  /// Valid as long as the buffer lives.
  package var rows: RowMasks {
    RowMasks(words: words.start, masks: masks.start, count: words.elements.count)
  }
}
