internal import GBDTKernels

/// Finding the best splits of several nodes at once, in parallel over pairs of siblings and
/// features.
///
/// Where one sibling's histogram is the parent's less the other's, the subtraction is part of the
/// work.
final class SplitSearch {
  struct Target {
    let sums: NodeSums
    let histogram: Histogram
  }

  /// Nodes whose histograms must be worked on together.
  struct Job {
    let targets: [Target]
    /// Before the search, `terms` are subtracted from `from`.
    let subtraction: (from: Histogram, terms: Histogram)?
  }

  /// Features that one block of parallel work looks at: one takes little more than a microsecond.
  private static let featuresPerBlock = 4

  /// A job without references: threads that count references to the same objects slow each other
  /// down.
  private struct Task: BitwiseCopyable {
    let firstTarget: Int
    let targetCount: Int
    let minuend: HistogramLanes?
    let subtrahend: HistogramLanes?
  }

  private struct TaskTarget: BitwiseCopyable {
    let sums: NodeSums
    let lanes: HistogramLanes
  }

  private let finder: SplitFinder
  private let features: [Int]
  private let makeJobs: () -> [Job]
  private var jobs: [Job] = []
  private var tasks: UnsafeMutableBufferPointer<Task>
  private var targets: UnsafeMutableBufferPointer<TaskTarget>
  private var candidates: UnsafeMutableBufferPointer<SplitCandidate?>

  /// - Parameters:
  ///   - features: that trees may split on in this iteration, ascending.
  ///   - makeJobs: called when the phase begins.
  init(finder: SplitFinder, features: [Int], makeJobs: @escaping () -> [Job]) {
    self.finder = finder
    self.features = features
    self.makeJobs = makeJobs
    tasks = .allocate(capacity: 0)
    targets = .allocate(capacity: 0)
    candidates = .allocate(capacity: 0)
  }

  deinit {
    tasks.deallocate()
    targets.deallocate()
    candidates.deallocate()
  }

  var phase: ParallelPhase {
    let blocksPerJob = (features.count + Self.featuresPerBlock - 1) / Self.featuresPerBlock
    return ParallelPhase(
      begin: { [self] in
        plan()
        return jobs.count * blocksPerJob
      },
      body: { [self] in search(tasks[$0 / blocksPerJob], block: $0 % blocksPerJob) })
  }

  /// The best split of each target, job by job; nil where none is legal. Call it after the phase.
  func splits() -> [[Split?]] {
    jobs.indices.map { job in
      jobs[job].targets.enumerated().map { offset, target in
        var best: SplitCandidate?
        for place in features.indices {
          let candidate = candidates[(tasks[job].firstTarget + offset) * features.count + place]
          if let candidate, candidate.gain > best?.gain ?? 0 { best = candidate }
        }
        return best.map {
          finder.split($0, lanes: target.histogram.lanes, sums: target.sums)
        }
      }
    }
  }

  /// The sums of each target, in the order of `splits`.
  var sums: [NodeSums] { jobs.flatMap { $0.targets.map(\.sums) } }

  private func plan() {
    jobs = makeJobs()
    let count = jobs.reduce(0) { $0 + $1.targets.count }
    tasks.deallocate()
    targets.deallocate()
    candidates.deallocate()
    tasks = .allocate(capacity: jobs.count)
    targets = .allocate(capacity: count)
    candidates = .allocate(capacity: count * features.count)
    candidates.initialize(repeating: nil)
    var next = 0
    for (index, job) in jobs.enumerated() {
      tasks[index] = Task(
        firstTarget: next, targetCount: job.targets.count, minuend: job.subtraction?.from.lanes,
        subtrahend: job.subtraction?.terms.lanes)
      for target in job.targets {
        targets[next] = TaskTarget(sums: target.sums, lanes: target.histogram.lanes)
        next += 1
      }
    }
  }

  private func search(_ task: Task, block: Int) {
    let first = block * Self.featuresPerBlock
    for place in first..<min(first + Self.featuresPerBlock, features.count) {
      let feature = features[place]
      if let minuend = task.minuend, let subtrahend = task.subtrahend {
        minuend.subtract(subtrahend, bins: finder.layout.bins(of: feature))
      }
      for index in task.firstTarget..<task.firstTarget + task.targetCount {
        candidates[index * features.count + place] = finder.best(
          feature: feature, lanes: targets[index].lanes, sums: targets[index].sums)
      }
    }
  }
}
