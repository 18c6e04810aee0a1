internal import GBDTKernels

/// Which rows each node of the tree under growth has: the one place that knows how membership is
/// held.
///
/// Rows never move; a node has a list of words (`RowMasks`). Two lists, one for the nodes of even
/// depth and one for those of odd depth, take turns: a node of n rows owns a range of n entries, of
/// which it uses as many as it has words, and its children are written to the same range of the
/// other list, left child first. So a node's rows stay known as long as its children's do, and
/// expanding a node that does not make it into the tree does no harm. Entries that are never used
/// take no memory.
final class RowPartition {
  /// Words that one block of parallel work partitions.
  static let stretchWords = 1 << 10

  /// The rows of a node. Compares in no way with segments of another tree.
  struct Segment {
    fileprivate enum Home { case root, first, second }
    fileprivate let home: Home
    /// Of its range in the list.
    fileprivate let start: Int
    fileprivate let wordCount: Int
    let rowCount: Int
  }

  /// One of the two lists.
  private struct List {
    let words: KernelBuffer<UInt32>
    let masks: KernelBuffer<UInt64>

    init(count: Int) {
      words = KernelBuffer(count: count)
      masks = KernelBuffer(count: count)
    }

    func target(at entry: Int) -> PartitionKernel.Target {
      // SAFETY: a segment's range lies within its list.
      PartitionKernel.Target(words: words.start + entry, masks: masks.start + entry)
    }
  }

  private let columns: [BinPointer]
  private let first: List
  private let second: List
  private var root: RowMasks?
  fileprivate var marks = KernelBuffer<UInt64>(count: 0)

  init(columns: [BinPointer], rowCount: Int) {
    self.columns = columns
    first = List(count: rowCount)
    second = List(count: rowCount)
  }

  /// Begins a tree on these rows; they outlive its growth.
  func begin(root rows: RowMasks) -> Segment {
    root = rows
    return Segment(home: .root, start: 0, wordCount: rows.count, rowCount: rows.rowCount)
  }

  /// Memory of eight bytes a row that is free from when the tree's rows are no longer looked at until
  /// the next tree is begun.
  var spareMemory: KernelBuffer<UInt64> { first.masks }

  /// The rows of a segment.
  func rows(of segment: Segment) -> RowMasks {
    let list = segment.home == .second ? second : first
    if segment.home == .root, let root { return root }
    return RowMasks(
      words: list.words.start + segment.start, masks: list.masks.start + segment.start,
      count: segment.wordCount)
  }

  /// A node to split, and how.
  struct Job {
    let segment: Segment
    let feature: Int
    let test: BinTest
  }

  /// Prepares the splitting of several nodes at once; running its phases does it.
  func batch(_ jobs: [Job]) -> Batch { Batch(of: self, jobs: jobs) }

  /// The splits of one round: stretches of their words are marked in parallel, then scattered.
  final class Batch {
    private struct Stretch {
      let job: Int
      let words: Range<Int>
      let firstMark: Int
      /// The only one of its node: its words can be scattered as soon as they are marked.
      let isWhole: Bool
    }

    /// Where something lies within the range of a node's children: words on each side, so many
    /// words after the side's start.
    private typealias Offset = (left: Int, right: Int)

    /// Left and right child of each job; set once the marking phase is done.
    private(set) var children: [(left: Segment, right: Segment)] = []
    private let partition: RowPartition
    private let jobs: [Job]
    private let stretches: [Stretch]
    /// Stretches of nodes that have several.
    private let partial: [Int]
    private let counts: KernelBuffer<PartitionKernel.Counts>
    private var offsets: [Offset] = []

    fileprivate init(of partition: RowPartition, jobs: [Job]) {
      var (stretches, marks): ([Stretch], Int) = ([], 0)
      for (index, job) in jobs.enumerated() {
        let wordCount = job.segment.wordCount
        for start in stride(from: 0, to: wordCount, by: RowPartition.stretchWords) {
          let words = start..<min(start + RowPartition.stretchWords, wordCount)
          stretches.append(
            Stretch(
              job: index, words: words, firstMark: marks, isWhole: words.count == wordCount))
          marks += words.count
        }
      }
      if partition.marks.count < marks { partition.marks = KernelBuffer(count: 2 * marks) }
      self.partition = partition
      self.jobs = jobs
      self.stretches = stretches
      partial = stretches.indices.filter { !stretches[$0].isWhole }
      counts = KernelBuffer(count: stretches.count)
    }

    /// Rows to be partitioned.
    var rowCount: Int { jobs.reduce(0) { $0 + $1.segment.rowCount } }

    /// Words to be partitioned.
    var wordCount: Int { jobs.reduce(0) { $0 + $1.segment.wordCount } }

    /// Mark, then scatter.
    var phases: [ParallelPhase] {
      [
        ParallelPhase(begin: { [self] in stretches.count }, body: { [self] in mark($0) }),
        ParallelPhase(
          begin: { [self] in
            place()
            return partial.count
          },
          body: { [self] in
            let index = partial[$0]
            scatter(
              index, to: offsets[index], rightStart: children[stretches[index].job].right.start)
          }),
      ]
    }

    private func mark(_ index: Int) {
      let stretch = stretches[index]
      let job = jobs[stretch.job]
      let marked = PartitionKernel.mark(
        partition.columns[job.feature], rows: rows(of: stretch), test: job.test,
        marks: partition.marks.start + stretch.firstMark)
      counts[index] = marked
      if stretch.isWhole {
        scatter(index, to: (left: 0, right: 0), rightStart: job.segment.start + marked.leftRows)
      }
    }

    /// Adds up the counts of the stretches of each node.
    private func place() {
      var totals = [PartitionKernel.Counts](repeating: .zero, count: jobs.count)
      offsets = stretches.indices.map { index in
        let job = stretches[index].job
        let before = totals[job]
        totals[job] = before + counts[index]
        return (left: before.leftWords, right: before.rightWords)
      }
      children = zip(jobs, totals).map { job, total in
        let home: Segment.Home = job.segment.home == .first ? .second : .first
        let start = job.segment.start
        return (
          left: Segment(
            home: home, start: start, wordCount: total.leftWords, rowCount: total.leftRows),
          right: Segment(
            home: home, start: start + total.leftRows, wordCount: total.rightWords,
            rowCount: total.rightRows)
        )
      }
    }

    private func scatter(_ index: Int, to offset: Offset, rightStart: Int) {
      let stretch = stretches[index]
      let parent = jobs[stretch.job].segment
      let list = parent.home == .first ? partition.second : partition.first
      // SAFETY: the stretches of a node write to disjoint parts of its range of the other list: a
      // side has at least as many rows as words.
      PartitionKernel.scatter(
        rows: rows(of: stretch), marks: partition.marks.start + stretch.firstMark,
        counts: counts[index], left: list.target(at: parent.start + offset.left),
        right: list.target(at: rightStart + offset.right))
    }

    private func rows(of stretch: Stretch) -> RowMasks {
      partition.rows(of: jobs[stretch.job].segment).slice(stretch.words)
    }
  }
}
