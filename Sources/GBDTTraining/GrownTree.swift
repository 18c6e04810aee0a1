internal import GBDTKernels
internal import GBDTModel

/// A finished tree in its three forms: for the model, for rows in bins, and as the rows of its
/// leaves.
struct GrownTree {
  /// Rows of this process that end in a leaf.
  struct LeafRows {
    /// Number of the leaf, from left to right. A leaf's rows may come in several parts.
    let leaf: Int
    let value: Double
    let rows: RowMasks
    let rowCount: Int
  }

  let tree: Tree
  let binned: BinnedTree
  /// Every row that the tree was grown on, once; leaves from left to right. Valid until the next
  /// iteration's trees are begun.
  let leafRows: [LeafRows]

  /// - Parameter splits: the nodes that are split; their children are known.
  init(_ growing: GrowingTree, splits: [Int], rules: SplitRules) {
    var builder = Builder(
      nodes: growing.nodes, isSplit: [Bool](repeating: false, count: growing.nodes.count),
      rules: rules, partition: growing.partition)
    for index in splits { builder.isSplit[index] = true }
    builder.append(0, lambdaL2: rules.gains.lambdaL2)
    tree = Tree(output: growing.output, nodes: builder.model)
    binned = BinnedTree(nodes: builder.binned)
    leafRows = builder.leafRows
  }

  /// Whether the root could not be split.
  var isLeaf: Bool { tree.nodes.count == 1 }

  /// The tree for the model: a root that could not be split changes no score.
  var agreed: Tree {
    guard tree.nodes.count == 1, case .leaf(let leaf) = tree.nodes[0] else { return tree }
    return Tree(
      output: tree.output,
      nodes: [.leaf(LeafNode(value: 0, count: leaf.count, cover: leaf.cover))])
  }

  /// The same tree with other leaf values, from left to right.
  func with(leafValues: [Double]) -> GrownTree {
    var next = 0
    let binnedNodes = binned.nodes.map { node -> BinnedTree.Node in
      guard case .leaf = node else { return node }
      defer { next += 1 }
      return .leaf(value: leafValues[next])
    }
    return GrownTree(
      tree: tree.with(leafValues: leafValues), binned: BinnedTree(nodes: binnedNodes),
      leafRows: leafRows.map {
        LeafRows(leaf: $0.leaf, value: leafValues[$0.leaf], rows: $0.rows, rowCount: $0.rowCount)
      })
  }

  private init(tree: Tree, binned: BinnedTree, leafRows: [LeafRows]) {
    self.tree = tree
    self.binned = binned
    self.leafRows = leafRows
  }

  /// Appends nodes in pre-order. Recursion is as deep as the tree, at most 512.
  private struct Builder {
    let nodes: [GrowthNode]
    var isSplit: [Bool]
    let rules: SplitRules
    let partition: RowPartition
    var model: [TreeNode] = []
    var binned: [BinnedTree.Node] = []
    var leafRows: [LeafRows] = []
    var leafCount = 0

    /// - Parameter lambdaL2: of the split that the node is a child of.
    mutating func append(_ index: Int, lambdaL2: Double) {
      let node = nodes[index]
      guard isSplit[index], let split = node.split, let children = node.children else {
        appendLeaf(index, lambdaL2: lambdaL2)
        return
      }
      let position = model.count
      model.append(.leaf(LeafNode(value: 0, count: 0, cover: 0)))
      binned.append(.leaf(value: 0))
      let lambdaL2 = rules.lambdaL2(ofChildrenOf: split)
      append(children.left, lambdaL2: lambdaL2)
      let elseIndex = model.count
      append(children.right, lambdaL2: lambdaL2)
      model[position] = .split(
        SplitNode(
          feature: split.feature, test: split.modelTest, missingTakesThen: split.missingLeft,
          gain: split.gain, count: UInt64(node.sums.count), cover: rules.hessian(node.sums),
          elseIndex: elseIndex))
      binned[position] = .split(
        feature: split.feature, test: split.test, left: position + 1, right: elseIndex)
    }

    private mutating func appendLeaf(_ index: Int, lambdaL2: Double) {
      let sums = nodes[index].sums
      let value = rules.leafValue(sums, lambdaL2: lambdaL2)
      model.append(
        .leaf(LeafNode(value: value, count: UInt64(sums.count), cover: rules.hessian(sums))))
      binned.append(.leaf(value: value))
      collectRows(of: index, value: value)
      leafCount += 1
    }

    /// A node that was expanded in vain has its rows where its descendants have them.
    private mutating func collectRows(of index: Int, value: Double) {
      if let children = nodes[index].children {
        collectRows(of: children.left, value: value)
        collectRows(of: children.right, value: value)
      } else {
        let segment = nodes[index].rows
        leafRows.append(
          LeafRows(
            leaf: leafCount, value: value, rows: partition.rows(of: segment),
            rowCount: segment.rowCount))
      }
    }
  }
}
