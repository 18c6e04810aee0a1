internal import CGBDTKernels

/// A forest laid out for the traversal by sets of rows (`cgbdt_row_sets.h` says how). Immutable.
///
/// Memory: 10 bytes a node, and 8 more a leaf.
struct RowSetForest: Sendable {
  /// Where a tree begins in the arrays.
  private struct Start: Sendable {
    let node: Int
    let range: Int
    let value: Int
    let output: Int
  }

  /// Below this number of rows, most of a block of rows would be empty: walking row by row is faster.
  static var fewestRows: Int { 192 }
  /// Codes of so many rows stay in the first-level cache. A multiple of `CGBDT_ROW_SET_ROWS`.
  private static var rowsPerBlock: Int { 2048 }

  private var nodes: [cgbdt_row_set_node] = []
  private var ranges: [cgbdt_code_range] = []
  private var values: [Double] = []
  private var starts: [Start] = []
  private let columnCount: Int
  private let outputCount: Int

  /// Nil where some code, column or tree is too large for bytes.
  ///
  /// - Precondition: as `CodeForest.init`.
  init?(trees: [CodeTree], columnCount: Int, outputCount: Int, highestCode: Int) {
    guard highestCode <= Int(UInt8.max), columnCount <= Int(UInt8.max) + 1 else { return nil }
    self.columnCount = columnCount
    self.outputCount = outputCount
    for tree in trees {
      guard append(tree) else { return nil }
    }
  }

  /// False for a tree that is too large.
  private mutating func append(_ tree: CodeTree) -> Bool {
    let start = Start(
      node: nodes.count, range: ranges.count, value: values.count, output: tree.output)
    starts.append(start)
    for node in tree.nodes {
      switch node {
      case .leaf(let value):
        let number = values.count - start.value
        guard number <= Int(UInt8.max) else { return false }
        nodes.append(
          cgbdt_row_set_node(
            column: 0, range: cgbdt_code_range(low: 0, limit: 0), is_leaf: 1, next: UInt16(number),
            first_range: 0, range_count: 0))
        values.append(value)
      case .range(let column, let low, let limit, let elseIndex):
        // Equal modulo 256: no code is higher.
        let range = cgbdt_code_range(
          low: UInt8(truncatingIfNeeded: low), limit: UInt8(truncatingIfNeeded: limit))
        nodes.append(Self.test(column, range, elseIndex))
      case .set(let column, let bits, let elseIndex):
        let runs = Self.runs(of: bits)
        let firstRange = ranges.count - start.range
        guard firstRange + runs.count <= Int(UInt16.max), let first = runs.first else {
          return false
        }
        ranges += runs.dropFirst()
        nodes.append(
          Self.test(
            column, first, elseIndex, firstRange: firstRange, rangeCount: runs.count - 1))
      }
    }
    return true
  }

  private static func test(
    _ column: Int, _ range: cgbdt_code_range, _ elseIndex: Int, firstRange: Int = 0,
    rangeCount: Int = 0
  ) -> cgbdt_row_set_node {
    cgbdt_row_set_node(
      column: UInt8(column), range: range, is_leaf: 0, next: UInt16(elseIndex),
      first_range: UInt16(firstRange), range_count: UInt16(rangeCount))
  }

  /// The codes 0...255 whose bits are set, as ranges.
  private static func runs(of bits: [UInt32]) -> [cgbdt_code_range] {
    let isSet = (0..<min(256, 32 * bits.count)).map { bits[$0 / 32] >> UInt32($0 % 32) & 1 == 1 }
    var runs: [cgbdt_code_range] = []
    for code in isSet.indices where isSet[code] {
      if code > 0 && isSet[code - 1] {
        runs[runs.count - 1].limit += 1
      } else {
        runs.append(cgbdt_code_range(low: UInt8(code), limit: 0))
      }
    }
    return runs
  }

