import Foundation
import GBDTTestSupport
import Testing

/// A training run of a random shape, with random faults at random moments: all of it from one seed.
struct FaultRound: CustomStringConvertible {
  enum Fault: CaseIterable {
    /// A worker is killed.
    case kill
    /// A worker stands still and is never heard of again.
    case freeze
    /// A worker stands still for less than the silence limit.
    case stumble
    /// A worker gets no more memory.
    case starve
    /// The coordinator stands still for longer than the silence limit.
    case pause
  }

  struct Strike {
    let fault: Fault
    /// Share of the time that the run alone takes.
    let moment: Double
    let rank: Int
  }

  let seed: UInt64
  private let rows: Int
  private let workers: Int
  private let threads: Int
  private let compressed: Bool
  private let settings: [String]
  private let strikes: [Strike]

  /// - Parameters:
  ///   - faults: that may happen.
  ///   - strikeLimit: most of them in the round.
  init(seed: UInt64, faults: [Fault] = Fault.allCases, strikeLimit: Int = 4) {
    self.seed = seed
    var random = SeededRandom(seed: seed)
    rows = Int.random(in: 1...8_000, using: &random)
    workers = Int.random(in: 1...5, using: &random)
    threads = Int.random(in: 1...2, using: &random)
    compressed = random.chance(0.2)
    var settings = [
      "num_iterations=\(Int.random(in: 2...30, using: &random))",
      "num_leaves=\(Int.random(in: 2...63, using: &random))",
      "min_data_in_leaf=\(Int.random(in: 1...40, using: &random))",
      "learning_rate=0.\(Int.random(in: 1...9, using: &random))",
      "max_bin=\(Int.random(in: 2...255, using: &random))",
      "seed=\(Int.random(in: 0...1000, using: &random))",
    ]
    if random.chance(0.5) {
      settings += [
        "bagging_fraction=0.\(Int.random(in: 3...9, using: &random))",
        "bagging_freq=\(Int.random(in: 1...3, using: &random))",
      ]
    }
    if random.chance(0.5) {
      settings.append("feature_fraction=0.\(Int.random(in: 3...9, using: &random))")
    }
    if random.chance(0.4) { settings += ["--valid-fraction", "0.25"] }
    self.settings = settings
    let workers = workers
    let all = (0..<Int.random(in: 1...strikeLimit, using: &random)).map { _ in
      Strike(
        fault: faults.randomElement(using: &random) ?? .kill,
        moment: Double.random(in: 0..<1, using: &random),
        rank: Int.random(in: 0..<workers, using: &random))
    }.sorted { $0.moment < $1.moment }
    // A worker that is lost three times before the run gets further ends it, as it should.
    strikes = all.enumerated().filter { place, strike in
      all[..<place].count { $0.rank == strike.rank } < 2
    }.map(\.element)
  }

  var description: String {
    let faults = strikes.map { strike in
      "\(strike.fault) \(strike.rank) at \(strike.moment.rounded(toPlaces: 2))"
    }
    return
      "seed \(seed): \(rows) rows\(compressed ? " (gz)" : ""), \(workers) workers x \(threads), "
      + "\(settings.joined(separator: " ")); \(faults.joined(separator: ", "))"
  }

  /// Plays the round.
  ///
  /// - Returns: what is wrong; empty if nothing is.
  func play() throws -> [String] {
    let run = try WorkerRun(
      rows: rows, seed: seed, compressed: compressed, settings: settings)
    let alone = try run.start(workers: 0).wait(timeout: 120)
    let wanted = alone.exitCode == 0 ? try run.model() : []
    run.removeModel()
    let began = ContinuousClock.now
    let calm = try run.start(workers: workers, threads: threads, silence: 5).wait(timeout: 120)
    let seconds = (ContinuousClock.now - began) / .seconds(1)
    var faults = compare("undisturbed", calm, alone, wanted, run)
    run.removeModel()
    let training = try run.start(workers: workers, threads: threads)
    let start = ContinuousClock.now
    for strike in strikes {
      let moment = start + .seconds(strike.moment * seconds)
      while ContinuousClock.now < moment { usleep(1_000) }
      strike.happen(to: training)
    }
    // Each fault: detection, at most a start limit of 10 s; and all is done again.
    let limit = 20 + Double(strikes.count) * (12 + 2 * seconds)
    let result = try training.wait(timeout: limit)
    print(
      "  undisturbed \(seconds.rounded(toPlaces: 1)) s, disturbed "
        + "\(((ContinuousClock.now - start) / .seconds(1)).rounded(toPlaces: 1)) s")
    faults += compare("disturbed", result, alone, wanted, run)
    let left = run.processesLeft(after: 5)
    if !left.isEmpty { faults.append("processes are left: \(left)") }
    let files = try run.filesLeft()
    if !files.isEmpty { faults.append("files are left: \(files)") }
    return faults
  }

  private func compare(
    _ name: String, _ result: BinaryResult, _ alone: BinaryResult, _ wanted: [UInt8],
    _ run: WorkerRun
  ) -> [String] {
    if result.exitCode != alone.exitCode {
      return [
        "\(name): exit code \(result.exitCode), alone \(alone.exitCode): \(result.messages)"
      ]
    }
    guard alone.exitCode == 0 else { return [] }
    return (try? run.model()) == wanted ? [] : ["\(name): another model: \(result.messages)"]
  }
}

extension FaultRound.Strike {
  /// A worker that is not there, or not any more, is spared.
  fileprivate func happen(to training: RunningBinary) {
    if fault == .pause {
      training.send(SIGSTOP)
      usleep(1_500_000)
      training.send(SIGCONT)
      return
    }
    guard let worker = training.workers[rank], training.isParent(of: worker) else { return }
    switch fault {
    case .kill: kill(worker, SIGKILL)
    case .freeze: kill(worker, SIGSTOP)
    case .stumble:
      kill(worker, SIGSTOP)
      usleep(300_000)
      if training.isParent(of: worker) { kill(worker, SIGCONT) }
    case .starve: Self.starve(worker)
    case .pause: break
    }
  }

  private static func starve(_ worker: Int32) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["prlimit", "--pid", "\(worker)", "--as=1000000"]
    process.standardError = FileHandle.nullDevice
    try? process.run()
    process.waitUntilExit()
  }
}

extension RunningBinary {
  /// Whether a number is that of a process which this one has started.
  func isParent(of child: Int32) -> Bool {
    guard let line = ProcessTable.text("stat", of: child), let end = line.lastIndex(of: ")")
    else { return false }
    let fields = line[end...].split(separator: " ")
    return fields.count > 2 && fields[2] == "\(processIdentifier)"
  }
}

extension Double {
  fileprivate func rounded(toPlaces places: Int) -> Double {
    let scale = [1.0, 10, 100][places]
    return (self * scale).rounded() / scale
  }
}
