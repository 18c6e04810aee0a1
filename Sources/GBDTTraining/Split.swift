internal import GBDTKernels
internal import GBDTModel

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
