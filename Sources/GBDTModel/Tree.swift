/// One regression tree as the predictor and the model files see it: tests on feature values, not bins.
package struct Tree: Sendable, Equatable {
  /// Which raw score the tree adds to; 0 where there is one.
  package let output: Int
  /// In pre-order: the root first, then the whole `then` branch, then the `else` branch.
  package let nodes: [TreeNode]

  package init(output: Int, nodes: [TreeNode]) {
    self.output = output
    self.nodes = nodes
  }

  /// No path from the root is longer than this number of tests; deeper files are refused.
  package static let maximumDepth = 512

  /// The same tree with other leaf values, from left to right.
  package func with(leafValues: [Double]) -> Tree {
    var next = 0
    return Tree(
      output: output,
      nodes: nodes.map { node in
        guard case .leaf(let leaf) = node else { return node }
        defer { next += 1 }
        return .leaf(LeafNode(value: leafValues[next], count: leaf.count, cover: leaf.cover))
      })
  }

  /// The value furthest from 0 that the tree can add to a raw score; infinite if one is no number.
  package var largestLeafMagnitude: Double {
    nodes.reduce(0) { largest, node in
      guard case .leaf(let leaf) = node else { return largest }
      return leaf.value.isNaN ? .infinity : max(largest, leaf.value.magnitude)
    }
  }
}

package enum TreeNode: Sendable, Equatable {
  case split(SplitNode)
  case leaf(LeafNode)
}

/// A test of one feature. The `then` branch follows in the array at once.
package struct SplitNode: Sendable, Equatable {
  /// What a value must satisfy to take the `then` branch.
  package enum Test: Sendable, Equatable {
    /// value <= threshold; finite.
    case atMost(Double)
    /// The category is among these indices into the feature's `categories`: ascending, not empty.
    case isOneOf([Int32])
  }

  /// Index into the model's features.
  package let feature: Int
  package let test: Test
  /// Whether a missing value takes the `then` branch.
  package let missingTakesThen: Bool
  /// Reduction of the objective by this split; finite, not negative.
  package let gain: Double
  /// Training rows that reached the node.
  package let count: UInt64
  /// Sum of their hessians.
  package let cover: Double
  /// Position of the `else` branch in `nodes`.
  package let elseIndex: Int

  package init(
    feature: Int, test: Test, missingTakesThen: Bool, gain: Double, count: UInt64, cover: Double,
    elseIndex: Int
  ) {
    self.feature = feature
    self.test = test
    self.missingTakesThen = missingTakesThen
    self.gain = gain
    self.count = count
    self.cover = cover
    self.elseIndex = elseIndex
  }
}

package struct LeafNode: Sendable, Equatable {
  /// Added to the raw score of a row that ends here; finite, shrinkage included.
  package let value: Double
  package let count: UInt64
  package let cover: Double

  package init(value: Double, count: UInt64, cover: Double) {
    self.value = value
    self.count = count
    self.cover = cover
  }
}
