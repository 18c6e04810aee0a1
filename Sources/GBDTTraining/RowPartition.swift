internal import GBDTKernels

/// Which rows each node of the tree under growth has: the one place that knows how membership is
/// held.
///
/// Rows do not move while a tree grows; a node has a list of words (`RowMasks`). Lists are put one
/// after the other into one stretch of memory. The list of a node that has been split is garbage:
/// where memory runs out, the others move together, or to a larger one. So the nodes whose rows are known are those
/// without children, and expanding a node that does not make it into the tree does no harm.
final class RowPartition {
  /// Words that one block of parallel work partitions.
  static let stretchWords = 1 << 10

  /// The rows of a node: known until it is split, or the next tree is begun.
  struct Segment {
    /// Of the tree's lists, in the order of their making: the root's is 0.
    fileprivate let number: Int
    fileprivate let wordCount: Int
    let rowCount: Int
  }

  /// Memory of lists.
  private struct Arena {
    let words: KernelBuffer<UInt32>
    let masks: KernelBuffer<UInt64>

    init(count: Int) {
      words = KernelBuffer(count: count)
      masks = KernelBuffer(count: count)
    }

    func rows(from start: Int, count: Int) -> RowMasks {
      RowMasks(words: words.start + start, masks: masks.start + start, count: count)
    }

    func target(at start: Int) -> PartitionKernel.Target {
      PartitionKernel.Target(words: words.start + start, masks: masks.start + start)
    }
  }

  /// A list; those of split nodes are not live.
  private struct List {
    var start: Int
    let wordCount: Int
    var isLive = true
  }

  private let columns: [BinPointer]
  private var arena: Arena
  /// Entries of the arena that have been given out.
  private var used = 0
  private var lists: [List] = []
  private var root: RowMasks?
  fileprivate var marks = KernelBuffer<UInt64>(count: 0)

  init(columns: [BinPointer], rowCount: Int) {
    self.columns = columns
    // Half a word a row is more than most trees need, once rows of a leaf lie together.
    arena = Arena(count: rowCount / 2 + 1)
  }

  /// Begins a tree on these rows; they outlive its growth.
  func begin(root rows: RowMasks) -> Segment {
    root = rows
    used = 0
    lists = [List(start: 0, wordCount: 0)]
    return Segment(number: 0, wordCount: rows.count, rowCount: rows.rowCount)
  }

  /// Memory of at least four bytes a row that is free from when the tree's rows are no longer looked
  /// at until the next tree is begun.
  var spareMemory: KernelBuffer<UInt64> { arena.masks }

  /// The rows of a segment that has not been split: valid until the next batch is made.
  func rows(of segment: Segment) -> RowMasks {
    if segment.number == 0, let root { return root }
    return arena.rows(from: lists[segment.number].start, count: segment.wordCount)
  }

  /// Makes room for `count` more entries, by moving the live lists together: where that is not enough,
  /// into a new arena.
  private func reserve(_ count: Int) {
    if used + count <= arena.words.count { return }
    let live = lists.reduce(0) { $0 + ($1.isLive ? $1.wordCount : 0) }
    let old = arena
    if live + 2 * count > arena.words.count { arena = Arena(count: live + 2 * count) }
    used = 0
    // In the order of their places, so that a list moves only over itself and what is no longer live.
    for index in lists.indices where lists[index].isLive {
      let list = lists[index]
      let target = arena.target(at: used)
      target.words.update(from: old.words.start + list.start, count: list.wordCount)
      target.masks.update(from: old.masks.start + list.start, count: list.wordCount)
      lists[index].start = used
      used += list.wordCount
    }
    withExtendedLifetime(old) {}
  }

  /// A new list, in memory that was reserved.
  private func append(wordCount: Int, rowCount: Int) -> Segment {
    precondition(used + wordCount <= arena.words.count, "lists lie within their memory")
    lists.append(List(start: used, wordCount: wordCount))
    used += wordCount
    return Segment(number: lists.count - 1, wordCount: wordCount, rowCount: rowCount)
  }

  private func target(of segment: Segment) -> PartitionKernel.Target {
    arena.target(at: lists[segment.number].start)
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
    }

    /// Words on each side that stretches before a stretch have.
    private typealias Offset = (left: Int, right: Int)

    /// Left and right child of each job; set once the marking phase is done.
    private(set) var children: [(left: Segment, right: Segment)] = []
    private let partition: RowPartition
    private let jobs: [Job]
    private let stretches: [Stretch]
    private let counts: KernelBuffer<PartitionKernel.Counts>
    private var offsets: [Offset] = []

    fileprivate init(of partition: RowPartition, jobs: [Job]) {
      var (stretches, marks): ([Stretch], Int) = ([], 0)
      for (index, job) in jobs.enumerated() {
        let wordCount = job.segment.wordCount
        for start in stride(from: 0, to: wordCount, by: RowPartition.stretchWords) {
          let words = start..<min(start + RowPartition.stretchWords, wordCount)
          stretches.append(Stretch(job: index, words: words, firstMark: marks))
          marks += words.count
        }
      }
      if partition.marks.count < marks { partition.marks = KernelBuffer(count: 2 * marks) }
      // A word with rows on both sides goes to both; no side has more words than rows.
      partition.reserve(
        jobs.reduce(0) { $0 + min(2 * $1.segment.wordCount, $1.segment.rowCount) })
      self.partition = partition
      self.jobs = jobs
      self.stretches = stretches
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
            return stretches.count
          }, body: { [self] in scatter($0) }),
      ]
    }

    private func mark(_ index: Int) {
      let stretch = stretches[index]
      let job = jobs[stretch.job]
      counts[index] = PartitionKernel.mark(
        partition.columns[job.feature], rows: rows(of: stretch), test: job.test,
        marks: partition.marks.start + stretch.firstMark)
    }

    /// Adds up the counts of the stretches of each node, and gives its children their lists.
    private func place() {
      var totals = [PartitionKernel.Counts](repeating: .zero, count: jobs.count)
      offsets = stretches.indices.map { index in
        let job = stretches[index].job
        let before = totals[job]
        totals[job] = before + counts[index]
        return (left: before.leftWords, right: before.rightWords)
      }
      children = totals.map { total in
        (
          left: partition.append(wordCount: total.leftWords, rowCount: total.leftRows),
          right: partition.append(wordCount: total.rightWords, rowCount: total.rightRows)
        )
      }
      // What they are split from is needed until the phase ends: it stays where it is until then.
      for job in jobs { partition.lists[job.segment.number].isLive = false }
    }

    private func scatter(_ index: Int) {
      let stretch = stretches[index]
      let (left, right) = children[stretch.job]
      let (leftTarget, rightTarget) = (partition.target(of: left), partition.target(of: right))
      let offset = offsets[index]
      // SAFETY: the stretches of a node write to disjoint parts of its children's lists.
      PartitionKernel.scatter(
        rows: rows(of: stretch), marks: partition.marks.start + stretch.firstMark,
        counts: counts[index],
        left: PartitionKernel.Target(
          words: leftTarget.words + offset.left, masks: leftTarget.masks + offset.left),
        right: PartitionKernel.Target(
          words: rightTarget.words + offset.right, masks: rightTarget.masks + offset.right))
    }

    private func rows(of stretch: Stretch) -> RowMasks {
      partition.rows(of: jobs[stretch.job].segment).slice(stretch.words)
    }
  }
}
