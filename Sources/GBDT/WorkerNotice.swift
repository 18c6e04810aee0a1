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
  /// Others wait for a worker that has not got further for so many seconds; it is not replaced for that.
  /// `phase` is what it is doing. Told once as long as nothing moves.
  case slow(worker: Int, phase: WorkerPhase, seconds: Double)
  /// All workers are told to begin with this part of their work.
  case phase(WorkerPhase)
  /// All rows are binned; from now on trees grow, and `onIteration` is called.
  case growing

  init(_ event: ClusterEvent) {
    switch event {
    case .started(let rank, let process): self = .started(worker: rank, process: process)
    case .lost(let rank, let phase, let cause):
      self = .lost(worker: rank, phase: WorkerPhase(phase), cause: cause)
    case .slow(let rank, let phase, let seconds):
      self = .slow(worker: rank, phase: WorkerPhase(phase), seconds: seconds)
    case .phase(let phase): self = .phase(WorkerPhase(phase))
    }
  }
}
