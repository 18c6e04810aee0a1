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
  /// exact for this integrand (`TreeContributions`): O(nodes x features on a path) a tree and row, and
  /// only sums of terms of equal sign, where the algorithm of the paper is quadratic in the depth and
  /// subtracts.
  ///
  /// - Throws: as `rawScores`.
  package func contributions(
    of rows: FeatureRows, iterations: Int? = nil, threads: Int = 1
  ) throws(ModelError) -> Contributions {
    let treeCount = try treeCount(iterations: iterations)
    let coded = try codedRows(rows)
    let explained = explainedTrees(treeCount)
    let width = model.features.count + 1
    let rowWidth = outputCount * width
    let expected = expectedScores(explained)
    let widest = explained.map(\.widestPath).max() ?? 0
    let quadrature = Quadrature(count: (widest + 1) / 2)
    let deepest = explained.map(\.depth).max() ?? 0
    let blockRows = 16
    let values = [Double](unsafeUninitializedCapacity: rows.rowCount * rowWidth) { values, count in
      values.initialize(repeating: 0)
      Parallel.forEachBlock(
        count: (rows.rowCount + blockRows - 1) / blockRows, threads: threads
      ) { block in
        var walk = TreeContributions(
          quadrature: quadrature, columnCount: coding.features.count, depth: deepest)
        for row in (block * blockRows)..<min((block + 1) * blockRows, rows.rowCount) {
          let codes = codes(of: coded, row: row)
          for tree in explained {
            walk.add(tree, codes: codes)
            let start = row * rowWidth + tree.output * width
            for (column, feature) in coding.features.enumerated() {
              values[start + feature] += walk.takeContribution(of: column)
            }
          }
          for output in 0..<outputCount {
            values[row * rowWidth + output * width + width - 1] = expected[output]
          }
        }
      }
      count = rows.rowCount * rowWidth
    }
    return Contributions(
      values: values, outputCount: outputCount, featureCount: model.features.count,
      unseenCategories: coded.unseenCategories)
  }

  /// The first `treeCount` trees, prepared for explanations. Linear in the number of nodes.
  func explainedTrees(_ treeCount: Int) -> [ExplainedTree] {
    (0..<treeCount).map { ExplainedTree(tree: model.trees[$0], codeTree: trees[$0]) }
  }

  /// For each output, its base score plus the mean leaf value of each of its trees over the training
  /// rows, in tree order.
  func expectedScores(_ explained: [ExplainedTree]) -> [Double] {
    explained.reduce(into: model.baseScore) { $0[$1.output] += $1.nodes[0].mean }
  }
}
