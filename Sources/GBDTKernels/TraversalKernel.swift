internal import CGBDTKernels

/// A tree whose tests are on bins, for rows of the training or a validation set.
package struct BinnedTree: Sendable {
  package enum Node: Sendable, Equatable {
    /// Positions of the children among the nodes.
    case split(feature: Int, test: BinTest, left: Int, right: Int)
    case leaf(value: Double)
  }

  /// The root first.
  package let nodes: [Node]
  private let compiled: [cgbdt_binned_node]
  private let flags: [UInt8]

  /// - Precondition: children come after their parent, so that every path ends in a leaf.
  package init(nodes: [Node]) {
    self.nodes = nodes
    var (compiled, flags): ([cgbdt_binned_node], [UInt8]) = ([], [])
    for (index, node) in nodes.enumerated() {
      var entry = cgbdt_binned_node(
        feature: -1, left: 0, right: 0, set: -1, low: 0, span: 0, value: 0)
      switch node {
      case .leaf(let value): entry.value = value
      case .split(let feature, let test, let left, let right):
        precondition(left > index && right > index, "children come after their parent")
        precondition(max(left, right) < nodes.count, "children are nodes")
        entry.feature = Int32(feature)
        entry.left = Int32(left)
        entry.right = Int32(right)
        switch test {
        case .range(let low, let high):
          entry.low = UInt32(low)
          entry.span = UInt32(high - low)
        case .flags(let set):
          entry.set = Int32(flags.count)
          flags += set
        }
      }
      compiled.append(entry)
    }
    self.compiled = compiled
    self.flags = flags
  }

  /// scores[row] += the value of the leaf that the row reaches, for each of `rows`.
  ///
  /// - Parameter columns: one a feature; they and `scores` cover every row.
  package func addValues(
    columns: [BinPointer], rows: RowMasks, to scores: UnsafeMutablePointer<Double>
  ) {
    var pointers: [UnsafeRawPointer?] = []
    var isWide: [UInt8] = []
    for column in columns {
      switch column {
      case .narrow(let bins):
        pointers.append(UnsafeRawPointer(bins))
        isWide.append(0)
      case .wide(let bins):
        pointers.append(UnsafeRawPointer(bins))
        isWide.append(1)
      }
    }
    // SAFETY: children were checked in `init`; flags cover every bin of their feature.
    cgbdt_traverse_add(
      compiled, flags, pointers, isWide, rows.words, rows.masks, Int64(rows.count), scores)
  }

  /// The value of the leaf that a row with these bins reaches, in plain Swift.
  package func value(bins: (_ feature: Int) -> Int) -> Double {
    var index = 0
    while true {
      switch nodes[index] {
      case .leaf(let value): return value
      case .split(let feature, let test, let left, let right):
        index = test.isLeft(bins(feature)) ? left : right
      }
    }
  }
}
