internal import GBDTKernels

/// A new order of the rows of this process: those that end in the same leaf come to lie together.
///
/// Every pass over a node's rows costs what the cache lines cost that they lie in, so it is the
/// cheaper the closer together they lie. Trees of neighbouring iterations resemble each other:
/// rows that shared a leaf will share most nodes of the next trees. Rows of a leaf keep their
/// order, and with it the neighbourhoods that earlier trees made.
///
/// No result depends on the order of rows: sums over rows are integers or exact, and what is drawn
/// for a row is drawn by its number.
struct RowOrder {
  private static let stretchRows = 1 << 14

  /// Position p takes the row that was at sources[p].
  private let sources: KernelBuffer<UInt32>

  /// - Parameters:
  ///   - leaves: from left to right.
  ///   - others: rows that are in no leaf: they come last.
  init(leaves: [GrownTree.LeafRows], others: RowMasks?, rowCount: Int, threads: Int) {
    let sources = KernelBuffer<UInt32>(count: rowCount)
    var starts = [0]
    for leaf in leaves { starts.append(starts[starts.count - 1] + leaf.rowCount) }
    Parallel.forEachBlock(count: leaves.count, threads: threads) {
      // SAFETY: each row is in one leaf, so that leaves write to disjoint ranges.
      _ = leaves[$0].rows.write(to: sources.start + starts[$0])
    }
    let placed =
      starts[leaves.count] + (others?.write(to: sources.start + starts[leaves.count]) ?? 0)
    precondition(placed == rowCount, "every row has its place in the new order")
    self.sources = sources
  }

  /// Whether putting the rows in order pays after so many trees: while the first trees take shape
  /// often, then once in a while.
  static func isDue(treeCount: Int) -> Bool {
    treeCount.nonzeroBitCount == 1 || treeCount.isMultiple(of: 32)
  }

  /// Where the rows at these positions come from; valid as long as the order.
  func sources(of rows: Range<Int>) -> UnsafeBufferPointer<UInt32> {
    UnsafeBufferPointer(sources.slice(rows))
  }

  /// Puts elements, one a row, in the new order.
  func apply<Element>(to elements: KernelBuffer<Element>, threads: Int) {
    apply(to: elements.start, threads: threads)
  }

  /// Puts the elements that the bytes are, one a row, in the new order.
  func apply<Element: BitwiseCopyable>(
    to bytes: KernelBuffer<UInt8>, of type: Element.Type, threads: Int
  ) {
    // SAFETY: buffers are aligned for any element, and this one has an element a row.
    apply(
      to: UnsafeMutableRawPointer(bytes.start).assumingMemoryBound(to: type), threads: threads)
  }

  private func apply<Element: BitwiseCopyable>(
    to elements: UnsafeMutablePointer<Element>, threads: Int
  ) {
    let rowCount = sources.count
    let gathered = KernelBuffer<Element>(count: rowCount)
    // SAFETY: all pointers outlive the loops; blocks write to disjoint rows; sources are rows.
    let (from, to, sources) = (elements, gathered.start, sources.start)
    Self.forEachStretch(rowCount, threads: threads) { rows in
      for row in rows { to[row] = from[Int(sources[row])] }
    }
    Self.forEachStretch(rowCount, threads: threads) { rows in
      (from + rows.lowerBound).update(from: to + rows.lowerBound, count: rows.count)
    }
    withExtendedLifetime(gathered) {}
  }

  static func forEachStretch(_ rowCount: Int, threads: Int, _ body: (Range<Int>) -> Void) {
    Parallel.forEachBlock(count: (rowCount + stretchRows - 1) / stretchRows, threads: threads) {
      body($0 * stretchRows..<min(($0 + 1) * stretchRows, rowCount))
    }
  }
}
