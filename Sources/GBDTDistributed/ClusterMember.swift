internal import GBDTCollectives

/// What the coordinator knows of one rank's worker, the present one of possibly several in a row.
struct ClusterMember {
  let worker: any LaunchedWorker
  /// Workers of this rank before this one.
  let generation: Int
  /// How often the rank was started since it last got further.
  private(set) var startCount: Int
  /// How the first of these workers was lost.
  private(set) var firstLoss: FirstLoss?
  var status = WorkerStatus()
  /// Whether it has said that it is there.
  var isGreeted = false
  /// Commands that it has not answered yet, in order.
  private var unanswered: [(sequence: UInt32, command: WorkerCommand)] = []
  /// Why the worker is lost; nil while it is not known to be.
  var loss: WorkerLoss?

  struct FirstLoss {
    let phase: String
    let cause: String
  }

  /// The first worker of a rank.
  init(_ worker: any LaunchedWorker) {
    self.worker = worker
    generation = 0
    startCount = 1
  }

  /// One that takes the place of another.
  init(_ worker: any LaunchedWorker, after lost: ClusterMember, startCount: Int, first: FirstLoss) {
    self.worker = worker
    generation = lost.generation + 1
    self.startCount = startCount
    firstLoss = first
  }

  /// What it is at: the first command that it has not answered, for heartbeats come late.
  var phase: WorkPhase {
    isGreeted ? unanswered.first?.command.phase ?? .idle : .starting
  }

  mutating func isGiven(_ command: WorkerCommand, sequence: UInt32) {
    unanswered.append((sequence, command))
  }

  /// - Returns: what it has answered; nil if it was not asked.
  @discardableResult
  mutating func hasAnswered(sequence: UInt32) -> WorkerCommand? {
    guard let index = unanswered.firstIndex(where: { $0.sequence == sequence }) else { return nil }
    return unanswered.remove(at: index).command
  }

  /// What was lost before does not count any more.
  mutating func noteProgress() {
    startCount = 1
    firstLoss = nil
  }
}

/// Why a worker counts as lost, as the coordinator sees it.
struct WorkerLoss: Equatable {
  /// In words that follow "it was lost: ".
  let cause: String
  /// Whether only its connection ended: how the process ended then says more.
  var isEndOfConnection = false

  init(_ cause: String) { self.cause = cause }

  /// - Parameter limit: how long nothing came or went, if that is the error.
  init(_ error: TransportError, after limit: Duration) {
    switch error {
    case .timedOut:
      self.init("nothing was heard of it for \(limit / .seconds(1)) s")
    case .closed, .interrupted:
      self.init("its connection was closed")
      isEndOfConnection = true
    case .damaged(let what):
      self.init("a message from it is damaged: \(what)")
      isEndOfConnection = true
    case .system(let what): self.init(what)
    }
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
  case lost(rank: Int, phase: WorkPhase, cause: String)
  /// Others wait for a worker that has not got further for a while. It is heard of, and kept.
  case slow(rank: Int, phase: WorkPhase, seconds: Double)
  /// All workers are told to begin with the next part of their work.
  case phase(WorkPhase)
}
