internal import GBDTCore

/// Bits of the byte that begins each node in a model file.
private enum NodeFlags {
  static let isSplit: UInt8 = 1
  static let missingTakesThen: UInt8 = 2
  /// The test is for categories.
  static let isOneOf: UInt8 = 4
  /// Cover equals the row count (every hessian was 1) and is left out.
  static let coverIsCount: UInt8 = 8
}

extension ByteWriter {
  /// Output, number of nodes, then the nodes in pre-order. Where an `else` branch begins follows from
  /// the order.
  mutating func tree(_ tree: Tree) {
    count(tree.output)
    count(tree.nodes.count)
    for node in tree.nodes {
      let coverFlag = node.cover == Double(node.count) ? NodeFlags.coverIsCount : 0
      switch node {
      case .leaf(let leaf):
        byte(coverFlag)
        double(leaf.value)
      case .split(let split):
        let missingFlag = split.missingTakesThen ? NodeFlags.missingTakesThen : 0
        switch split.test {
        case .atMost(let threshold):
          byte(coverFlag | missingFlag | NodeFlags.isSplit)
          count(split.feature)
          double(threshold)
        case .isOneOf(let categories):
          byte(coverFlag | missingFlag | NodeFlags.isSplit | NodeFlags.isOneOf)
          count(split.feature)
          self.categories(categories)
        }
        double(split.gain)
      }
      varint(node.count)
      if coverFlag == 0 { double(node.cover) }
    }
  }

  /// Number of categories, the first one, then distances minus 1.
  private mutating func categories(_ categories: [Int32]) {
    count(categories.count)
    var next: Int32 = 0
    for category in categories {
      count(Int(category - next))
      next = category + 1
    }
  }
}

extension ByteReader {
  /// No node is shorter than a leaf without cover: flags, value, count.
  private static var smallestNode: Int { 10 }

  mutating func tree(featureCount: Int, outputCount: Int) throws(ByteError) -> Tree {
    let output = try integer(in: 0...max(outputCount - 1, 0), "a tree's output")
    let nodeCount = try count(of: "nodes", size: Self.smallestNode)
    guard nodeCount > 0 else { throw error("a tree without nodes") }
    var nodes: [TreeNode] = []
    nodes.reserveCapacity(nodeCount)
    // Splits whose branches are not complete yet; each knows which of them is being read.
    var open: [(index: Int, isElse: Bool)] = []
    while true {
      guard nodes.count < nodeCount else { throw error("a tree has more nodes than announced") }
      guard open.count <= Tree.maximumDepth else {
        throw error("a tree is deeper than \(Tree.maximumDepth) tests")
      }
      let node = try node(featureCount: featureCount)
      nodes.append(node)
      if case .split = node {
        open.append((nodes.count - 1, false))
        continue
      }
      while open.last?.isElse == true { open.removeLast() }
      guard let last = open.indices.last else { break }
      open[last].isElse = true
      if case .split(let split) = nodes[open[last].index] {
        nodes[open[last].index] = .split(split.with(elseIndex: nodes.count))
      }
    }
    guard nodes.count == nodeCount else { throw error("a tree has fewer nodes than announced") }
    return Tree(output: output, nodes: nodes)
  }

  private mutating func node(featureCount: Int) throws(ByteError) -> TreeNode {
    let flags = try byte()
    let isSplit = flags & NodeFlags.isSplit != 0
    guard flags < 16, isSplit || flags & (NodeFlags.missingTakesThen | NodeFlags.isOneOf) == 0
    else {
      throw error("unknown kind of node")
    }
    guard isSplit else {
      let value = try double()
      let (count, cover) = try weights(flags)
      return .leaf(LeafNode(value: value, count: count, cover: cover))
    }
    let feature = try integer(in: 0...max(featureCount - 1, 0), "a test's feature")
    let test: SplitNode.Test
    if flags & NodeFlags.isOneOf != 0 {
      test = .isOneOf(try categories())
    } else {
      test = .atMost(try double())
    }
    let gain = try double()
    let (count, cover) = try weights(flags)
    return .split(
      SplitNode(
        feature: feature, test: test, missingTakesThen: flags & NodeFlags.missingTakesThen != 0,
        gain: gain, count: count, cover: cover, elseIndex: 0))
  }

  private mutating func weights(_ flags: UInt8) throws(ByteError) -> (UInt64, Double) {
    let count = try varint()
    if flags & NodeFlags.coverIsCount != 0 { return (count, Double(count)) }
    let cover = try double()
    if cover == Double(count) { throw error("a cover that should have been left out") }
    return (count, cover)
  }

  private mutating func categories() throws(ByteError) -> [Int32] {
    let number = try count(of: "categories", size: 1)
    var categories: [Int32] = []
    categories.reserveCapacity(number)
    var next = 0
    for _ in 0..<number {
      let distance = try integer(in: 0...Int(Int32.max), "a category")
      guard let category = Int32(exactly: next + distance) else {
        throw error("a category beyond 32 bits")
      }
      categories.append(category)
      next = Int(category) + 1
    }
    return categories
  }
}

extension SplitNode {
  func with(elseIndex: Int) -> SplitNode {
    SplitNode(
      feature: feature, test: test, missingTakesThen: missingTakesThen, gain: gain, count: count,
      cover: cover, elseIndex: elseIndex)
  }
}
