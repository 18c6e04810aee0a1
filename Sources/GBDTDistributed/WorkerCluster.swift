internal import GBDTCollectives
internal import Foundation
internal import GBDTCore

/// The coordinator's workers: starts them, has them run commands, replaces those that are lost.
///
/// One thread for each worker receives; the thread that calls `run` decides what becomes of losses.
/// Between them is one lock. A worker that takes another's place is given the commands so far again, but
/// for those that change nothing in a worker.
package final class WorkerCluster {
  struct State {
    var members: [ClusterMember] = []
    var answers: CommandAnswers?
    var hub: TrainingHub?
    /// For each rank, by the commands' places: those that a replacement's are to be equal to.
    var repliesOfCommands: [Int: [UInt32: [UInt8]]] = [:]
    /// Nothing can mend this.
    var fatal: ClusterError?
    var isEnding = false
    /// When any worker last got further.
    var lastProgress = ContinuousClock.now
    /// Whether those who have held up the others since then were named.
    var hasNamedSlow = false
    /// `ClusterOptions.sharedRoom`
    let sharedRoom: Int

    /// Memory for the exchanges of an epoch; nil where it cannot be had, and connections serve.
    func makeSharedMemory() -> OwnedDescriptor? {
      guard members.count > 1, sharedRoom > 0 else { return nil }
      return try? SharedMailboxes.makeFile(processCount: members.count, room: sharedRoom)
    }
  }

  let options: ClusterOptions
  let launcher: any WorkerLauncher
  private let version: String
  let onEvent: (ClusterEvent) -> Void
  private let state: Monitor<State>
  private let pings = Heart(interval: ClusterOptions.pingInterval)
  /// For each rank, every command so far.
  private(set) var commands: [[WorkerCommand]]

  /// Starts all workers.
  ///
  /// - Parameters:
  ///   - version: of this program: a worker of another one is refused.
  ///   - onEvent: called on the thread that uses the cluster.
  /// - Throws: `.cannotStart`, `.cannotConnect`.
  package init(
    options: ClusterOptions, launcher: any WorkerLauncher, version: String,
    onEvent: @escaping (ClusterEvent) -> Void
  ) throws(ClusterError) {
    self.options = options
    state = Monitor(State(sharedRoom: options.sharedRoom))
    self.launcher = launcher
    self.version = version
    self.onEvent = onEvent
    commands = [[WorkerCommand]](repeating: [], count: options.workerCount)
    // A few for each worker, those of `WorkerMeshing`, and room for files.
    let count = options.workerCount
    try DescriptorLimit.raise(to: 6 * count + count * count / 4 + 200)
    for rank in 0..<options.workerCount {
      let worker = try launcher.launch(rank, options: options)
      state.with { $0.members.append(ClusterMember(worker)) }
      onEvent(.started(rank: rank, process: worker.processIdentifier))
    }
    for rank in 0..<options.workerCount { startReceiving(rank) }
    startPings()
  }

  deinit { end() }

  package var workerCount: Int { options.workerCount }

  /// Has every worker run a command, all of one kind.
  ///
  /// - Returns: the workers' replies, by rank.
  /// - Throws: `.refused`, for the first worker that refuses; `.gaveUp`; what is beyond mending.
  package func run(_ next: [WorkerCommand]) throws(ClusterError) -> [[UInt8]] {
    try send(next)
    while true {
      try attend(forAtMost: .milliseconds(200)) { state in
        state.answers.map { answers in
          state.members.indices.allSatisfy(answers.isAnswered(by:))
        } ?? true
      }
      let done = state.with { state -> CommandAnswers? in
        guard let answers = state.answers,
          state.members.indices.allSatisfy(answers.isAnswered(by:))
        else { return nil }
        state.answers = nil
        return answers
      }
      guard let done else { continue }
      if let failure = done.firstFailure { throw failure.error }
      return done.replies.compactMap(\.self)
    }
  }

  /// Ends all workers: in peace those that have nothing to do, the others at once.
  package func end() {
    let members = state.with { state in
      state.isEnding = true
      return state.members
    }
    pings.stop()
    for member in members {
      try? member.worker.stream.send(
        kind: MessageKind.end.rawValue, epoch: 0, sequence: 0, payload: [],
        timeout: .milliseconds(100))
    }
    let deadline = ContinuousClock.now + .seconds(1)
    for member in members {
      let left = max(.zero, deadline - .now)
      if member.worker.end(atMost: left) == nil { member.worker.kill() }
    }
    for member in members { _ = member.worker.end(atMost: .seconds(5)) }
    state.with { $0.members = [] }
  }

  // MARK: - The coordinating thread

  /// Sends each worker its next command.
  func send(_ next: [WorkerCommand]) throws(ClusterError) {
    precondition(next.count == options.workerCount, "one command a worker")
    onEvent(.phase(next[0].phase))
    let sequence = UInt32(commands[0].count)
    state.with {
      $0.answers = CommandAnswers(sequence: sequence, workerCount: options.workerCount)
      $0.noteProgress()
    }
    for (rank, command) in next.enumerated() {
      commands[rank].append(command)
      let member = state.with { $0.members[rank] }
      send(command, sequence: sequence, to: member, rank: rank)
    }
  }

  /// Replaces workers that are lost, then waits until `isDone`, or one is lost, or `limit` has passed.
  ///
  /// - Throws: what cannot be mended.
  func attend(
    forAtMost limit: Duration, until isDone: (State) -> Bool
  ) throws(ClusterError) {
    if state.with({ $0.fatal }) == nil { try replaceLost() }
    _ = state.wait(atMost: limit) { state -> Void? in
      let isDisturbed =
        state.fatal != nil || state.members.indices.contains(where: state.needsReplacement)
      return isDisturbed || isDone(state) ? () : nil
    }
    if let fatal = state.with({ $0.fatal }) { throw fatal }
    nameSlow()
  }

  /// Reads or changes what all threads share.
  func with<Result, Failure: Error>(
    _ body: (inout State) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try state.with(body)
  }

  /// Sends a command to a worker that is not known to be lost.
  func send(
    _ command: WorkerCommand, sequence: UInt32, to member: ClusterMember, rank: Int
  ) {
    if member.loss != nil { return }
    state.with { $0.members[rank].isGiven(command, sequence: sequence) }
    do throws(TransportError) {
      try member.worker.stream.send(
        kind: MessageKind.command.rawValue, epoch: 0, sequence: sequence,
        payload: command.encoded, timeout: options.silenceLimit)
    } catch {
      let loss = WorkerLoss(error, after: options.silenceLimit)
      state.with {
        $0.note(
          loss, rank: rank, generation: member.generation, timeout: options.silenceLimit)
      }
    }
  }

  // MARK: - Receiving threads

  func startReceiving(_ rank: Int) {
    let member = state.with { $0.members[rank] }
    let (stream, generation) = (member.worker.stream, member.generation)
    let receiver = Receiver(
      state: state, rank: rank, generation: generation, options: options, version: version)
    Thread.detachNewThread { receiver.run(stream) }
  }

  private func startPings() {
    Thread.detachNewThread { [pings, state] in
      while pings.waitForNextBeat() {
        let streams = state.with { $0.members.filter { $0.loss == nil }.map(\.worker.stream) }
        for stream in streams {
          // Who has not taken what was sent before need not be told more.
          try? stream.send(
            kind: MessageKind.ping.rawValue, epoch: 0, sequence: 0, payload: [], timeout: .zero)
        }
      }
    }
  }

  /// Sends what the hub has to say, with the lock held: every worker sees messages in one order.
  static func deliver(
    _ messages: [TrainingHub.Message], in state: inout State, timeout: Duration
  ) {
    var mesh = WorkerMeshing(workerCount: state.members.count)
    let memory = messages.contains { $0.kind == .begin } ? state.makeSharedMemory() : nil
    for message in messages {
      var ends: [OwnedDescriptor] = []
      if message.kind == .begin {
        // Also of one that is lost by now: the others count on their ends.
        do throws(TransportError) {
          ends = try mesh.takeEnds(of: message.worker)
          if let memory { ends.append(memory) }
        } catch {
          state.fatal = state.fatal ?? .cannotConnect(reason: error.message)
          return
        }
      }
      guard state.members[message.worker].loss == nil else { continue }
      do throws(TransportError) {
        try state.members[message.worker].worker.stream.send(
          kind: message.kind.rawValue, epoch: message.epoch, sequence: message.sequence,
          payload: message.payload, descriptors: ends, timeout: timeout)
      } catch {
        state.members[message.worker].loss = WorkerLoss(error, after: timeout)
      }
    }
  }
}

extension WorkerCluster.State {
  /// Whether another worker must take this one's place: not at the end, nor where its answer is there.
  func needsReplacement(_ rank: Int) -> Bool {
    members[rank].loss != nil && !(hub?.isFinished ?? false) && answers?.failures[rank] == nil
  }

  /// Takes note that a worker is lost, if it is still the present one, and tells the others at once.
  mutating func note(_ loss: WorkerLoss, rank: Int, generation: Int, timeout: Duration) {
    guard members.indices.contains(rank), members[rank].generation == generation,
      members[rank].loss == nil
    else { return }
    members[rank].loss = loss
    WorkerCluster.deliver(hub?.lose(rank) ?? [], in: &self, timeout: timeout)
  }
}
