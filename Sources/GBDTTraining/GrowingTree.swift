internal import GBDTKernels

/// A tree under growth.
struct GrowingTree {
  let output: Int
  /// Which rows its nodes have.
  let partition: RowPartition
  /// Of the output.
  let gradients: FixedPointGradients
  /// In the order of their making, the root first.
  var nodes: [GrowthNode] = []

  /// Which nodes best-first growth splits, as far as it is known.
  func plan(leafLimit: Int) -> BestFirstPlan {
    BestFirstPlan(root: 0, splitLimit: leafLimit - 1) {
      BestFirstPlan.Node(gain: nodes[$0].split?.gain, children: nodes[$0].children)
    }
  }
}
