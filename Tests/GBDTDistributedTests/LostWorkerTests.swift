import Foundation
import GBDT
import GBDTCore
import GBDTTestSupport
import Testing

@testable import GBDTDistributed

/// Whatever becomes of workers, the model is that of the undisturbed run; or one error says why not.
@Suite(.serialized) struct LostWorkerTests {
  /// Over memory, over connections, and over both: some exchanges are too large for the memory.
  @Test(arguments: [1, 2, 3, 5], [nil, 0, 1] as [Int?])
  func theNumberOfWorkersDoesNotShow(count: Int, sharedRoom: Int?) throws {
    let run = try SmallRun()
    let launcher = InProcessLauncher()
    let trained = try run.model(workers: count, launcher, sharedRoom: sharedRoom)
    #expect(trained.bytes == run.undisturbed)
    #expect(trained.losses.isEmpty)
    #expect(launcher.allHaveEnded())
  }

  /// Real processes, whose sums go through shared memory, through connections, or through either by their size.
  @Test(arguments: [nil, 0, 1] as [Int?])
  func processesMayShareMemory(sharedRoom: Int?) throws {
    let run = try SmallRun(rows: 2_000)
    let trained = try run.model(
      workers: 3, nil, silenceLimit: .seconds(5), sharedRoom: sharedRoom)
    #expect(trained.bytes == run.undisturbed)
    #expect(trained.losses == [])
  }

  @Test func oneByteAtATime() throws {
    let run = try SmallRun(rows: 40)
    let launcher = InProcessLauncher(transferLimit: 1)
    let trained = try run.model(
      workers: 2, launcher, silenceLimit: .seconds(5), sharedRoom: 0)
    #expect(trained.bytes == run.undisturbed)
    #expect(launcher.allHaveEnded())
  }

  /// Seeds of `disturbedConnections`: GBDT_DISTURBANCES of them, from GBDT_DISTURBANCE_SEED on.
  private static var seeds: Range<UInt64> {
    let environment = ProcessInfo.processInfo.environment
    let first = environment["GBDT_DISTURBANCE_SEED"].flatMap { UInt64($0) } ?? 0
    return first..<(first + (environment["GBDT_DISTURBANCES"].flatMap { UInt64($0) } ?? 5))
  }

