internal import CGBDTKernels

/// A tree over codes that knows which share of the training rows took each branch, for explanations.
package struct SharedTree: Sendable {
  package let codeTree: CodeTree
  /// Of each node, the share of its training rows that went to `then`, and to `else`; 0 at leaves.
  /// Without training rows, half each.
  package let thenShares: [Double]
  package let elseShares: [Double]
  /// Of each node, the mean leaf value of the training rows that passed it: a leaf's own value, else the
  /// branches' means weighted by their shares.
  package let means: [Double]
  /// The largest number of different columns on a path.
  package let widestPath: Int
  /// Tests on the longest path.
  package let depth: Int
  let kernelNodes: [cgbdt_shared_node]
  let setWords: [UInt32]

  /// - Parameter counts: training rows of each node.
  package init(_ codeTree: CodeTree, counts: [UInt64]) {
    precondition(counts.count == codeTree.nodes.count, "one count a node")
    var thenShares = [Double](repeating: 0, count: counts.count)
    var elseShares = thenShares
    var means = thenShares
    // Children come after their parents: backwards, both means are known.
    for (index, node) in codeTree.nodes.enumerated().reversed() {
      guard let elseIndex = node.elseIndex else {
        if case .leaf(let value) = node { means[index] = value }
        continue
      }
      let thenCount = Double(counts[index + 1])
      let elseCount = Double(counts[elseIndex])
      let sum = thenCount + elseCount
      thenShares[index] = sum > 0 ? thenCount / sum : 0.5
      elseShares[index] = sum > 0 ? elseCount / sum : 0.5
      means[index] = thenShares[index] * means[index + 1] + elseShares[index] * means[elseIndex]
    }
    self.codeTree = codeTree
    self.thenShares = thenShares
    self.elseShares = elseShares
    self.means = means
    (widestPath, depth) = Self.pathSizes(codeTree)
    (kernelNodes, setWords) = Self.kernelNodes(codeTree, thenShares, elseShares)
  }

  private static func pathSizes(_ tree: CodeTree) -> (columns: Int, depth: Int) {
    var (widest, deepest) = (0, 0)
    // Columns on the path to each open node; a node's path is its parent's and the parent's column.
    var open: [(index: Int, depth: Int, columns: [Int])] = [(0, 0, [])]
    while let (index, depth, columns) = open.popLast() {
      widest = max(widest, columns.count)
      deepest = max(deepest, depth)
      let node = tree.nodes[index]
      guard let column = node.column, let elseIndex = node.elseIndex else { continue }
      let longer = columns.contains(column) ? columns : columns + [column]
      open.append((elseIndex, depth + 1, longer))
      open.append((index + 1, depth + 1, longer))
    }
    return (widest, deepest)
  }

  private static func kernelNodes(
    _ tree: CodeTree, _ thenShares: [Double], _ elseShares: [Double]
  ) -> ([cgbdt_shared_node], [UInt32]) {
    var setWords: [UInt32] = []
    let nodes = tree.nodes.enumerated().map { index, node -> cgbdt_shared_node in
      var result = cgbdt_shared_node()
      result.then_share = thenShares[index]
      result.else_share = elseShares[index]
      result.column = Int32(node.column ?? -1)
      result.else_index = Int32(node.elseIndex ?? 0)
      result.set_offset = -1
      switch node {
      case .leaf(let value):
        result.value = value
      case .range(_, let low, let limit, _):
        result.low = low
        result.limit = limit
      case .set(_, let bits, _):
        result.set_offset = Int64(setWords.count)
        setWords += bits
      }
      return result
    }
    return (nodes, setWords)
  }
}

extension CodeNode {
  package var column: Int? {
    switch self {
    case .range(let column, _, _, _), .set(let column, _, _): column
    case .leaf: nil
    }
  }

  package var elseIndex: Int? {
    switch self {
    case .range(_, _, _, let elseIndex), .set(_, _, let elseIndex): elseIndex
    case .leaf: nil
    }
  }

  /// Whether a row with these codes takes the `then` branch; false at a leaf.
  package func isTrue(of codes: [UInt32]) -> Bool {
    switch self {
    case .leaf: return false
    case .range(let column, let low, let limit, _): return codes[column] &- low <= limit
    case .set(let column, let bits, _):
      return bits[Int(codes[column] / 32)] >> (codes[column] % 32) & 1 == 1
    }
  }
}
