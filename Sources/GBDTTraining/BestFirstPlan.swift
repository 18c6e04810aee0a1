/// The leaf-wise tree over the nodes that have been evaluated so far.
///
/// Sequential growth pops the leaf of the largest gain (ties: the one created first), splits it,
/// and goes on until there are enough splits. Replaying that over evaluated nodes gives the
/// sequential tree up to the first popped node without known children; whatever is popped after it
/// is only likely to be split. Expanding some of those nodes and replaying again, until every
/// popped node has children, ends with exactly the sequential tree, however many nodes are expanded
/// at a time.
///
/// Learning more children never brings a node into the tree that was not popped before: they only
/// add pops ahead of others. So nodes that are not among `unexpanded` need never be expanded.
struct BestFirstPlan: Equatable {
  /// A node as far as the order of growth is concerned.
  struct Node {
    /// nil: cannot be split.
    let gain: Double?
    let children: (left: Int, right: Int)?
  }

  /// Nodes that are split, in order.
  let splits: [Int]
  /// Those of them whose children are not known yet, in the same order.
  let unexpanded: [Int]

  /// - Parameters:
  ///   - root: position of the root among the nodes.
  ///   - node: the node at a position.
  ///   - splitLimit: one less than the largest number of leaves.
  init(root: Int, splitLimit: Int, node: (Int) -> Node) {
    var (splits, unexpanded): ([Int], [Int]) = ([], [])
    var leaves = LeafQueue()
    var created = 0
    func create(_ index: Int) {
      if let gain = node(index).gain {
        leaves.insert(LeafQueue.Leaf(gain: gain, creation: created, node: index))
      }
      created += 1
    }
    create(root)
    while splits.count < splitLimit, let leaf = leaves.popFirst() {
      splits.append(leaf.node)
      if let children = node(leaf.node).children {
        create(children.left)
        create(children.right)
      } else {
        unexpanded.append(leaf.node)
      }
    }
    self.splits = splits
    self.unexpanded = unexpanded
  }
}

/// A binary heap of leaves: largest gain first, then earliest creation.
private struct LeafQueue {
  struct Leaf {
    let gain: Double
    let creation: Int
    let node: Int

    func isBefore(_ other: Leaf) -> Bool {
      gain != other.gain ? gain > other.gain : creation < other.creation
    }
  }

  private var heap: [Leaf] = []

  mutating func insert(_ leaf: Leaf) {
    heap.append(leaf)
    var child = heap.count - 1
    while child > 0, heap[child].isBefore(heap[(child - 1) / 2]) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func popFirst() -> Leaf? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    if heap.isEmpty { return first }
    heap[0] = last
    var parent = 0
    while true {
      var best = parent
      for side in 1...2 {
        let child = 2 * parent + side
        if child < heap.count, heap[child].isBefore(heap[best]) { best = child }
      }
      if best == parent { return first }
      heap.swapAt(best, parent)
      parent = best
    }
  }
}
