internal import Foundation
internal import GBDTCore

// What becomes of lost workers.
extension WorkerCluster {
  /// Starts another worker in the place of each that is lost.
  ///
  /// - Throws: `.gaveUp`.
  func replaceLost() throws(ClusterError) {
    with { state in state.reopenIfAllAreLost() }
    // All are told of all losses before the first is made good, which takes its time.
    let lost = with { state in
      let ranks = state.members.indices.filter(state.needsReplacement)
      for rank in ranks {
        Self.deliver(state.hub?.lose(rank) ?? [], in: &state, timeout: options.silenceLimit)
      }
      return ranks.map { (rank: $0, member: state.members[$0]) }
    }
    for (rank, member) in lost { try replace(member, rank: rank) }
  }

  private func replace(_ lost: ClusterMember, rank: Int) throws(ClusterError) {
    let cause = Self.end(lost)
    let phase = lost.phase
    let first = lost.firstLoss ?? ClusterMember.FirstLoss(phase: phase.text, cause: cause)
    guard lost.startCount < options.lossLimit else {
      throw .gaveUp(
        worker: rank, phase: first.phase, cause: first.cause, attempts: lost.startCount)
    }
    onEvent(.lost(rank: rank, phase: phase, cause: cause))
    let (worker, startCount) = try launch(rank, after: lost, first)
    let member = ClusterMember(worker, after: lost, startCount: startCount, first: first)
    with {
      $0.members[rank] = member
      $0.noteProgress()
    }
    onEvent(.started(rank: rank, process: worker.processIdentifier))
    startReceiving(rank)
    let answered = with { $0.answers?.isAnswered(by: rank) ?? true }
    for (sequence, command) in commands[rank].enumerated() {
      let isLast = sequence == commands[rank].count - 1
      guard command.changesWorker || (isLast && !answered) else { continue }
      send(command, sequence: UInt32(sequence), to: member, rank: rank)
    }
  }

  /// Ends a lost worker, if it has not ended.
  ///
  /// - Returns: why it was lost.
  private static func end(_ lost: ClusterMember) -> String {
    // A process that ended by itself says why, if it is asked before it is killed.
    let ending = lost.worker.end(
      atMost: lost.loss?.isEndOfConnection ?? true ? .seconds(1) : .zero)
    lost.worker.kill()
    // The kernel may take its time to free much memory; until then there is none for another worker.
    _ = lost.worker.end(atMost: .seconds(30))
    guard let loss = lost.loss else { return "it is gone" }
    guard let ending else { return loss.cause }
    return loss.isEndOfConnection ? "it \(ending)" : "\(loss.cause); it \(ending)"
  }

  /// Starts a worker; tries again, for what the lost one had may not be free yet.
  private func launch(
    _ rank: Int, after lost: ClusterMember, _ first: ClusterMember.FirstLoss
  ) throws(ClusterError) -> (worker: any LaunchedWorker, startCount: Int) {
    var startCount = lost.startCount
    while true {
      startCount += 1
      do throws(ClusterError) {
        return (try launcher.launch(rank, options: options), startCount)
      } catch {
        guard case .cannotStart(_, let reason) = error else { throw error }
        guard startCount < options.lossLimit else {
          throw .gaveUp(
            worker: rank, phase: first.phase,
            cause: "\(first.cause); another cannot be started: \(reason)", attempts: startCount)
        }
        Thread.sleep(forTimeInterval: 1)
      }
    }
  }
}

extension ClusterMember {
  /// The error of a worker that could not even repeat what the one before it did.
  func givingUp(_ rank: Int, because failure: WorkerFailure) -> ClusterError {
    .gaveUp(
      worker: rank, phase: firstLoss?.phase ?? phase.text,
      cause: [firstLoss?.cause, "the worker in its place cannot go on: \(failure.message)"]
        .compactMap(\.self).joined(separator: "; "),
      attempts: startCount)
  }
}

extension WorkerCluster.State {
  /// If training has come to its end and no worker is left that could report it, those in their places
  /// come to that end again.
  fileprivate mutating func reopenIfAllAreLost() {
    guard hub?.isFinished ?? false, members.allSatisfy({ $0.loss != nil }),
      !(answers?.replies.contains { $0 != nil } ?? false)
    else { return }
    hub?.reopen()
  }
}
