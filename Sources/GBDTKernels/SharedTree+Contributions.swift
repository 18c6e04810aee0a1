internal import CGBDTKernels

/// Shapley values of a block of rows, tree by tree. `cgbdt_contributions.h` derives the method.
///
/// Not shared between threads: it holds the kernel's working memory.
package struct ContributionSum {
  private let quadrature: Quadrature
  private let columnCount: Int
  private let depth: Int
  private var edges: [cgbdt_path_edge]
  private var vectors: [Double]
  private var lastEdges: [Int32]

  /// - Parameters:
  ///   - quadrature: exact for the widest path of the trees to come.
  ///   - depth: no tree is deeper.
  package init(quadrature: Quadrature, columnCount: Int, depth: Int) {
    self.quadrature = quadrature
    self.columnCount = columnCount
    self.depth = depth
    edges = [cgbdt_path_edge](repeating: cgbdt_path_edge(), count: depth + 1)
    vectors = [Double](repeating: 0, count: 3 * (depth + 1) * quadrature.points.count)
    lastEdges = [Int32](repeating: 0, count: columnCount)
  }

  /// Adds the rows' Shapley values in `tree` to `contributions`.
  ///
  /// - Parameters:
  ///   - codes: row-major, one code a column; all within the columns' ranges.
  ///   - contributions: row-major, one number a column.
  package mutating func add(
    _ tree: SharedTree, codes: [UInt32], to contributions: inout [Double],
    variant: KernelVariant = .current
  ) {
    precondition(tree.depth <= depth, "the tree is as deep as announced")
    precondition(quadrature.isExact(forFactors: tree.widestPath), "the quadrature is exact")
    precondition(codes.count == contributions.count, "a contribution for each code")
    guard columnCount > 0 else { return }
    let rowCount = codes.count / columnCount
    let kernel =
      switch variant {
      case .scalar: cgbdt_add_contributions_scalar
      case .avx2: cgbdt_add_contributions_avx2
      case .avx512: cgbdt_add_contributions_avx512
      }
    quadrature.points.withUnsafeBufferPointer { points in
      quadrature.weights.withUnsafeBufferPointer { weights in
        var view = cgbdt_quadrature(
          points: points.baseAddress, weights: weights.baseAddress, count: Int64(points.count))
        // SAFETY: sizes as the header asks for, by the preconditions above and `init`; a tree's columns
        // are below `columnCount` and its sets have a bit for every code.
        unsafe kernel(
          tree.kernelNodes, tree.setWords, &view, codes, Int64(rowCount), Int64(columnCount),
          Int64(depth), &edges, &vectors, &lastEdges, &contributions, Int64(columnCount))
      }
    }
  }
}
