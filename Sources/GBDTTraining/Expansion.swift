internal import GBDTKernels

/// What becomes of one node of a tree that is expanded: its children's sums, and how each gets its histogram.
///
/// A child that can only be a leaf needs none. Else the child with fewer rows (in all processes;
/// the left one of equals) is built from its rows, and the other one is the parent's histogram less
/// that, in the parent's memory. Where the parent's histogram was given up, both are built.
struct Expansion {
  struct Child {
    let sums: NodeSums
    fileprivate(set) var histogram: Histogram?
    fileprivate(set) var isBuilt = false
    /// Whether it might be split.
    let isSearched: Bool
  }

  let tree: Int
  let node: Int
  /// Of the children.
  let depth: Int
  private(set) var left: Child
  private(set) var right: Child
  private let subtraction: (from: Histogram, terms: Histogram)?

  /// Takes the histograms that are needed out of the store; the parent's is taken over or given
  /// back.
  init(
    of index: Int, in tree: Int, split: Split, node: GrowthNode, rules: SplitRules,
    store: HistogramStore
  ) {
    self.tree = tree
    self.node = index
    depth = node.depth + 1
    var smaller = Child(
      sums: split.left, isSearched: rules.mightSplit(split.left, depth: node.depth + 1))
    var larger = Child(
      sums: split.right, isSearched: rules.mightSplit(split.right, depth: node.depth + 1))
    let leftIsSmaller = split.left.count <= split.right.count
    if !leftIsSmaller { swap(&smaller, &larger) }
    // The larger child has rows enough if the smaller one does.
    if !larger.isSearched {
      subtraction = nil
      if let histogram = node.histogram { store.giveBack(histogram) }
    } else if let parent = node.histogram {
      let built = store.take()
      smaller.histogram = built
      smaller.isBuilt = true
      larger.histogram = parent
      subtraction = (from: parent, terms: built)
    } else {
      larger.histogram = store.take()
      larger.isBuilt = true
      if smaller.isSearched {
        smaller.histogram = store.take()
        smaller.isBuilt = true
      }
      subtraction = nil
    }
    left = leftIsSmaller ? smaller : larger
    right = leftIsSmaller ? larger : smaller
  }

  private var children: [Child] { [left, right] }

  /// Histograms made from rows, to be summed over all processes.
  var built: [Histogram] { children.filter(\.isBuilt).compactMap(\.histogram) }

  /// Building them, once the rows are partitioned.
  func histogramJobs(
    of children: (left: RowPartition.Segment, right: RowPartition.Segment), in tree: GrowingTree
  ) -> [HistogramBatch.Job] {
    [(left, children.left), (right, children.right)].compactMap { child, segment in
      guard child.isBuilt, let histogram = child.histogram else { return nil }
      return HistogramBatch.Job(
        rows: tree.partition.rows(of: segment), rowCount: segment.rowCount,
        gradients: tree.gradients, histogram: histogram)
    }
  }

  /// Finding the children's splits: one target for each that is searched, left before right.
  var searchJob: SplitSearch.Job {
    SplitSearch.Job(
      targets: children.compactMap { child in
        guard child.isSearched, let histogram = child.histogram else { return nil }
        return SplitSearch.Target(sums: child.sums, histogram: histogram)
      }, subtraction: subtraction)
  }
}
