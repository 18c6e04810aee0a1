package import GBDTCollectives
internal import GBDTCore
internal import Foundation
internal import Synchronization

/// The worker's side of its connection to the coordinator.
///
/// Three threads: one runs commands and trains; one receives, so that the end of the coordinator or of an
/// epoch is noticed in the middle of anything; one sends heartbeats.
package final class WorkerSession: Sendable {
  /// What has come and was not taken yet.
  private struct Inbox {
    var commands: [Frame] = []
    /// Of the collective call under way: `result` or `begin`.
    var answers: [Frame] = []
    /// The last epoch of which it is known that it has ended.
    var endedEpoch: UInt32 = 0
    var isEnded = false
    /// Why the coordinator cannot be reached any more.
    var loss: TransportError?
  }

  private let stream: FrameStream
  private let heartbeatInterval: Duration
  private let orphanLimit: Duration
  private let inbox = Monitor(Inbox())
  private let status = Mutex(WorkerStatus())
  private let interruption = Mutex<(@Sendable () -> Void)?>(nil)

  /// Of this worker's parallel work.
  let threads: Int
  /// How long to wait for the word that another worker is gone, once its connection has ended.
  let newsLimit: Duration

  /// - Parameters:
  ///   - orphanLimit: after so long without a word from the coordinator, it is gone.
  ///   - newsLimit: how long it may take to say that another worker is gone.
  package init(
    _ stream: FrameStream, threads: Int, heartbeatInterval: Duration,
    orphanLimit: Duration = ClusterOptions.orphanLimit, newsLimit: Duration = .seconds(60)
  ) {
    self.newsLimit = newsLimit
    self.orphanLimit = orphanLimit
    self.stream = stream
    self.threads = threads
    self.heartbeatInterval = heartbeatInterval
  }

  /// Serves the coordinator until it says that all is done, or is gone.
  ///
  /// - Parameters:
  ///   - version: of this program; the coordinator's must be the same.
  ///   - whenOrphaned: called, from a thread of its own, when the coordinator is gone: a worker
  ///     process ends at once, in the middle of whatever it does.
  package func serve(version: String, whenOrphaned: @escaping @Sendable () -> Void) {
    do throws(TransportError) {
      try send(.hello, payload: Array(version.utf8))
    } catch {
      return
    }
    startReceiving(whenOrphaned)
    let heart = startHeartbeats()
    defer { heart.stop() }
    let worker = PartitionWorker(session: self)
    while let frame = nextCommand() {
      do {
        try worker.run(frame)
      } catch {
        // For the coordinator, should it still be there: `LastWords`.
        let text = (error as? any DescribedError)?.message ?? "\(error)"
        _ = FileWriting.writeAll(Array("\(text)\n".utf8), to: STDERR_FILENO)
        return
      }
    }
  }

  // MARK: - What the working thread uses

  /// - Throws: when the coordinator is gone.
  func send(
    _ kind: MessageKind, epoch: UInt32 = 0, sequence: UInt32 = 0, payload: [UInt8] = []
  ) throws(TransportError) {
    try stream.send(
      kind: kind.rawValue, epoch: epoch, sequence: sequence, payload: payload,
      timeout: orphanLimit)
  }

  /// Waits for the answer to a call of `epoch`; nil if that epoch has ended.
  ///
  /// - Throws: when the coordinator is gone.
  func answer(_ kind: MessageKind, epoch: UInt32) throws(TransportError) -> Frame? {
    // The receiving thread notices when the coordinator is gone.
    let outcome = inbox.wait(atMost: ClusterOptions.watchedLimit) {
      inbox -> Result<Frame?, TransportError>? in
      if let index = inbox.answers.firstIndex(where: { $0.kind == kind.rawValue }) {
        let frame = inbox.answers.remove(at: index)
        inbox.answers = []
        return .success(frame)
      }
      if let loss = inbox.loss { return .failure(loss) }
      if inbox.isEnded { return .failure(.closed) }
      return epoch > 0 && inbox.endedEpoch == epoch ? .success(nil) : nil
    }
    guard let outcome else { throw .timedOut(what: "the coordinator's answer") }
    return try outcome.get()
  }

  /// Forgets answers to calls of an epoch that has ended.
  func dropAnswers() { inbox.with { $0.answers = [] } }

  /// Whether this epoch has ended.
  func hasEnded(epoch: UInt32) -> Bool { inbox.with { $0.endedEpoch == epoch } }

  /// Waits until it is known that this epoch has ended; false if that takes too long.
  func waitForEnd(ofEpoch epoch: UInt32, atMost limit: Duration) -> Bool {
    inbox.wait(atMost: limit) { inbox in
      inbox.endedEpoch == epoch || inbox.loss != nil ? inbox.endedEpoch == epoch : nil
    } ?? false
  }

  /// `body` is called, on the receiving thread, when the epoch ends; nil: nothing is.
  func onEndOfEpoch(_ body: (@Sendable () -> Void)?) { interruption.withLock { $0 = body } }

  func report(_ change: (inout WorkerStatus) -> Void) {
    status.withLock { status in
      change(&status)
      status.progress += 1
    }
  }

  /// Tells the coordinator how things stand, as every heartbeat does.
  func sendStatus() throws(TransportError) {
    try send(.heartbeat, payload: status.withLock { $0 }.encoded)
  }

  // MARK: - Threads

  private func nextCommand() -> Frame? {
    inbox.wait(atMost: ClusterOptions.watchedLimit) { inbox -> Frame?? in
      if !inbox.commands.isEmpty { return inbox.commands.removeFirst() }
      return inbox.isEnded || inbox.loss != nil ? .some(nil) : nil
    } ?? nil
  }

  private func startReceiving(_ whenOrphaned: @escaping @Sendable () -> Void) {
    Thread.detachNewThread { [self] in
      while true {
        do throws(TransportError) {
          // A coordinator that only is busy with other workers sends pings.
          let frame = try stream.receive(timeout: orphanLimit)
          if take(frame) { return }
        } catch {
          inbox.with { $0.loss = error }
          interruption.withLock { $0 }?()
          whenOrphaned()
          return
        }
      }
    }
  }

  /// - Returns: whether this was the last frame.
  private func take(_ frame: Frame) -> Bool {
    switch MessageKind(rawValue: frame.kind) {
    case .command: inbox.with { $0.commands.append(frame) }
    case .result, .begin: inbox.with { $0.answers.append(frame) }
    case .membershipChanged:
      inbox.with { $0.endedEpoch = frame.epoch }
      interruption.withLock { $0 }?()
    case .end:
      inbox.with { $0.isEnded = true }
      return true
    default: break  // A ping: the coordinator lives.
    }
    return false
  }

  private func startHeartbeats() -> Heart {
    let heart = Heart(interval: heartbeatInterval)
    Thread.detachNewThread { [self] in
      while heart.waitForNextBeat() {
        do throws(TransportError) {
          try sendStatus()
        } catch {
          return
        }
      }
    }
    return heart
  }
}
