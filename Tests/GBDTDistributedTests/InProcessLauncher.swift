import Foundation
import GBDTCollectives
import GBDTCore
import Synchronization

@testable import GBDTDistributed

/// Workers as threads of the test, each behind a relay that can disturb what passes.
final class InProcessLauncher: WorkerLauncher {
  /// What is wrong with the worker of a rank; `generation` counts those before it.
  typealias Script = @Sendable (_ rank: Int, _ generation: Int) -> WorkerScript

  /// Most bytes that the ends move at once.
  private let transferLimit: Int
  private let script: Script
  private let workers = Mutex<[Int: [RelayedWorker]]>([:])

  init(transferLimit: Int = .max, script: @escaping Script = { _, _ in WorkerScript() }) {
    self.transferLimit = transferLimit
    self.script = script
  }

  /// Bytes that the first worker of a rank got and sent.
  func traffic(ofRank rank: Int) -> (received: Int, sent: Int) {
    let relay = workers.withLock { $0[rank]?.first?.relay }
    return (relay?.passed(.toWorker) ?? 0, relay?.passed(.toCoordinator) ?? 0)
  }

  /// How often a rank was started.
  func startCount(ofRank rank: Int) -> Int { workers.withLock { $0[rank]?.count ?? 0 } }

  /// Waits until all workers have ended; whether they have.
  func allHaveEnded() -> Bool {
    let all = workers.withLock { $0.values.flatMap(\.self) }
    return all.allSatisfy { $0.end(atMost: .seconds(10)) != nil }
  }

  func launch(
    _ rank: Int, options: ClusterOptions
  ) throws(ClusterError) -> any LaunchedWorker {
    let generation = startCount(ofRank: rank)
    let script = script(rank, generation)
    if let reason = script.refusesToStart { throw .cannotStart(worker: rank, reason: reason) }
    do throws(TransportError) {
      let (ours, ourRelay) = try FrameStream.pair()
      let (theirRelay, theirs) = try FrameStream.pair()
      let relay = Relay(coordinator: ourRelay, worker: theirRelay, script: script)
      let worker = RelayedWorker(FrameStream(ours, transferLimit: transferLimit), relay)
      let stream = FrameStream(theirs, transferLimit: transferLimit)
      worker.start {
        if let serve = script.serve { return (try? serve(stream)) ?? () }
        WorkerSession(
          stream, threads: options.threads, heartbeatInterval: options.heartbeatInterval,
          newsLimit: .seconds(2)
        ).serve(version: script.version) {}
      }
      workers.withLock { $0[rank, default: []].append(worker) }
      return worker
    } catch {
      throw .cannotStart(worker: rank, reason: error.message)
    }
  }
}

/// How one worker misbehaves.
struct WorkerScript: Sendable {
  var version = LibraryVersion.current
  /// Nothing is started, for this reason.
  var refusesToStart: String?
  /// Disturbs bytes on their way.
  var disturbance: Disturbance?
  /// Ends its connections to other workers as it is given them.
  var losesPeers = false
  /// Changes messages from the worker; an empty array drops one.
  var edit: (@Sendable (EditedFrame) -> [EditedFrame])?
  /// Does the worker's part by hand; what it throws ends the worker.
  var serve: (@Sendable (FrameStream) throws -> Void)?
}

/// A message from a worker, as a script may change it.
struct EditedFrame: Sendable {
  var kind: UInt16
  var epoch: UInt32
  var sequence: UInt32
  var payload: [UInt8]

  func isA(_ kind: MessageKind) -> Bool { self.kind == kind.rawValue }
}

/// What happens to the bytes of a connection once so many have passed in one direction.
struct Disturbance: Sendable, CustomStringConvertible {
  enum Direction: Int, Sendable, CaseIterable {
    case toWorker
    case toCoordinator
  }

  enum Effect: Sendable, CaseIterable {
    /// The connection ends.
    case cut
    /// A bit of the next byte changes.
    case flip
    /// Bytes are taken from here on, but not passed on; the other direction works.
    case swallow
    /// Nothing moves any more in either direction.
    case freeze
    /// A moment of rest, shorter than the silence limit.
    case delay
  }

  let effect: Effect
  let direction: Direction
  let offset: Int

  var description: String { "\(effect) after \(offset) bytes \(direction)" }
}

/// A worker thread behind a relay.
final class RelayedWorker: LaunchedWorker {
  let stream: FrameStream
  let relay: Relay
  private let ending = Monitor<String?>(nil)

  init(_ stream: FrameStream, _ relay: Relay) {
    self.stream = stream
    self.relay = relay
  }

  var processIdentifier: Int32? { nil }

  func start(_ body: @escaping @Sendable () -> Void) {
    relay.start()
    Thread.detachNewThread { [ending, relay] in
      body()
      relay.close()
      ending.with { $0 = "ended" }
    }
  }

  func kill() {
    stream.shutDown()
    relay.close()
  }

  func end(atMost limit: Duration) -> String? { ending.wait(atMost: limit) { $0 } }
}
