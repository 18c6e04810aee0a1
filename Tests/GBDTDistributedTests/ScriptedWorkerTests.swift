import GBDTCollectives
import GBDTCore
import GBDTTraining
import Glibc
import Synchronization
import Testing

@testable import GBDTDistributed

/// Workers whose part the test plays, message by message.
@Suite struct ScriptedWorkerTests {
  /// One worker cannot go on while the other waits for it in an exchange that passes no coordinator.
  @Test func whoWaitsForAWorkerThatRefusesIsTold() throws {
    let refusal = ClusterError.refused(category: .data, message: "Too large.")
    let launcher = InProcessLauncher { rank, _ in
      var script = WorkerScript()
      script.serve = { stream in
        let sequence = try stream.begin(.train(rank: rank, worldSize: 2))
        var join = ByteWriter()
        join.count(0)
        join.array([2.5])
        try stream.send(.join, payload: join.bytes)
        let begin = try stream.receive(.begin)
        if rank == 1 {
          try stream.send(.failure, sequence: sequence, payload: WorkerFailure(refusal).encoded)
        } else {
          #expect(try stream.receive(.membershipChanged).epoch == begin.epoch)
          try stream.send(.join, payload: join.bytes)
        }
        _ = try stream.receive(.end)
      }
      return script
    }
    let cluster = try Self.cluster(of: 2, launcher)
    #expect(throws: refusal) { _ = try cluster.train(featureCount: 1) { _ in .proceed } }
    #expect(launcher.startCount(ofRank: 0) == 1, "told, and not lost for waiting in vain")
    cluster.end()
    #expect(launcher.allHaveEnded())
  }

  /// It is heard of, but nothing is done while the other has nothing more to do.
  @Test func whoHoldsUpTheOthersIsNamed() throws {
    let launcher = InProcessLauncher { rank, _ in
      var script = WorkerScript()
      script.serve = { stream in
        let sequence = try stream.begin(.sketch)
        for beat in 0..<(rank == 1 ? 12 : 0) {
          var status = WorkerStatus()
          // For a while it gets further.
          status.progress = UInt64(min(beat, 3))
          try stream.send(.heartbeat, payload: status.encoded)
          usleep(50_000)
        }
        try stream.send(.reply, sequence: sequence, payload: [UInt8(rank)])
        _ = try stream.receive(.end)
      }
      return script
    }
    var named: [String] = []
    let cluster = try Self.cluster(of: 2, launcher, slowness: .milliseconds(150)) { event in
      if case .slow(let rank, let phase, _) = event { named.append("\(rank) \(phase)") }
    }
    #expect(try cluster.run([.sketch, .sketch]) == [[0], [1]])
    #expect(named == ["1 sketching"])
    #expect(
      cluster.with { $0.repliesOfCommands.isEmpty }, "sketches are large, and never made again")
    cluster.end()
    #expect(launcher.allHaveEnded())
  }

  /// Real workers say of themselves that they wait.
  @Test func whoWaitsSaysSo() throws {
    let statuses = Mutex<[WorkerStatus]>([])
    let launcher = InProcessLauncher { rank, _ in
      var script = WorkerScript()
      script.edit = { frame in
        if rank == 0, frame.isA(.heartbeat), let status = try? WorkerStatus(decoding: frame.payload)
        {
          statuses.withLock { $0.append(status) }
        }
        // Longer than the time between heartbeats.
        if rank == 1, frame.isA(.commit) { usleep(300_000) }
        return [frame]
      }
      return script
    }
    _ = try SmallRun().model(workers: 2, launcher)
    let seen = statuses.withLock { $0 }
    #expect(seen.contains { $0.isWaiting } && seen.contains { !$0.isWaiting })
    #expect(zip(seen, seen.dropFirst()).allSatisfy { $0.progress <= $1.progress })
  }

  private static func cluster(
    of count: Int, _ launcher: InProcessLauncher, slowness: Duration = .seconds(20),
    onEvent: @escaping (ClusterEvent) -> Void = { _ in }
  ) throws -> WorkerCluster {
    var options = ClusterOptions(workerCount: count, threads: 1)
    // They have no heart.
    options.silenceLimit = .seconds(20)
    options.slownessLimit = slowness
    return try WorkerCluster(
      options: options, launcher: launcher, version: LibraryVersion.current, onEvent: onEvent)
  }
}

extension FrameStream {
  /// Says what every worker says first, and waits for the command.
  ///
  /// - Returns: the command's place among all.
  fileprivate func begin(_ command: WorkerCommand) throws -> UInt32 {
    try send(.hello, payload: Array(LibraryVersion.current.utf8))
    let frame = try receive(.command)
    #expect(frame.payload == command.encoded)
    return frame.sequence
  }

  fileprivate func send(
    _ kind: MessageKind, sequence: UInt32 = 0, payload: [UInt8]
  ) throws {
    try send(
      kind: kind.rawValue, epoch: 0, sequence: sequence, payload: payload, timeout: .seconds(5))
  }

  /// The next message, which is of this kind.
  fileprivate func receive(_ kind: MessageKind) throws -> Frame {
    let frame = try receive(timeout: .seconds(5))
    try #require(MessageKind(rawValue: frame.kind) == kind)
    return frame
  }
}