  /// As `CodeForest.scores`.
  func scores(
    _ columns: [CodedColumn], _ rowCount: Int, _ base: [Double], _ treeCount: Int, _ threads: Int,
    _ variant: KernelVariant
  ) -> [Double] {
    let step = Int(CGBDT_ROW_SET_ROWS)
    let fairRows = (rowCount + 4 * threads - 1) / (4 * max(threads, 1))
    let blockRows = min(Self.rowsPerBlock, max(1, (fairRows + step - 1) / step) * step)
    let blockCount = (rowCount + blockRows - 1) / blockRows
    return [Double](unsafeUninitializedCapacity: rowCount * outputCount) { scores, initialized in
      withTrees(treeCount) { trees in
        Parallel.forEachBlock(count: blockCount, threads: threads) { block in
          let rows = (block * blockRows)..<min((block + 1) * blockRows, rowCount)
          let blockScores = UnsafeMutableBufferPointer(
            rebasing: scores[(rows.lowerBound * outputCount)..<(rows.upperBound * outputCount)])
          let first = rows.lowerBound * outputCount
          for place in blockScores.indices {
            blockScores.initializeElement(at: place, to: base[(first + place) % base.count])
          }
          add(trees, columns, rows, blockScores, variant)
        }
      }
      initialized = rowCount * outputCount
    }
  }

  /// Adds the trees' leaf values of some rows to their scores.
  private func add(
    _ trees: UnsafeBufferPointer<cgbdt_row_set_tree>, _ columns: [CodedColumn], _ rows: Range<Int>,
    _ scores: UnsafeMutableBufferPointer<Double>, _ variant: KernelVariant
  ) {
    let step = Int(CGBDT_ROW_SET_ROWS)
    let roundedCount = (rows.count + step - 1) / step * step
    withUnsafeTemporaryAllocation(
      byteCount: max(roundedCount * columnCount, 1), alignment: 64
    ) { codes in
      let codes = codes.bindMemory(to: UInt8.self)
      codes.initialize(repeating: 0)
      for (index, column) in columns.enumerated() {
        for first in stride(from: 0, to: rows.count, by: step) {
          let part = rows.dropFirst(first).prefix(step)
          let place = (first / step * columnCount + index) * step
          encode(column, part, UnsafeMutableBufferPointer(rebasing: codes[place..<place + step]))
        }
      }
      let kernel =
        switch variant {
        case .scalar: cgbdt_row_sets_add_leaf_values_scalar
        case .avx2: cgbdt_row_sets_add_leaf_values_avx2
        case .avx512: cgbdt_row_sets_add_leaf_values_avx512
        }
      // SAFETY: `trees` point into arrays that `withTrees` holds, with indices that `init` made of checked
      // trees; `codes` has whole blocks for all rows, and `scores` a place for each row and output.
      unsafe kernel(
        trees.baseAddress, Int64(trees.count), codes.baseAddress, Int64(columnCount),
        Int64(rows.count), Int64(outputCount), scores.baseAddress)
    }
  }

  /// Writes the codes of `rows` of a column.
  private func encode(
    _ column: CodedColumn, _ rows: Range<Int>, _ codes: UnsafeMutableBufferPointer<UInt8>
  ) {
    switch column {
    case .numbers(let values, let thresholds):
      values.withUnsafeBufferPointer { values in
        thresholds.withUnsafeBufferPointer { thresholds in
          // SAFETY: `rows` lie within `values`, and `codes` has room for them. A code of a number is its
          // bin.
          unsafe cgbdt_bins_search_u8(
            values.baseAddress.map { $0 + rows.lowerBound }, Int64(rows.count),
            thresholds.baseAddress, Int64(thresholds.count), codes.baseAddress)
        }
      }
    case .categories(let values, let mapping):
      for (place, row) in rows.enumerated() {
        let value = Int(values[row])
        codes[place] = mapping.indices.contains(value) ? UInt8(mapping[value]) : 0
      }
    }
  }

  /// The first `treeCount` trees as the kernel takes them.
  private func withTrees(
    _ treeCount: Int, _ body: (UnsafeBufferPointer<cgbdt_row_set_tree>) -> Void
  ) {
    nodes.withUnsafeBufferPointer { nodes in
      ranges.withUnsafeBufferPointer { ranges in
        values.withUnsafeBufferPointer { values in
          let trees = starts.prefix(treeCount).map { start in
            cgbdt_row_set_tree(
              nodes: nodes.baseAddress.map { $0 + start.node },
              ranges: ranges.baseAddress.map { $0 + start.range },
              values: values.baseAddress.map { $0 + start.value }, output: Int32(start.output))
          }
          trees.withUnsafeBufferPointer(body)
        }
      }
    }
  }
}
