internal import GBDTCollectives

/// Connections between all pairs of workers in the making: each worker's ends are made when it is its
/// turn, and closed here when they are taken, so that at most a quarter of all are open at a time.
struct WorkerMeshing {
  private let workerCount: Int
  /// By rank: ends of connections to workers whose turn was before.
  private var waiting: [[OwnedDescriptor]]

  init(workerCount: Int) {
    self.workerCount = workerCount
    waiting = [[OwnedDescriptor]](repeating: [], count: workerCount)
  }

  /// A worker's ends of the connections to all others, by their ranks.
  ///
  /// - Precondition: called once for each worker, in the order of ranks.
  /// - Throws: where the system has no more descriptors.
  mutating func takeEnds(of worker: Int) throws(TransportError) -> [OwnedDescriptor] {
    var ends = waiting[worker]
    waiting[worker] = []
    for other in worker + 1..<max(workerCount, worker + 1) {
      let (ours, theirs) = try FrameStream.pair()
      ends.append(ours)
      waiting[other].append(theirs)
    }
    return ends
  }
}
