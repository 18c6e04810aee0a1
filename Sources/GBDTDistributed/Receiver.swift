internal import GBDTCollectives
internal import GBDTCore

/// Takes what one worker sends, on a thread of its own, as long as it is its rank's worker.
struct Receiver: Sendable {
  let state: Monitor<WorkerCluster.State>
  let rank: Int
  let generation: Int
  let options: ClusterOptions
  let version: String

  func run(_ stream: FrameStream) {
    var limit = options.startLimit
    while true {
      do throws(TransportError) {
        let frame = try receive(from: stream, limit)
        limit = options.silenceLimit
        if !take(frame) { return }
      } catch {
        state.with {
          $0.note(
            WorkerLoss(error, after: limit), rank: rank, generation: generation,
            timeout: options.silenceLimit)
        }
        return
      }
    }
  }

  /// The next frame. Where this process itself, and so perhaps the whole machine, stood still in the time
  /// allowed, the worker gets it once more.
  private func receive(
    from stream: FrameStream, _ limit: Duration
  ) throws(TransportError) -> Frame {
    let began = ContinuousClock.now
    do throws(TransportError) {
      return try stream.receive(timeout: limit)
    } catch {
      guard case .timedOut = error, ContinuousClock.now - began > limit * 1.1 else { throw error }
      return try stream.receive(timeout: limit)
    }
  }

  /// - Returns: whether to go on.
  private func take(_ frame: Frame) -> Bool {
    state.with { state in
      guard !state.isEnding, state.members.indices.contains(rank),
        state.members[rank].generation == generation, state.members[rank].loss == nil
      else { return false }
      do throws(ClusterError) {
        try take(frame, in: &state)
      } catch {
        if case .malformed(let what) = error {
          state.members[rank].loss = WorkerLoss("it sent what cannot be understood: \(what)")
        } else {
          state.fatal = state.fatal ?? error
        }
        return false
      }
      return true
    }
  }

  private func take(_ frame: Frame, in state: inout WorkerCluster.State) throws(ClusterError) {
    guard let kind = MessageKind(rawValue: frame.kind) else {
      throw .malformed("a message of unknown kind \(frame.kind)")
    }
    guard state.members[rank].isGreeted || kind == .hello else {
      throw .malformed("a message before its version")
    }
    switch kind {
    case .hello:
      guard frame.payload == Array(version.utf8) else {
        throw .malformed("it is of another version of gbdt")
      }
      state.members[rank].isGreeted = true
    case .heartbeat:
      let status: WorkerStatus = try decoded(frame)
      if status.progress != state.members[rank].status.progress { state.noteProgress() }
      state.members[rank].status = status
    case .reply:
      state.noteProgress()
      let command = state.members[rank].hasAnswered(sequence: frame.sequence)
      guard isAwaited(frame, in: state) else {
        return try state.compare(frame.payload, ofCommand: frame.sequence, from: rank)
      }
      if command?.isReplyRepeated ?? false {
        state.repliesOfCommands[rank, default: [:]][frame.sequence] = frame.payload
      }
      state.answers?.replies[rank] = frame.payload
      state.members[rank].noteProgress()
    case .failure:
      state.members[rank].hasAnswered(sequence: frame.sequence)
      let failure: WorkerFailure = try decoded(frame)
      if isAwaited(frame, in: state) {
        state.answers?.failures[rank] = failure
        // Others may be waiting for it in an exchange.
        WorkerCluster.deliver(
          state.hub?.lose(rank) ?? [], in: &state, timeout: options.silenceLimit)
      } else {
        // What the worker before it could do: its file is gone, for instance.
        state.fatal = state.fatal ?? state.members[rank].givingUp(rank, because: failure)
      }
    case .sum, .max, .gather, .commit, .finish:
      let messages = try hub(&state) { (hub) throws(ClusterError) in
        try hub.receive(
          kind, epoch: frame.epoch, sequence: frame.sequence, payload: frame.payload, from: rank)
      }
      WorkerCluster.deliver(messages, in: &state, timeout: options.silenceLimit)
      if kind == .commit, !messages.isEmpty {
        for rank in state.members.indices { state.members[rank].noteProgress() }
      }
    case .join:
      let messages = try hub(&state) { (hub) throws(ClusterError) in
        try hub.join(rank, payload: frame.payload)
      }
      WorkerCluster.deliver(messages, in: &state, timeout: options.silenceLimit)
    case .metrics:
      try hub(&state) { (hub) throws(ClusterError) in
        try hub.addMetrics(iteration: Int(frame.sequence), payload: frame.payload, from: rank)
      }
    case .command, .result, .membershipChanged, .begin, .ping, .end, .shares:
      throw .malformed("a message that is not for the coordinator")
    }
  }

  /// Whether a frame answers the command under way: a replacement runs commands again that were answered
  /// before.
  private func isAwaited(_ frame: Frame, in state: WorkerCluster.State) -> Bool {
    guard let answers = state.answers else { return false }
    return answers.sequence == frame.sequence && !answers.isAnswered(by: rank)
  }

  private func hub<Result>(
    _ state: inout WorkerCluster.State,
    _ body: (inout TrainingHub) throws(ClusterError) -> Result
  ) throws(ClusterError) -> Result {
    guard var hub = state.hub else { throw .malformed("a call outside of training") }
    state.hub = nil  // Leaves `hub` the only owner of its sums.
    defer { state.hub = hub }
    return try body(&hub)
  }

  private func decoded<Value: ByteCodable>(_ frame: Frame) throws(ClusterError) -> Value {
    do throws(ByteError) {
      return try Value(decoding: frame.payload)
    } catch {
      throw .malformed(error.reason)
    }
  }
}

extension WorkerCluster.State {
  /// Compares what a replacement says of its rows with what the worker before it said.
  fileprivate func compare(
    _ reply: [UInt8], ofCommand sequence: UInt32, from rank: Int
  ) throws(ClusterError) {
    guard let first = repliesOfCommands[rank]?[sequence], first != reply else { return }
    throw .refused(
      category: .inputOutput,
      message:
        "The rows of worker \(rank) are not those that they were when it was first started: the data "
        + "files have changed. Start again when nothing writes to them any more.")
  }
}
