import Foundation
import GBDTTestSupport
import Testing

/// Real processes, killed and frozen.
@Suite(.serialized) struct FaultTests {
  private static let settings = [
    "num_iterations=12", "num_leaves=31", "bagging_fraction=0.6", "bagging_freq=2",
  ]

  /// Where a worker is struck: as this phase begins, after so many iterations, or while checkpoints are
  /// saved.
  enum Moment: Sendable {
    case phase(String)
    case iterations(Int)
    case saving

    func hasCome(_ training: RunningBinary) -> Bool {
      switch self {
      case .phase(let name): training.phases.contains(name)
      case .iterations(let count): training.iterations >= count
      case .saving: training.messages.contains("checkpoint_written")
      }
    }
  }

  private static let moments: [Moment] =
    ["opening", "loading", "sketching", "binning", "training"].map { .phase($0) }
    + [.iterations(1), .iterations(6), .saving]

  @Test(arguments: moments)
  func aKilledWorkerDoesNotShow(moment: Moment) throws {
    try strike(SIGKILL, at: moment, cause: "signal 9")
  }

  @Test(arguments: [Moment.phase("loading"), .iterations(2)])
  func aFrozenWorkerDoesNotShow(moment: Moment) throws {
    try strike(SIGSTOP, at: moment, cause: "nothing was heard of it for 1.0 s")
  }

  private func strike(_ signal: Int32, at moment: Moment, cause: String) throws {
    let run = try WorkerRun(rows: 4_000, settings: Self.settings)
    let alone = try run.bytes(workers: 0)
    let training = try run.start(
      workers: 3, further: ["--checkpoint", "checkpoints", "--checkpoint-every", "1"])
    try training.wait(until: { moment.hasCome($0) && $0.workers.count == 3 })
    let worker = try #require(training.workers[1])
    try #require(training.isParent(of: worker))
    kill(worker, signal)
    let result = try expectUndisturbed(training, of: run, alone: alone)
    // A run that has come to its end by then needs nobody in its place.
    if result.messages.contains("worker_lost") {
      #expect(result.messages.contains(cause), "\(result.messages)")
    }
    // Nobody is lost with it: at most a worker that had no processor for so long.
    for line in result.messages.split(separator: "\n")
    where line.contains("worker_lost") && !line.contains("\"worker\":1") {
      #expect(line.contains("nothing was heard"), "\(line)")
    }
  }

  @Test func allWorkersAreKilledAtOnce() throws {
    let run = try WorkerRun(rows: 4_000, settings: Self.settings)
    let alone = try run.bytes(workers: 0)
    let training = try run.start(workers: 3)
    try training.wait(until: { $0.iterations >= 2 })
    for worker in training.workers.values where training.isParent(of: worker) {
      kill(worker, SIGKILL)
    }
    try expectUndisturbed(training, of: run, alone: alone)
  }

  /// Ends with the model of the run alone, and nothing else.
  @discardableResult
  private func expectUndisturbed(
    _ training: RunningBinary, of run: WorkerRun, alone: [UInt8]
  ) throws -> BinaryResult {
    let result = try training.wait(timeout: 60)
    #expect(result.exitCode == 0, "\(result.messages)")
    #expect(try run.model() == alone)
    try expectNothingLeft(of: run)
    return result
  }

  private func expectNothingLeft(of run: WorkerRun) throws {
    #expect(run.processesLeft(after: 5).isEmpty)
    #expect(try run.filesLeft().isEmpty)
  }

  @Test func rowsThatAreGoneEndTheRunWithTheFirstCause() throws {
    let run = try WorkerRun(rows: 4_000, settings: ["num_iterations=100000"])
    let training = try run.start(workers: 2)
    try training.wait(until: { $0.iterations >= 1 })
    run.removeData()
    let worker = try #require(training.workers[1])
    kill(worker, SIGKILL)
    let result = try training.wait(timeout: 30)
    #expect(result.exitCode == 75, "\(result.messages)")
    let last = result.messages.split(separator: "\n").last ?? ""
    for part in ["Worker 1", "growing trees", "signal 9", "rides.csv"] {
      #expect(last.contains(part), "\(last)")
    }
    try expectNothingLeft(of: run)
  }

  // MARK: - The coordinator

