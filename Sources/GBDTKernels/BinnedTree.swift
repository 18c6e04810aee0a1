/// A tree whose tests are on bins, for rows of the training or a validation set.
package struct BinnedTree: Sendable {
  package enum Node: Sendable, Equatable {
    /// Positions of the children among the nodes.
    case split(feature: Int, test: BinTest, left: Int, right: Int)
    case leaf(value: Double)
  }

  /// The root first.
  package let nodes: [Node]

  /// - Precondition: children come after their parent, so that every path ends in a leaf.
  package init(nodes: [Node]) {
    for (index, node) in nodes.enumerated() {
      guard case .split(_, _, let left, let right) = node else { continue }
      precondition(left > index && right > index, "children come after their parent")
      precondition(max(left, right) < nodes.count, "children are nodes")
    }
    self.nodes = nodes
  }

  /// scores[row] += the value of the leaf that the row reaches, for each of `rows`.
  ///
  /// The whole set is split node by node, as a node's rows are when a tree grows: neighbouring rows
  /// share most of their way. Memory: 32 bytes a word of `rows` and level of the tree.
  ///
  /// - Parameter columns: one a feature; they and `scores` cover every row.
  package func addValues(
    columns: [BinPointer], rows: RowMasks, to scores: UnsafeMutablePointer<Double>
  ) {
    guard rows.count > 0 else { return }
    let descent = Descent(
      nodes: nodes, columns: columns, scores: scores, wordCount: rows.count)
    descent.visit(0, rows: rows, level: 0)
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

/// A set of rows on its way down a tree.
private final class Descent {
  private struct Level {
    let words: KernelBuffer<UInt32>
    let masks: KernelBuffer<UInt64>
    let marks: KernelBuffer<UInt64>

    /// Room for both children of a node of so many words.
    init(wordCount: Int) {
      words = KernelBuffer(count: 2 * wordCount)
      masks = KernelBuffer(count: 2 * wordCount)
      marks = KernelBuffer(count: wordCount)
    }
  }

  private let nodes: [BinnedTree.Node]
  private let columns: [BinPointer]
  private let scores: UnsafeMutablePointer<Double>
  private let wordCount: Int
  private var levels: [Level] = []

  init(
    nodes: [BinnedTree.Node], columns: [BinPointer], scores: UnsafeMutablePointer<Double>,
    wordCount: Int
  ) {
    self.nodes = nodes
    self.columns = columns
    self.scores = scores
    self.wordCount = wordCount
  }

  /// Takes `rows` from a node to the leaves. Recursion is as deep as the tree, at most 512.
  func visit(_ index: Int, rows: RowMasks, level: Int) {
    switch nodes[index] {
    case .leaf(let value): GradientKernel.add(value, to: scores, rows: rows)
    case .split(let feature, let test, let left, let right):
      if levels.count == level { levels.append(Level(wordCount: wordCount)) }
      let memory = levels[level]
      let counts = PartitionKernel.mark(
        columns[feature], rows: rows, test: test, marks: memory.marks.start)
      let places = (left: 0, right: counts.leftWords)
      // SAFETY: a node has at most as many words as the whole set, and each child as its node.
      PartitionKernel.scatter(
        rows: rows, marks: memory.marks.start, counts: counts,
        left: .init(words: memory.words.start, masks: memory.masks.start),
        right: .init(
          words: memory.words.start + places.right, masks: memory.masks.start + places.right))
      for (child, place, count) in [
        (left, places.left, counts.leftWords), (right, places.right, counts.rightWords),
      ] where count > 0 {
        let rows = RowMasks(
          words: memory.words.start + place, masks: memory.masks.start + place, count: count)
        visit(child, rows: rows, level: level + 1)
      }
    }
  }
}
