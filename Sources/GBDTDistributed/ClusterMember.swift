internal import GBDTCollectives

/// What the coordinator knows of one rank's worker, the present one of possibly several in a row.
struct ClusterMember {
  let worker: any LaunchedWorker
  /// Workers of this rank before this one.
  let generation: Int
  /// How often the rank was started since it last got further.
  var startCount: Int
  var status = WorkerStatus()
  /// Whether it has said that it is there.
  var isGreeted = false
  /// Commands that it has not answered yet, in order.
  private var unanswered: [(sequence: UInt32, phase: WorkerStatus.Phase)] = []
  /// Why the worker is lost; nil while it is not known to be.
  var loss: String?

  init(_ worker: any LaunchedWorker, generation: Int, startCount: Int) {
    self.worker = worker
    self.generation = generation
    self.startCount = startCount
  }

  /// What it is at: the first command that it has not answered, for heartbeats come late.
  var phase: WorkerStatus.Phase {
    isGreeted ? unanswered.first?.phase ?? .idle : .starting
  }

  mutating func isGiven(_ command: WorkerCommand, sequence: UInt32) {
    unanswered.append((sequence, command.phase))
  }

  mutating func hasAnswered(sequence: UInt32) {
    unanswered.removeAll { $0.sequence == sequence }
  }
}

/// What is known of one rank's worker.
package struct MemberReport: Sendable {
  package let status: WorkerStatus
  /// Workers of this rank that were lost before this one.
  package let replacementCount: Int

  init(_ member: ClusterMember) {
    status = member.status
    replacementCount = member.generation
  }
}

/// Answers to the command under way.
struct CommandAnswers {
  /// Its place among all commands.
  let sequence: UInt32
  var replies: [[UInt8]?]
  var failures: [WorkerFailure?]

  init(sequence: UInt32, workerCount: Int) {
    self.sequence = sequence
    replies = [[UInt8]?](repeating: nil, count: workerCount)
    failures = [WorkerFailure?](repeating: nil, count: workerCount)
  }

  func isAnswered(by rank: Int) -> Bool { replies[rank] != nil || failures[rank] != nil }

  /// That of the lowest rank: where rows are in the order of ranks, the first in the data.
  var firstFailure: WorkerFailure? { failures.lazy.compactMap(\.self).first }
}

/// What happens to the workers of a run, for those who watch it.
package enum ClusterEvent: Sendable {
  /// A worker was started: a process has a number.
  case started(rank: Int, process: Int32?)
  /// A worker was lost, and another one is about to take its place.
  case lost(rank: Int, phase: WorkerStatus.Phase, cause: String)
  /// All workers are told to begin with the next part of their work.
  case phase(WorkerStatus.Phase)
}
