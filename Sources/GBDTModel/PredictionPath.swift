internal import GBDTKernels

/// How one prediction came about: each test on a row's way through the forest moves the mean prediction
/// of the training rows that went the same way.
package struct PredictionPath: Sendable, Equatable {
  /// One test on the way through one tree.
  package struct Step: Sendable, Equatable {
    package let feature: Int
    /// Such as `distance_km <= 3.25` or `zone in ["1", "7"]`.
    package let test: String
    /// The row's value: a number, a category in quotes, or `missing`.
    package let value: String
    package let isTrue: Bool
    /// Mean leaf value, over training rows, of the node with the test and of the branch taken.
    package let meanBefore: Double
    package let meanAfter: Double
  }

  /// The way through one tree.
  package struct TreePath: Sendable, Equatable {
    package let tree: Int
    package let output: Int
    package let steps: [Step]
    /// The leaf's place among the tree's leaves in pre-order, and its value.
    package let leaf: Int
    package let leafValue: Double
  }

  /// Of each output: the base score plus every tree's mean leaf value, the prediction before anything
  /// is known of the row.
  package let start: [Double]
  /// Of each output and feature: by how much the steps that tested it moved the mean, summed in tree
  /// order. `start` plus all changes is the raw score, up to rounding.
  package let changes: [[Double]]
  /// The raw scores.
  package let raw: [Double]
  /// One a tree, in order.
  package let trees: [TreePath]
}

extension ForestPredictor {
  /// The way of one row through the first `iterations` iterations (nil: all).
  ///
  /// Changes by feature follow the order of the tests (Saabas 2014, "Interpreting random forests"): cheap
  /// and easy to follow, but not fair between features as `contributions` is.
  ///
  /// - Parameter row: an index into `rows`.
  /// - Throws: as `rawScores`.
  package func path(
    ofRow row: Int, in rows: FeatureRows, iterations: Int? = nil
  ) throws(ModelError) -> PredictionPath {
    precondition(row >= 0 && row < rows.rowCount, "the row is one of the rows")
    let treeCount = try treeCount(iterations: iterations)
    let codes = codes(of: try codedRows(rows), row: row)
    let shared = sharedTrees(treeCount)
    let paths = shared.indices.map { tree in
      treePath(tree, shared[tree], codes: codes, row: row, rows: rows)
    }
    var raw = model.baseScore
    var changes = [[Double]](
      repeating: [Double](repeating: 0, count: model.features.count), count: outputCount)
    for path in paths {
      raw[path.output] += path.leafValue
      for step in path.steps {
        changes[path.output][step.feature] += step.meanAfter - step.meanBefore
      }
    }
    return PredictionPath(
      start: expectedScores(shared), changes: changes, raw: raw, trees: paths)
  }

  private func treePath(
    _ tree: Int, _ shared: SharedTree, codes: [UInt32], row: Int, rows: FeatureRows
  ) -> PredictionPath.TreePath {
    var steps: [PredictionPath.Step] = []
    var index = 0
    while case .split(let split) = model.trees[tree].nodes[index] {
      let isTrue = shared.codeTree.nodes[index].isTrue(of: codes)
      let next = isTrue ? index + 1 : split.elseIndex
      steps.append(
        PredictionPath.Step(
          feature: split.feature, test: testText(split),
          value: valueText(rows.columns[split.feature], row: row), isTrue: isTrue,
          meanBefore: shared.means[index], meanAfter: shared.means[next]))
      index = next
    }
    return PredictionPath.TreePath(
      tree: tree, output: shared.codeTree.output, steps: steps,
      leaf: ReferenceForest.leaf(of: trees[tree], codes: codes).number,
      leafValue: shared.means[index])
  }

  /// The test in words; of many categories the first eight.
  private func testText(_ split: SplitNode) -> String {
    let feature = model.features[split.feature]
    switch (split.test, feature.kind) {
    case (.isOneOf(let indices), .categorical(let categories, _)):
      let shown = indices.prefix(8).map { "\"\(categories[Int($0)])\"" }
      let more = indices.count > shown.count ? ["... (\(indices.count - shown.count) more)"] : []
      return "\(feature.name) in [\((shown + more).joined(separator: ", "))]"
    case (.atMost(let threshold), _):
      return "\(feature.name) <= \(threshold)"
    case (.isOneOf(let indices), .numeric):
      return "\(feature.name) in \(indices)"
    }
  }

  private func valueText(_ column: FeatureColumn, row: Int) -> String {
    switch column {
    case .numbers(let values):
      values[row].isNaN ? "missing" : "\(values[row])"
    case .categories(let codes, let dictionary):
      dictionary.indices.contains(Int(codes[row]))
        ? "\"\(dictionary[Int(codes[row])])\"" : "missing"
    }
  }
}
