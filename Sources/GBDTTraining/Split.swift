internal import GBDTKernels
internal import GBDTModel

/// Exact sums over the rows of a node, in the units of the gradient grids.
struct NodeSums: Equatable, BitwiseCopyable {
  var gradient: Int64 = 0
  /// The row count where every hessian is 1.
  var hessian: Int64 = 0
  var count: Int64 = 0

  static func + (left: NodeSums, right: NodeSums) -> NodeSums {
    NodeSums(
      gradient: left.gradient + right.gradient, hessian: left.hessian + right.hessian,
      count: left.count + right.count)
  }

  static func - (left: NodeSums, right: NodeSums) -> NodeSums {
    NodeSums(
      gradient: left.gradient - right.gradient, hessian: left.hessian - right.hessian,
      count: left.count - right.count)
  }

  /// Whether missing values that have no say in a split go with these rows, the left ones, and not
  /// with the others.
  func outweighs(_ right: NodeSums) -> Bool { hessian >= right.hessian }
}

/// The best split of one feature in one node, in a form that parallel loops can store anywhere.
struct SplitCandidate: BitwiseCopyable {
  enum Form: BitwiseCopyable {
    /// Bins 1...high go left, and missing if `missingLeft`.
    case atMost(high: Int32, missingLeft: Bool)
    /// This bin alone goes left.
    case oneBin(Int32)
    /// The first `count` bins by gradient go left: in ascending order or, reversed, from the end.
    case sorted(count: Int32, reversed: Bool)
  }

  let gain: Double
  let feature: Int32
  let form: Form
  /// Of the rows that go left.
  let left: NodeSums
}

/// How a node is split, ready for partitioning and for the model.
struct Split {
  let feature: Int
  let gain: Double
  /// On bins, for rows of the training and validation sets.
  let test: BinTest
  /// On values, for the model.
  let modelTest: SplitNode.Test
  let missingLeft: Bool
  let left: NodeSums
  let right: NodeSums
}