  @Test(arguments: [Moment.phase("loading"), .iterations(2)])
  func workersEndWithTheirCoordinator(moment: Moment) throws {
    let run = try WorkerRun(rows: 8_000, settings: ["num_iterations=100000"])
    let training = try run.start(workers: 3)
    try training.wait(until: { moment.hasCome($0) && $0.workers.count == 3 })
    let numbers = training.workers.values + [training.processIdentifier]
    training.send(SIGKILL)
    _ = try training.wait()
    try expectNothingLeft(of: run)
    #expect(SharedMemory.files(ofProcesses: numbers).isEmpty)
  }

  @Test func aPausedCoordinatorGoesOn() throws {
    let run = try WorkerRun(rows: 4_000, settings: Self.settings)
    let alone = try run.bytes(workers: 0)
    let training = try run.start(workers: 2)
    try training.wait(until: { $0.iterations >= 1 })
    training.send(SIGSTOP)
    usleep(2_500_000)
    training.send(SIGCONT)
    try expectUndisturbed(training, of: run, alone: alone)
  }

  /// Ctrl-C on a terminal reaches one process group; what stops a service or a job, all processes of it.
  @Test(arguments: [SIGINT, SIGTERM], [false, true])
  func anInterruptKeepsTheModelSoFar(signal: Int32, reachesWorkers: Bool) throws {
    let run = try WorkerRun(rows: 4_000, settings: ["num_iterations=100000"])
    let training = try run.start(workers: 2)
    try training.wait(until: { $0.iterations >= 3 })
    for worker in training.workers.values {
      #expect(getpgid(worker) == worker, "a process group of its own")
      if reachesWorkers { kill(worker, signal) }
    }
    training.send(signal)
    let result = try training.wait(timeout: 30)
    #expect(result.exitCode == 130, "\(result.messages)")
    #expect(!result.messages.contains("worker_lost"), "\(result.messages)")
    #expect(try run.modelIsWhole())
    try expectNothingLeft(of: run)
  }

  @Test func aSecondInterruptEndsAllAtOnce() throws {
    let run = try WorkerRun(rows: 4_000, settings: ["num_iterations=100000"])
    let training = try run.start(workers: 2)
    try training.wait(until: { $0.iterations >= 1 })
    // No iteration ends any more, so that the first is not obeyed.
    for worker in training.workers.values { kill(worker, SIGSTOP) }
    training.send(SIGINT)
    usleep(100_000)
    training.send(SIGINT)
    #expect(try training.wait(timeout: 10).exitCode == 128 + SIGINT)
    try expectNothingLeft(of: run)
  }

  @Test func anInterruptBeforeTreesGrowEndsAllAtOnce() throws {
    let run = try WorkerRun(rows: 4_000, settings: [])
    let training = try run.start(workers: 3)
    try training.wait(until: {
      $0.workers.count == 3 && $0.workers.values.allSatisfy(ProcessTable.ignoresInterrupts)
    })
    // They do not get that far any more.
    for worker in training.workers.values { kill(worker, SIGSTOP) }
    training.send(SIGINT)
    #expect(try training.wait(timeout: 10).exitCode == 128 + SIGINT)
    #expect(throws: (any Error).self, "nothing is written") { try run.model() }
    try expectNothingLeft(of: run)
  }

  // MARK: - At random

  /// Rounds of tools/soak: GBDT_SOAK_ROUNDS of them and for GBDT_SOAK_SECONDS, from GBDT_SOAK_SEED on.
  @Test func randomFaults() throws {
    let environment = ProcessInfo.processInfo.environment
    let first =
      environment["GBDT_SOAK_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0..<1 << 32)
    let seconds = environment["GBDT_SOAK_SECONDS"].flatMap { Double($0) }
    let rounds =
      environment["GBDT_SOAK_ROUNDS"].flatMap { UInt64($0) } ?? (seconds == nil ? 2 : .max)
    let end = ContinuousClock.now + .seconds(seconds ?? 1e9)
    var number: UInt64 = 0
    while number < rounds, .now < end {
      let round = FaultRound(seed: first &+ number)
      print("round \(number + 1), \(round)")
      fflush(nil)
      let faults = try round.play()
      try #require(faults.isEmpty, "\(round)\n\(faults.joined(separator: "\n"))")
      number += 1
    }
    print("\(number) rounds from seed \(first) on without a fault")
  }
}
