internal import CGBDTKernels

/// The arrays behind a `CodeForest`, of one word width: groups of trees one after the other, everything
/// inside a group numbered from 0. `cgbdt_predict.h` has the meaning of nodes, sets and roots.
struct ForestLayout<Word: CodeWord>: Sendable {
  /// Trees that stay in the cache together, by where they begin in the arrays.
  struct Group: Sendable {
    let firstTree: Int
    let firstNode: Int
    let firstSetWord: Int
    let firstRoot: Int
    let hasSets: Bool
    var treeCount: Int
  }

  /// Measured: half of a core's second-level cache for nodes and leaf values, at 16 bytes a node.
  static var nodesPerGroup: Int { 1 << 15 }
  /// Columns are numbered below the two bits that mark leaves and sets.
  static var columnLimit: Int { 1 << (Word.bitWidth - 2) }

  /// Four words a node.
  private(set) var words: [Word] = []
  private(set) var setWords: [UInt32] = []
  /// One a node, meaningful at leaves.
  private(set) var values: [Double] = []
  /// One a node, meaningful at leaves: the leaf's place among its tree's leaves in pre-order.
  private(set) var leafNumbers: [UInt32] = []
  /// A group's roots, then its stop.
  private(set) var roots: [UInt32] = []
  /// One a tree.
  private(set) var outputs: [Int32] = []
  private(set) var groups: [Group] = []
  let columnCount: Int
  let outputCount: Int

  init(trees: [CodeTree], columnCount: Int, outputCount: Int) {
    self.columnCount = columnCount
    self.outputCount = outputCount
    let nodeCount = trees.reduce(0) { $0 + $1.nodes.count }
    words.reserveCapacity(4 * (nodeCount + trees.count))
    values.reserveCapacity(nodeCount + trees.count)
    leafNumbers.reserveCapacity(nodeCount + trees.count)
    outputs = trees.map { Int32($0.output) }
    var first = 0
    while first < trees.count {
      let count = Self.groupLength(trees[first...])
      appendGroup(trees[first..<(first + count)])
      first += count
    }
  }

  /// How many of the leading trees make one group: at least one.
  private static func groupLength(_ trees: ArraySlice<CodeTree>) -> Int {
    var (nodeCount, setWordCount, length) = (0, 0, 0)
    for tree in trees.prefix(Int(CGBDT_GROUP_TREES)) {
      nodeCount += tree.nodes.count
      setWordCount += tree.setWordCount
      let isFull = nodeCount > nodesPerGroup || setWordCount > Int(UInt16.max)
      if length > 0 && isFull { break }
      length += 1
    }
    return length
  }

  private mutating func appendGroup(_ trees: ArraySlice<CodeTree>) {
    let group = Group(
      firstTree: trees.startIndex, firstNode: values.count, firstSetWord: setWords.count,
      firstRoot: roots.count, hasSets: trees.contains { $0.setWordCount > 0 },
      treeCount: trees.count)
    groups.append(group)
    for tree in trees {
      roots.append(UInt32(values.count - group.firstNode))
      append(tree, of: group)
    }
    let stop = values.count - group.firstNode
    roots.append(UInt32(stop))
    words += [0, 0, .max, Word(stop)]
    values.append(0)
    leafNumbers.append(0)
    linkLeaves(of: group)
  }

  /// Makes each leaf the next tree's root as well, so that passing from tree to tree takes no step. A leaf
  /// before a tree that is a single leaf leads there instead, since it can stand for one leaf only.
  private mutating func linkLeaves(of group: Group) {
    let isLeaf: Word = 1 << (Word.bitWidth - 1)
    for tree in 0..<group.treeCount {
      let root = Int(roots[group.firstRoot + tree])
      let nextRoot = Int(roots[group.firstRoot + tree + 1])
      let next = 4 * (group.firstNode + nextRoot)
      if words[next] & isLeaf != 0 { continue }
      for node in (group.firstNode + root)..<(group.firstNode + nextRoot)
      where words[4 * node] & isLeaf != 0 {
        words[4 * node] = words[next] | isLeaf
        for word in 1..<4 { words[4 * node + word] = words[next + word] }
      }
    }
  }

  /// Places children side by side, pairs in the order of their parents.
  private mutating func append(_ tree: CodeTree, of group: Group) {
    let root = values.count - group.firstNode
    let count = tree.nodes.count
    let nextRoot = Word(root + count)
    let firstWord = words.count
    words.append(contentsOf: repeatElement(0, count: 4 * count))
    values.append(contentsOf: repeatElement(0, count: count))
    leafNumbers.append(contentsOf: repeatElement(0, count: count))
    // Place of each pre-order node within the tree; a parent is met before its children.
    var places = [Int](repeating: 0, count: count)
    var (nextPlace, leafCount) = (1, UInt32(0))
    for (index, node) in tree.nodes.enumerated() {
      let place = places[index]
      let fields: (kind: Word, low: Word, limit: Word, elseIndex: Int?)
      switch node {
      case .leaf(let value):
        fields = (1 << (Word.bitWidth - 1), 0, .max, nil)
        values[group.firstNode + root + place] = value
        leafNumbers[group.firstNode + root + place] = leafCount
        leafCount += 1
      case .range(let column, let low, let limit, let elseIndex):
        fields = (
          Word(column), Word(truncatingIfNeeded: low), Word(truncatingIfNeeded: limit), elseIndex
        )
      case .set(let column, let bits, let elseIndex):
        let offset = setWords.count - group.firstSetWord
        setWords += bits
        fields = (Word(column) | 1 << (Word.bitWidth - 2), 0, Word(offset), elseIndex)
      }
      let word = firstWord + 4 * place
      (words[word], words[word + 1], words[word + 2]) = (fields.kind, fields.low, fields.limit)
      if let elseIndex = fields.elseIndex {
        places[index + 1] = nextPlace
        places[elseIndex] = nextPlace + 1
        words[word + 3] = Word(root + nextPlace)
        nextPlace += 2
      } else {
        words[word + 3] = nextRoot
      }
    }
    precondition(nextPlace == count, "a tree's tests each have two branches in pre-order")
  }
}
