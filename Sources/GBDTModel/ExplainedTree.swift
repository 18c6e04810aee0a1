internal import GBDTKernels

/// A tree with what explanations need: the share of training rows in each branch and the mean prediction
/// of each node.
struct ExplainedTree: Sendable {
  struct Node: Sendable {
    /// -1 at a leaf.
    let column: Int
    let elseIndex: Int
    let test: Test
    /// Share of the node's training rows in the `then` branch, 0...1.
    let thenShare: Double
    let elseShare: Double
    /// The leaf's value, or the mean of both branches' means, weighted by their shares: the mean leaf
    /// value of the training rows that passed here.
    let mean: Double
  }

  enum Test: Sendable {
    case range(low: UInt32, limit: UInt32)
    case set([UInt32])

    @inline(__always)
    func isTrue(of code: UInt32) -> Bool {
      switch self {
      case .range(let low, let limit): code &- low <= limit
      case .set(let bits): bits[Int(code / 32)] >> (code % 32) & 1 == 1
      }
    }
  }

  let output: Int
  let nodes: [Node]
  /// The largest number of different columns on a path.
  let widestPath: Int
  /// Tests on the longest path.
  let depth: Int

  init(tree: Tree, codeTree: CodeTree) {
    output = tree.output
    var nodes: [Node] = []
    // Children come after their parents: backwards, both means are known.
    for index in tree.nodes.indices.reversed() {
      // `nodes` is reversed for now.
      let node = { (place: Int) in nodes[tree.nodes.count - 1 - place] }
      switch codeTree.nodes[index] {
      case .leaf(let value):
        nodes.append(
          Node(
            column: -1, elseIndex: 0, test: .range(low: 0, limit: 0), thenShare: 0, elseShare: 0,
            mean: value))
      case .range(let column, let low, let limit, let elseIndex):
        nodes.append(
          Self.split(
            tree, index, column, elseIndex, .range(low: low, limit: limit), node(index + 1).mean,
            node(elseIndex).mean))
      case .set(let column, let bits, let elseIndex):
        nodes.append(
          Self.split(
            tree, index, column, elseIndex, .set(bits), node(index + 1).mean, node(elseIndex).mean))
      }
    }
    nodes.reverse()
    self.nodes = nodes
    (widestPath, depth) = Self.pathSizes(nodes)
  }

  /// A split node. Branches without training rows share equally.
  private static func split(
    _ tree: Tree, _ index: Int, _ column: Int, _ elseIndex: Int, _ test: Test, _ thenMean: Double,
    _ elseMean: Double
  ) -> Node {
    let thenCount = Double(tree.nodes[index + 1].count)
    let elseCount = Double(tree.nodes[elseIndex].count)
    let sum = thenCount + elseCount
    let thenShare = sum > 0 ? thenCount / sum : 0.5
    let elseShare = sum > 0 ? elseCount / sum : 0.5
    return Node(
      column: column, elseIndex: elseIndex, test: test, thenShare: thenShare, elseShare: elseShare,
      mean: thenShare * thenMean + elseShare * elseMean)
  }

  private static func pathSizes(_ nodes: [Node]) -> (columns: Int, depth: Int) {
    var (widest, deepest) = (0, 0)
    // Columns on the path to each open node; a node's path is its parent's and the parent's column.
    var open: [(index: Int, depth: Int, columns: [Int])] = [(0, 0, [])]
    while let (index, depth, columns) = open.popLast() {
      widest = max(widest, columns.count)
      deepest = max(deepest, depth)
      let node = nodes[index]
      guard node.column >= 0 else { continue }
      let longer = columns.contains(node.column) ? columns : columns + [node.column]
      open.append((node.elseIndex, depth + 1, longer))
      open.append((index + 1, depth + 1, longer))
    }
    return (widest, deepest)
  }
}

extension TreeNode {
  /// Training rows that reached the node.
  package var count: UInt64 {
    switch self {
    case .split(let split): split.count
    case .leaf(let leaf): leaf.count
    }
  }

  /// Sum of their hessians.
  package var cover: Double {
    switch self {
    case .split(let split): split.cover
    case .leaf(let leaf): leaf.cover
    }
  }
}
