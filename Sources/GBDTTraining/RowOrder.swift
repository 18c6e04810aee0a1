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

  /// Memory that a new order takes, lent for as long as it is in use.
  struct Memory {
    /// An entry a row.
    let sources: UnsafeMutableBufferPointer<UInt32>
    /// Four bytes a row.
    let scratch: KernelBuffer<UInt64>
  }

  /// Position p takes the row that was at memory.sources[p].
  private let memory: Memory

  /// - Parameters:
  ///   - leaves: from left to right.
  ///   - others: rows that are in no leaf: they come last.
  ///   - memory: the scratch may be the memory of the leaves' rows, the sources may not.
  init(leaves: [GrownTree.LeafRows], others: RowMasks?, memory: Memory, threads: Int) {
    var starts = [0]
    for leaf in leaves { starts.append(starts[starts.count - 1] + leaf.rowCount) }
    var placed = starts[leaves.count]
    if let sources = memory.sources.baseAddress {
      Parallel.forEachBlock(count: leaves.count, threads: threads) {
        // SAFETY: each row is in one leaf, so that leaves write to disjoint ranges.
        _ = leaves[$0].rows.write(to: sources + starts[$0])
      }
      placed += others?.write(to: sources + placed) ?? 0
    }
    precondition(placed == memory.sources.count, "every row has its place in the new order")
    self.memory = memory
  }

  /// Whether putting the rows in order pays after so many trees: while the first trees take shape
  /// often, then once in a while.
  static func isDue(treeCount: Int) -> Bool {
    treeCount.nonzeroBitCount == 1 || treeCount.isMultiple(of: 32)
  }

  /// Where the rows at these positions come from; valid as long as the order's memory.
  func sources(of rows: Range<Int>) -> UnsafeBufferPointer<UInt32> {
    UnsafeBufferPointer(rebasing: memory.sources[rows])
  }

  /// Puts elements of eight bytes, one a row, in the new order.
  func apply<Element>(to elements: UnsafeMutablePointer<Element>, threads: Int) {
    precondition(MemoryLayout<Element>.stride == 8, "elements take eight bytes")
    // One half after the other, because the scratch memory has no room for both.
    let halves = UnsafeMutableRawPointer(elements).assumingMemoryBound(to: UInt32.self)
    for half in 0..<2 { move(halves + half, stride: 2, threads: threads) }
  }

  /// Puts the bins that the bytes are, two bytes a row, in the new order.
  func apply(toWide bytes: KernelBuffer<UInt8>, threads: Int) {
    // SAFETY: buffers are aligned for any element, and this one has a bin a row.
    let bins = UnsafeMutableRawPointer(bytes.start).assumingMemoryBound(to: UInt16.self)
    move(bins, stride: 1, threads: threads)
  }

  private func move<Element: BitwiseCopyable>(
    _ elements: UnsafeMutablePointer<Element>, stride: Int, threads: Int
  ) {
    let rowCount = memory.sources.count
    precondition(
      MemoryLayout<Element>.stride <= 4 && 2 * memory.scratch.count >= rowCount,
      "an element of each row fits the scratch memory")
    // SAFETY: all pointers outlive the loops; blocks write to disjoint rows; sources are rows.
    let sources = memory.sources
    let moved = UnsafeMutableRawPointer(memory.scratch.start).assumingMemoryBound(to: Element.self)
    Self.forEachStretch(rowCount, threads: threads) { rows in
      for row in rows { moved[row] = elements[stride * Int(sources[row])] }
    }
    Self.forEachStretch(rowCount, threads: threads) { rows in
      for row in rows { elements[stride * row] = moved[row] }
    }
  }

  static func forEachStretch(_ rowCount: Int, threads: Int, _ body: (Range<Int>) -> Void) {
    Parallel.forEachBlock(count: (rowCount + stretchRows - 1) / stretchRows, threads: threads) {
      body($0 * stretchRows..<min(($0 + 1) * stretchRows, rowCount))
    }
  }
}
