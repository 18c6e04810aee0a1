internal import GBDTDistributed

/// What happens to the worker processes of a run, and to the rows that they read, for a person to know.
public enum WorkerNotice: Sendable {
  /// A table was read, by all workers together.
  case read(
    rows: Int, columns: Int, skippedRows: SkippedRows, notes: [String], seconds: Double)
  /// Columns that were left out because they look like identifiers.
  case leftOut(identifiers: [String])
  /// A worker was started; with the number of its process.
  case started(worker: Int, process: Int32?)
  /// A worker was lost and is replaced; `cause` says why, `phase` what it was doing.
  case lost(worker: Int, phase: WorkerPhase, cause: String)
  /// All workers are told to begin with this part of their work.
  case phase(WorkerPhase)
  /// All rows are binned; from now on trees grow, and `onIteration` is called.
  case growing

  init(_ event: ClusterEvent) {
    switch event {
    case .started(let rank, let process): self = .started(worker: rank, process: process)
    case .lost(let rank, let phase, let cause):
      self = .lost(worker: rank, phase: WorkerPhase(phase), cause: cause)
    case .phase(let phase): self = .phase(WorkerPhase(phase))
    }
  }
}

/// One worker's part in a training run so far.
public struct WorkerReport: Sendable, Equatable {
  /// From 0.
  public let worker: Int
  /// Rows that trees are grown on.
  public let rows: Int
  /// Trees that it has.
  public let trees: Int
  /// Seconds of its own work since training began.
  public let computeSeconds: Double
  /// Seconds of waiting for others and for the exchange.
  public let waitSeconds: Double
  /// Sent and received.
  public let bytes: Int

  init(_ status: WorkerStatus, worker: Int) {
    self.worker = worker
    rows = status.rows
    trees = status.trees
    computeSeconds = status.computeSeconds
    waitSeconds = status.waitSeconds
    bytes = status.bytes
  }

  /// The worker that the others wait for: one that works at least a fifth longer than the median of all.
  public static func straggler(of reports: [WorkerReport]) -> WorkerReport? {
    let sorted = reports.sorted { $0.computeSeconds < $1.computeSeconds }
    guard let last = sorted.last, sorted.count > 1 else { return nil }
    let median = sorted[(sorted.count - 1) / 2].computeSeconds
    return last.computeSeconds > 1.2 * median && last.computeSeconds > 0.1 ? last : nil
  }
}
