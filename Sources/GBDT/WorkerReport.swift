internal import GBDTDistributed

/// One worker's part in a training run so far.
public struct WorkerReport: Sendable, Equatable {
  /// From 0.
  public let worker: Int
  /// Rows that trees are grown on.
  public let rows: Int
  /// Trees that it has.
  public let trees: Int
  /// Since the training of trees began, in this process: work of its own, waiting for others and for
  /// the exchange, bytes sent and received.
  public let total: WorkerCost
  /// The same of one tree, as the mean of the last ten or so; nil before there are two.
  public internal(set) var tree: WorkerCost?
  /// Processes that did this worker's part before, and were lost.
  public let replacementCount: Int
  /// The most memory that the process had, when it last answered the coordinator; 0 where unknown.
  public let peakResidentBytes: Int

  package init(
    worker: Int, rows: Int, trees: Int, total: WorkerCost, tree: WorkerCost? = nil,
    replacementCount: Int = 0, peakResidentBytes: Int = 0
  ) {
    self.worker = worker
    self.rows = rows
    self.trees = trees
    self.total = total
    self.tree = tree
    self.replacementCount = replacementCount
    self.peakResidentBytes = peakResidentBytes
  }

  init(_ report: MemberReport, worker: Int) {
    let status = report.status
    self.init(
      worker: worker, rows: status.rows, trees: status.trees,
      total: WorkerCost(
        computeSeconds: status.computeSeconds, waitSeconds: status.waitSeconds,
        bytes: Double(status.bytes)),
      replacementCount: report.replacementCount, peakResidentBytes: status.peakResidentBytes)
  }
}

/// What a worker spends.
public struct WorkerCost: Sendable, Equatable {
  /// Of its own work.
  public let computeSeconds: Double
  /// Of waiting for others and for the exchange.
  public let waitSeconds: Double
  /// Sent and received.
  public let bytes: Double

  package init(computeSeconds: Double, waitSeconds: Double, bytes: Double) {
    self.computeSeconds = computeSeconds
    self.waitSeconds = waitSeconds
    self.bytes = bytes
  }

  /// The mean of one of `count`, from `before` until now.
  fileprivate func mean(since before: WorkerCost, of count: Int) -> WorkerCost {
    let count = Double(count)
    return WorkerCost(
      computeSeconds: (computeSeconds - before.computeSeconds) / count,
      waitSeconds: (waitSeconds - before.waitSeconds) / count, bytes: (bytes - before.bytes) / count
    )
  }
}

/// The last reports of each worker, to see from them what a tree costs at present.
package struct WorkerHistory {
  /// Trees to look back on.
  private static let treeCount = 10

  /// Of each worker, oldest first, no two with as many trees.
  private var past: [[WorkerReport]] = []

  package init() {}

  /// Takes note of what the workers report now.
  ///
  /// - Returns: the reports, with what a tree costs.
  package mutating func add(_ reports: [WorkerReport]) -> [WorkerReport] {
    if past.count != reports.count { past = reports.map { _ in [] } }
    return reports.enumerated().map { place, report in
      // What a process did that is gone is no measure for the one in its place.
      past[place].removeAll {
        $0.replacementCount != report.replacementCount || $0.trees >= report.trees
      }
      while past[place].count > 1, past[place][1].trees <= report.trees - Self.treeCount {
        past[place].removeFirst()
      }
      defer { past[place].append(report) }
      var report = report
      report.tree = past[place].first.map {
        report.total.mean(since: $0.total, of: report.trees - $0.trees)
      }
      return report
    }
  }
}

/// A worker that the others wait for: it works at least a fifth longer for a tree than half of the
/// workers do, and at least a millisecond longer.
public struct Straggler: Sendable, Equatable {
  /// Its number, from 0.
  public let worker: Int
  /// How much longer it works than the median of all, as a share of that: 0.3 is 30% longer.
  public let behind: Double

  /// - Parameter reports: of all workers; nil where none lags.
  public init?(of reports: [WorkerReport]) {
    let costs = reports.compactMap { report in
      report.tree.map { (worker: report.worker, seconds: $0.computeSeconds) }
    }
    let sorted = costs.sorted { $0.seconds < $1.seconds }
    guard let last = sorted.last, sorted.count == reports.count, sorted.count > 1 else {
      return nil
    }
    let median = sorted[(sorted.count - 1) / 2].seconds
    guard median > 0, last.seconds > 1.2 * median, last.seconds > median + 1e-3 else {
      return nil
    }
    worker = last.worker
    behind = last.seconds / median - 1
  }
}
