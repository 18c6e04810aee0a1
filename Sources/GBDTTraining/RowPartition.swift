internal import GBDTKernels

/// Which rows each node of the tree under growth has: the one place that knows how membership is
/// held.
///
/// Rows never move; a node has a range of a list of row positions. A list of the rows of all nodes
/// of even depth and one of odd depth take turns: the children of a node are written to the same
/// range of the other list, left child first. So a node's rows stay known as long as its children's
/// do, and expanding a node that does not make it into the tree does no harm. Within a node
/// positions ascend.
final class RowPartition {
  /// Rows that one block of parallel work partitions.
  static let stretchRows = 1 << 14

  /// The rows of a node. Compares in no way with segments of another tree.
  struct Segment {
    enum Home { case root, first, second }
    let home: Home
    let start: Int
    let count: Int
  }

  private let columns: [BinPointer]
  private let first: KernelBuffer<UInt32>
  private let second: KernelBuffer<UInt32>
  private var root = RowSelection.range(0..<0)
  fileprivate var marks = KernelBuffer<UInt64>(count: 0)

  init(columns: [BinPointer], rowCount: Int) {
    self.columns = columns
    first = KernelBuffer(count: rowCount)
    second = KernelBuffer(count: rowCount)
  }

  /// Begins a tree on these rows; they outlive its growth.
  func begin(root rows: RowSelection) -> Segment {
    root = rows
    return Segment(home: .root, start: 0, count: rows.count)
  }

  /// The rows at `places` of a segment.
  func rows(of segment: Segment, places: Range<Int>) -> RowSelection {
    let range = segment.start + places.lowerBound..<segment.start + places.upperBound
    switch segment.home {
    case .root: return root.slice(range)
    case .first: return .list(UnsafeBufferPointer(first.slice(range)))
    case .second: return .list(UnsafeBufferPointer(second.slice(range)))
    }
  }

  /// All rows of a segment.
  func rows(of segment: Segment) -> RowSelection { rows(of: segment, places: 0..<segment.count) }

  /// A node to split, and how.
  struct Job {
    let segment: Segment
    let feature: Int
    let test: BinTest
  }

  /// Prepares the splitting of several nodes at once; running its phases does it.
  func batch(_ jobs: [Job]) -> Batch { Batch(of: self, jobs: jobs) }

  /// The splits of one round: stretches of their rows are marked in parallel, then scattered.
  final class Batch {
    private struct Stretch {
      let job: Int
      let places: Range<Int>
      let firstWord: Int
      /// The only one of its node: its rows can be scattered as soon as they are marked.
      let isWhole: Bool
    }

    /// Left and right child of each job; set once the marking phase is done.
    private(set) var children: [(left: Segment, right: Segment)] = []
    private let partition: RowPartition
    private let jobs: [Job]
    private let stretches: [Stretch]
    /// Stretches of nodes that have several.
    private let partial: [Int]
    private let leftCounts: KernelBuffer<Int>
    /// Where the left and right rows of each stretch go, counted from their node's start.
    private var offsets: [(left: Int, right: Int)] = []

    fileprivate init(of partition: RowPartition, jobs: [Job]) {
      var (stretches, words): ([Stretch], Int) = ([], 0)
      for (index, job) in jobs.enumerated() {
        for start in stride(from: 0, to: job.segment.count, by: RowPartition.stretchRows) {
          let places = start..<min(start + RowPartition.stretchRows, job.segment.count)
          stretches.append(
            Stretch(
              job: index, places: places, firstWord: words,
              isWhole: places.count == job.segment.count))
          words += PartitionKernel.wordCount(rowCount: places.count)
        }
      }
      if partition.marks.count < words { partition.marks = KernelBuffer(count: 2 * words) }
      self.partition = partition
      self.jobs = jobs
      self.stretches = stretches
      partial = stretches.indices.filter { !stretches[$0].isWhole }
      leftCounts = KernelBuffer(count: stretches.count)
    }

    /// Rows to be partitioned.
    var rowCount: Int { jobs.reduce(0) { $0 + $1.segment.count } }

    /// Mark, then scatter.
    var phases: [ParallelPhase] {
      [
        ParallelPhase(begin: { [self] in stretches.count }, body: { [self] in mark($0) }),
        ParallelPhase(
          begin: { [self] in
            place()
            return partial.count
          }, body: { [self] in scatter(partial[$0], to: offsets[partial[$0]]) }),
      ]
    }

    private func mark(_ index: Int) {
      let stretch = stretches[index]
      let job = jobs[stretch.job]
      let leftCount = PartitionKernel.mark(
        partition.columns[job.feature], rows: rows(of: stretch), test: job.test,
        marks: marks(of: stretch))
      leftCounts[index] = leftCount
      if stretch.isWhole { scatter(index, to: (left: 0, right: leftCount)) }
    }

    /// Adds up the counts of the stretches of each node.
    private func place() {
      var leftTotals = [Int](repeating: 0, count: jobs.count)
      for (index, stretch) in stretches.enumerated() {
        leftTotals[stretch.job] += leftCounts[index]
      }
      var next = leftTotals.map { (left: 0, right: $0) }
      offsets = stretches.indices.map { index in
        let stretch = stretches[index]
        defer {
          next[stretch.job].left += leftCounts[index]
          next[stretch.job].right += stretch.places.count - leftCounts[index]
        }
        return next[stretch.job]
      }
      children = jobs.indices.map { index in
        let parent = jobs[index].segment
        let left = leftTotals[index]
        let home: Segment.Home = parent.home == .first ? .second : .first
        return (
          left: Segment(home: home, start: parent.start, count: left),
          right: Segment(home: home, start: parent.start + left, count: parent.count - left)
        )
      }
    }

    private func scatter(_ index: Int, to offset: (left: Int, right: Int)) {
      let stretch = stretches[index]
      let parent = jobs[stretch.job].segment
      let list = parent.home == .first ? partition.second : partition.first
      // SAFETY: the stretches of a node write to disjoint parts of its range of the other list.
      let start = list.start + parent.start
      PartitionKernel.scatter(
        rows: rows(of: stretch), marks: marks(of: stretch), left: start + offset.left,
        right: start + offset.right)
    }

    private func rows(of stretch: Stretch) -> RowSelection {
      partition.rows(of: jobs[stretch.job].segment, places: stretch.places)
    }

    private func marks(of stretch: Stretch) -> UnsafeMutableBufferPointer<UInt64> {
      let words = PartitionKernel.wordCount(rowCount: stretch.places.count)
      return partition.marks.slice(stretch.firstWord..<stretch.firstWord + words)
    }
  }
}
