internal import GBDTKernels

/// A node of the tree under growth: evaluated, perhaps expanded, perhaps never part of the tree.
struct GrowthNode {
  /// Of all its rows in all processes.
  let sums: NodeSums
  let depth: Int
  /// Its rows in this process.
  let rows: RowPartition.Segment
  /// The best legal split; nil: the node can only be a leaf.
  let split: Split?
  /// Kept until the node is expanded or will not be.
  var histogram: Histogram?
  /// Once expanded.
  var children: (left: Int, right: Int)?
}
