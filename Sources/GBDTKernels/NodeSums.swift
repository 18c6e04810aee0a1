/// Exact sums over the rows of a node, or of a part of it, in the units of the gradient grids.
package struct NodeSums: Equatable, BitwiseCopyable {
  package var gradient: Int64
  /// The row count where every hessian is 1.
  package var hessian: Int64
  package var count: Int64

  package init(gradient: Int64 = 0, hessian: Int64 = 0, count: Int64 = 0) {
    self.gradient = gradient
    self.hessian = hessian
    self.count = count
  }

  package static func + (left: NodeSums, right: NodeSums) -> NodeSums {
    NodeSums(
      gradient: left.gradient + right.gradient, hessian: left.hessian + right.hessian,
      count: left.count + right.count)
  }

  package static func - (left: NodeSums, right: NodeSums) -> NodeSums {
    NodeSums(
      gradient: left.gradient - right.gradient, hessian: left.hessian - right.hessian,
      count: left.count - right.count)
  }

  /// Whether missing values that have no say in a split go with these rows, the left ones, and not
  /// with the others.
  package func outweighs(_ right: NodeSums) -> Bool { hessian >= right.hessian }
}

extension HistogramLanes {
  /// The sums of one bin.
  package func sums(at bin: Int) -> NodeSums {
    let count = counts[bin]
    return NodeSums(
      gradient: gradients[bin], hessian: hessians.map { $0[bin] } ?? count, count: count)
  }
}
