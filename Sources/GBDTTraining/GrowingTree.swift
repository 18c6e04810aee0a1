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

  /// Makes nodes of an expansion's children.
  ///
  /// - Parameter splits: of the children that were searched and all that come after; those are taken.
  mutating func add(
    _ expansion: Expansion, rows: (left: RowPartition.Segment, right: RowPartition.Segment),
    splits: inout ArraySlice<Split?>, store: HistogramStore
  ) {
    var children: [Int] = []
    for (child, rows) in [(expansion.left, rows.left), (expansion.right, rows.right)] {
      let split = child.isSearched ? splits.popFirst() ?? nil : nil
      if split == nil, let histogram = child.histogram { store.giveBack(histogram) }
      children.append(nodes.count)
      nodes.append(
        GrowthNode(
          sums: child.sums, depth: expansion.depth, rows: rows, split: split,
          histogram: split == nil ? nil : child.histogram, children: nil))
    }
    nodes[expansion.node].children = (left: children[0], right: children[1])
  }

  /// Gives back the histograms of all but these nodes: they will not be expanded, or last of all.
  mutating func dropHistograms(keeping kept: some Sequence<Int>, store: HistogramStore) {
    var isKept = [Bool](repeating: false, count: nodes.count)
    for index in kept { isKept[index] = true }
    for index in nodes.indices where !isKept[index] {
      guard let histogram = nodes[index].histogram else { continue }
      store.giveBack(histogram)
      nodes[index].histogram = nil
    }
  }
}
