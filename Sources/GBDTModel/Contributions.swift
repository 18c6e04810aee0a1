internal import GBDTKernels

/// How much each feature moved each row's raw score away from the expected one.
package struct Contributions: Sendable, Equatable {
  /// Row-major: for each row and output one number a feature, then the expected value. They add up to
  /// the raw score, up to rounding.
  package let values: [Double]
  package let outputCount: Int
  package let featureCount: Int
  /// For each feature, how many rows had a category that the model does not know.
  package let unseenCategories: [Int]
}

extension ForestPredictor {
  /// Exact Shapley values of the features, path-dependent: where a feature is "absent", a row takes both
  /// branches of its tests, weighted by the training rows (`count`) that took them (Lundberg, Erion and
  /// Lee 2018, "Consistent individualized feature attribution for tree ensembles").
  ///
  /// Computed as an integral over the probability that a feature is present, by a quadrature that is
  /// exact for this integrand (`ContributionSum`): O(nodes x features on a path) a tree and row, where the
  /// algorithm of the paper is quadratic in the depth.
  ///
  /// - Throws: as `rawScores`.
  package func contributions(
    of rows: FeatureRows, iterations: Int? = nil, threads: Int = 1
  ) throws(ModelError) -> Contributions {
    let treeCount = try treeCount(iterations: iterations)
    let coded = try codedRows(rows)
    let shared = sharedTrees(treeCount)
    let width = model.features.count + 1
    let rowWidth = outputCount * width
    let expected = expectedScores(shared)
    let blockRows = 64
    let values = [Double](unsafeUninitializedCapacity: rows.rowCount * rowWidth) { values, count in
      values.initialize(repeating: 0)
      Parallel.forEachBlock(
        count: (rows.rowCount + blockRows - 1) / blockRows, threads: threads
      ) { block in
        let range = (block * blockRows)..<min((block + 1) * blockRows, rows.rowCount)
        let sums = contributions(of: range.flatMap { codes(of: coded, row: $0) }, shared)
        for (place, row) in range.enumerated() {
          for output in 0..<outputCount {
            let start = row * rowWidth + output * width
            for (column, feature) in coding.features.enumerated() {
              values[start + feature] = sums[output][place * coding.features.count + column]
            }
            values[start + width - 1] = expected[output]
          }
        }
      }
      count = rows.rowCount * rowWidth
    }
    return Contributions(
      values: values, outputCount: outputCount, featureCount: model.features.count,
      unseenCategories: coded.unseenCategories)
  }

  /// Of each output, row-major contributions of the columns.
  private func contributions(of codes: [UInt32], _ trees: [SharedTree]) -> [[Double]] {
    let widest = trees.map(\.widestPath).max() ?? 0
    var sum = ContributionSum(
      quadrature: Quadrature(count: max(1, (widest + 1) / 2)), columnCount: coding.features.count,
      depth: trees.map(\.depth).max() ?? 0)
    var sums = [[Double]](
      repeating: [Double](repeating: 0, count: codes.count), count: outputCount)
    for tree in trees { sum.add(tree, codes: codes, to: &sums[tree.codeTree.output]) }
    return sums
  }

  /// The first `treeCount` trees, prepared for explanations. Linear in the number of nodes.
  func sharedTrees(_ treeCount: Int) -> [SharedTree] {
    (0..<treeCount).map { SharedTree(trees[$0], counts: model.trees[$0].nodes.map(\.count)) }
  }

  /// For each output, its base score plus the mean leaf value of each of its trees over the training
  /// rows, in tree order.
  func expectedScores(_ trees: [SharedTree]) -> [Double] {
    trees.reduce(into: model.baseScore) { $0[$1.codeTree.output] += $1.means[0] }
  }
}

extension TreeNode {
  /// Training rows that reached the node.
  package var count: UInt64 {
    switch self {
    case .split(let split): split.count
    case .leaf(let leaf): leaf.count
    }
  }

  /// Sum of their hessians.
  package var cover: Double {
    switch self {
    case .split(let split): split.cover
    case .leaf(let leaf): leaf.cover
    }
  }
}