  /// The kinds of harm in turn, each at a random place of a random worker's connection.
  @Test(arguments: seeds)
  func disturbedConnections(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let run = try SmallRun()
    let count = Int.random(in: 1...4, using: &random)
    let sharedRoom = [nil, 0, 1][Int.random(in: 0..<3, using: &random)]
    let calm = InProcessLauncher()
    _ = try run.model(workers: count, calm, sharedRoom: sharedRoom)
    let rank = Int.random(in: 0..<count, using: &random)
    let effects = Disturbance.Effect.allCases
    let direction = Disturbance.Direction.allCases.randomElement(using: &random) ?? .toWorker
    let traffic = calm.traffic(ofRank: rank)
    let disturbance = Disturbance(
      effect: effects[Int(seed) % effects.count], direction: direction,
      offset: Int.random(
        in: 0..<(direction == .toWorker ? traffic.received : traffic.sent), using: &random))
    // Some of those that take the place are lost, too.
    let generations = Int.random(in: 1...2, using: &random)
    let launcher = InProcessLauncher { lost, generation in
      var script = WorkerScript()
      if lost == rank, generation < generations { script.disturbance = disturbance }
      return script
    }
    print("seed \(seed): \(count) workers, worker \(rank) \(generations) times: \(disturbance)")
    let trained = try run.model(workers: count, launcher, sharedRoom: sharedRoom)
    #expect(
      trained.bytes == run.undisturbed,
      "seed \(seed), \(count) workers, worker \(rank): \(disturbance); \(trained.losses)")
    #expect(launcher.allHaveEnded())
  }

  /// All processes live, and the coordinator reaches each of them.
  @Test func aBrokenConnectionBetweenWorkers() throws {
    let run = try SmallRun()
    let launcher = InProcessLauncher { rank, generation in
      var script = WorkerScript()
      script.losesPeers = rank == 1 && generation == 0
      return script
    }
    let trained = try run.model(workers: 3, launcher, sharedRoom: 0)
    #expect(trained.bytes == run.undisturbed)
    #expect(!trained.losses.isEmpty, "they notice it, and end themselves")
    #expect(launcher.allHaveEnded())
  }

  @Test func allAreLostAtOnce() throws {
    let run = try SmallRun()
    let calm = InProcessLauncher()
    _ = try run.model(workers: 3, calm)
    let places = (0..<3).map { calm.traffic(ofRank: $0).received }
    for share in [3, 6, 9] {
      let launcher = InProcessLauncher { rank, generation in
        var script = WorkerScript()
        if generation == 0 {
          script.disturbance = Disturbance(
            effect: .cut, direction: .toWorker, offset: places[rank] * share / 10)
        }
        return script
      }
      let trained = try run.model(workers: 3, launcher)
      #expect(trained.bytes == run.undisturbed, "after \(share) tenths: \(trained.losses)")
      #expect(launcher.allHaveEnded())
    }
  }

  /// Training is over, but nobody is left to say so.
  @Test func allAreLostAtTheEnd() throws {
    let run = try SmallRun()
    let launcher = InProcessLauncher { _, generation in
      var script = WorkerScript()
      if generation > 0 { return script }
      script.edit = { frame in
        var frame = frame
        if frame.isA(.reply), (try? TrainingReport(decoding: frame.payload)) != nil {
          frame.kind = 9999
        }
        return [frame]
      }
      return script
    }
    let trained = try run.model(workers: 2, launcher)
    #expect(trained.bytes == run.undisturbed)
    #expect(trained.losses.count == 2, "\(trained.losses)")
  }

  // MARK: - Workers that do not what they should

  /// What a worker gets wrong once is mended by another in its place.
  @Test(arguments: Mischief.allCases)
  func mischiefIsMended(mischief: Mischief) throws {
    let run = try SmallRun()
    let launcher = InProcessLauncher { rank, generation in
      rank == 1 && generation == 0 ? mischief.script : WorkerScript()
    }
    let trained = try run.model(workers: 3, launcher)
    #expect(trained.bytes == run.undisturbed)
    #expect(
      trained.losses.count == 1 && trained.losses[0].contains(mischief.cause), "\(trained.losses)")
    #expect(launcher.allHaveEnded())
  }

  /// Where trees are agreed on in between, the run goes on.
  @Test(arguments: Mischief.allCases.filter { $0 != .metricsTooEarly })
  func mischiefAgainAndAgainEndsTheRun(mischief: Mischief) throws {
    let run = try SmallRun()
    let launcher = InProcessLauncher { rank, _ in rank == 1 ? mischief.script : WorkerScript() }
    let error = #expect(throws: GBDTError.self) { try run.model(workers: 3, launcher) }
    #expect(error?.message.contains("Worker 1 was lost while") ?? false, "\(error as Any)")
    #expect(error?.message.contains(mischief.cause) ?? false, "\(error as Any)")
    #expect(error?.message.contains("started 3 times") ?? false, "\(error as Any)")
    #expect(launcher.startCount(ofRank: 1) == 3)
    #expect(launcher.allHaveEnded())
  }

  @Test func anotherTreeIsNoMishap() throws {
    let run = try SmallRun()
    let launcher = InProcessLauncher { rank, _ in
      var script = WorkerScript()
      if rank == 2 {
        script.edit = { frame in
          var frame = frame
          if frame.isA(.commit) { frame.payload[frame.payload.count - 1] ^= 1 }
          return [frame]
        }
      }
      return script
    }
    let error = #expect(throws: GBDTError.self) { try run.model(workers: 3, launcher) }
    #expect(error?.message.contains("do not agree on the next tree") ?? false, "\(error as Any)")
    #expect(launcher.allHaveEnded())
  }

  /// What one worker says is compared with nothing.
  @Test func metricsOfOtherSetsEndTheRun() throws {
    let launcher = InProcessLauncher { _, _ in
      var script = WorkerScript()
      script.edit = { frame in
        var frame = frame
        if frame.isA(.metrics) { frame.payload = [0] }
        return [frame]
      }
      return script
    }
    let error = #expect(throws: GBDTError.self) { try SmallRun().model(workers: 1, launcher) }
    #expect(error?.message.contains("metrics of other sets") ?? false, "\(error as Any)")
    #expect(launcher.allHaveEnded())
  }

  /// A worker is lost, and its rows are others when another one reads them.
  @Test func rowsThatChangeEndTheRun() throws {
    let run = try SmallRun()
    let launcher = InProcessLauncher { rank, generation in
      var script = WorkerScript()
      if rank == 1, generation == 0 {
        script.edit = { frame in
          if !frame.isA(.commit) { return [frame] }
          run.changeRows()
          return [EditedFrame(kind: 9999, epoch: 0, sequence: 0, payload: [])]
        }
      }
      return script
    }
    let error = #expect(throws: GBDTError.self) { try run.model(workers: 2, launcher) }
    #expect(error?.code == .inputOutput)
    #expect(
      error?.message.contains("The rows of worker 1 are not those") ?? false, "\(error as Any)")
    #expect(launcher.allHaveEnded())
  }

  /// A worker is lost, and its rows are gone when another one is to read them.
  @Test func whatCannotBeRepeatedEndsTheRun() throws {
    let run = try SmallRun()
    let launcher = InProcessLauncher { rank, generation in
      var script = WorkerScript()
      if rank == 0, generation == 0 {
        script.edit = { frame in
          if !frame.isA(.commit) { return [frame] }
          run.removeRows()
          return [EditedFrame(kind: 9999, epoch: 0, sequence: 0, payload: [])]
        }
      }
      return script
    }
    let error = #expect(throws: GBDTError.self) { try run.model(workers: 2, launcher) }
    let message = error?.message ?? ""
    #expect(message.contains("Worker 0 was lost while growing trees"), "\(message)")
    #expect(message.contains("unknown kind 9999"), "\(message)")
    #expect(message.contains("rows.csv"), "\(message)")
    #expect(launcher.allHaveEnded())
  }

  @Test func aWorkerThatCannotBeStartedAgain() throws {
    let run = try SmallRun()
    let launcher = InProcessLauncher { rank, generation in
      var script = Mischief.unknownKind.script
      if rank == 0 || generation > 0 { script.edit = nil }
      return script
    }
    _ = try run.model(workers: 2, launcher)
    let refusing = InProcessLauncher { rank, generation in
      var script = rank == 1 ? Mischief.unknownKind.script : WorkerScript()
      if generation > 0 { script.refusesToStart = "no processes are left" }
      return script
    }
    let error = #expect(throws: GBDTError.self) { try run.model(workers: 2, refusing) }
    #expect(error?.message.contains("no processes are left") ?? false, "\(error as Any)")
    #expect(refusing.allHaveEnded())
    let never = InProcessLauncher { rank, _ in
      var script = WorkerScript()
      if rank == 1 { script.refusesToStart = "no processes are left" }
      return script
    }
    #expect(throws: GBDTError.self) { try run.model(workers: 2, never) }
    #expect(never.allHaveEnded())
  }
}
