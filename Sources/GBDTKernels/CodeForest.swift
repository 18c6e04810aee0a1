/// A test or a leaf of a tree over integer codes. A missing value has code 0, the lowest number or the
/// first category code 1, and so on (`CodedColumn`).
package enum CodeNode: Sendable, Equatable {
  /// True when `code - low`, in wrapping arithmetic, is at most `limit`.
  case range(column: Int, low: UInt32, limit: UInt32, elseIndex: Int)
  /// True when bit `code` of `bits` is set. There is a bit for every code of the column.
  case set(column: Int, bits: [UInt32], elseIndex: Int)
  /// Added to the row's score.
  case leaf(Double)
}

/// One tree over codes; `nodes` in pre-order, the `then` branch of a test right behind it.
package struct CodeTree: Sendable {
  /// Which score the tree adds to.
  package let output: Int
  package let nodes: [CodeNode]

  package init(output: Int, nodes: [CodeNode]) {
    self.output = output
    self.nodes = nodes
  }
}

/// Values of one column together with what makes codes of them.
package enum CodedColumn: Sendable {
  /// The code of a value is 1 + the number of thresholds below it, of NaN 0. Thresholds ascend strictly.
  case numbers([Double], thresholds: [Double])
  /// The code of a value is `codes[value]`; a value outside of `codes` (-1 is missing) has code 0.
  case categories([Int32], codes: [UInt32])

  package var rowCount: Int {
    switch self {
    case .numbers(let values, _): values.count
    case .categories(let values, _): values.count
    }
  }
}

/// A forest laid out for the traversal kernels (`cgbdt_predict.h` and `cgbdt_row_sets.h` say how).
/// Immutable: any number of threads may use it at once.
///
/// Many rows are walked as sets where codes fit a byte, else, and few rows always, row by row: the same
/// bits. Memory: 20 bytes a node in the narrow layout, 28 in the wide one, which is taken when some code,
/// column or tree is beyond 16 bits; and some 14 for walking sets.
package struct CodeForest: Sendable {
  enum Layout: Sendable {
    case narrow(ForestLayout<UInt16>)
    case wide(ForestLayout<UInt32>)
  }

  let layout: Layout
  private let rowSets: RowSetForest?
  package let columnCount: Int
  package let outputCount: Int
  package let treeCount: Int

  /// - Parameters:
  ///   - highestCode: no column has a higher code.
  ///   - wide: forces 32-bit words and no sets, for tests.
  /// - Precondition: columns, outputs and `elseIndex` lie within bounds and nodes are in pre-order.
  package init(
    trees: [CodeTree], columnCount: Int, outputCount: Int, highestCode: Int, wide: Bool = false
  ) {
    self.columnCount = columnCount
    self.outputCount = outputCount
    treeCount = trees.count
    let fitsNarrow =
      highestCode <= Int(UInt16.max) && columnCount <= ForestLayout<UInt16>.columnLimit
      && trees.allSatisfy { $0.nodes.count < Int(UInt16.max) && $0.setWordCount <= Int(UInt16.max) }
    rowSets =
      wide
      ? nil
      : RowSetForest(
        trees: trees, columnCount: columnCount, outputCount: outputCount, highestCode: highestCode)
    layout =
      fitsNarrow && !wide
      ? .narrow(ForestLayout(trees: trees, columnCount: columnCount, outputCount: outputCount))
      : .wide(ForestLayout(trees: trees, columnCount: columnCount, outputCount: outputCount))
  }

  /// Raw scores of rows: `base` plus the leaf values of the first `treeCount` trees, added as doubles
  /// in tree order.
  ///
  /// - Parameters:
  ///   - columns: `columnCount` columns of `rowCount` rows.
  ///   - base: one number an output; or one a row and output, row-major.
  /// - Returns: rowCount x outputCount, row-major; bits independent of `threads` and `variant`.
  package func scores(
    columns: [CodedColumn], rowCount: Int, base: [Double], treeCount: Int, threads: Int,
    variant: KernelVariant = .current
  ) -> [Double] {
    precondition(columns.count == columnCount, "one array a column")
    precondition(columns.allSatisfy { $0.rowCount == rowCount }, "columns have equal lengths")
    precondition(
      base.count == outputCount || base.count == rowCount * outputCount,
      "base scores of all rows, or of each")
    precondition(treeCount >= 0 && treeCount <= self.treeCount, "no more trees than there are")
    if let rowSets, rowCount >= RowSetForest.fewestRows {
      return rowSets.scores(columns, rowCount, base, treeCount, threads, variant)
    }
    switch layout {
    case .narrow(let layout):
      return layout.scores(columns, rowCount, base, treeCount, threads, variant)
    case .wide(let layout):
      return layout.scores(columns, rowCount, base, treeCount, threads, variant)
    }
  }

  /// The leaf that each row reaches in each of the first `treeCount` trees: its place among the tree's
  /// leaves in pre-order, from 0.
  ///
  /// - Returns: rowCount x treeCount, row-major.
  package func leaves(
    columns: [CodedColumn], rowCount: Int, treeCount: Int, threads: Int,
    variant: KernelVariant = .current
  ) -> [UInt32] {
    switch layout {
    case .narrow(let layout):
      layout.leaves(columns, rowCount, treeCount, threads, variant)
    case .wide(let layout):
      layout.leaves(columns, rowCount, treeCount, threads, variant)
    }
  }

  /// Adds the leaf values of one row, given by its codes, to `scores`, one number an output. Allocates
  /// nothing on the heap for up to some hundred columns.
  package func addScores(
    rowCodes: Span<UInt32>, treeCount: Int, to scores: inout MutableSpan<Double>
  ) {
    precondition(rowCodes.count == columnCount, "one code a column")
    precondition(scores.count == outputCount, "one score an output")
    precondition(treeCount >= 0 && treeCount <= self.treeCount, "no more trees than there are")
    switch layout {
    case .narrow(let layout): layout.addScores(rowCodes, treeCount, &scores)
    case .wide(let layout): layout.addScores(rowCodes, treeCount, &scores)
    }
  }
}

extension CodeTree {
  /// Words of bits in all set tests.
  var setWordCount: Int {
    nodes.reduce(0) { count, node in
      if case .set(_, let bits, _) = node { count + bits.count } else { count }
    }
  }
}
