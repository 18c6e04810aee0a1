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

  private let finder: SplitFinder
  private let features: [Int]
  private let makeJobs: () -> [Job]
  private var jobs: [Job] = []
  private var firstTargets: [Int] = []
  private var candidates: UnsafeMutableBufferPointer<SplitCandidate?>

  /// - Parameters:
  ///   - features: that trees may split on in this iteration, ascending.
  ///   - makeJobs: called when the phase begins.
  init(finder: SplitFinder, features: [Int], makeJobs: @escaping () -> [Job]) {
    self.finder = finder
    self.features = features
    self.makeJobs = makeJobs
    candidates = .allocate(capacity: 0)
  }

  deinit { candidates.deallocate() }

  var phase: ParallelPhase {
    ParallelPhase(
      begin: { [self] in
        plan()
        return jobs.count * features.count
      },
      body: { [self] in search(job: $0 / features.count, place: $0 % features.count) })
  }

  /// The best split of each target, job by job; nil where none is legal. Call it after the phase.
  func splits() -> [[Split?]] {
    jobs.indices.map { job in
      jobs[job].targets.enumerated().map { offset, target in
        var best: SplitCandidate?
        for place in features.indices {
          let candidate = candidates[(firstTargets[job] + offset) * features.count + place]
          if let candidate, candidate.gain > best?.gain ?? 0 { best = candidate }
        }
        return best.map {
          finder.split($0, lanes: target.histogram.lanes, sums: target.sums)
        }
      }
    }
  }

  private func plan() {
    jobs = makeJobs()
    var count = 0
    firstTargets = jobs.map { job in
      defer { count += job.targets.count }
      return count
    }
    candidates.deallocate()
    candidates = .allocate(capacity: count * features.count)
    candidates.initialize(repeating: nil)
  }

  private func search(job index: Int, place: Int) {
    let job = jobs[index]
    let feature = features[place]
    if let subtraction = job.subtraction {
      subtraction.from.subtract(subtraction.terms, bins: finder.layout.bins(of: feature))
    }
    for (offset, target) in job.targets.enumerated() {
      candidates[(firstTargets[index] + offset) * features.count + place] = finder.best(
        feature: feature, lanes: target.histogram.lanes, sums: target.sums)
    }
  }
}
