import Foundation
import GBDTModel
package import GBDTTraining

/// The processes of a training run as threads of this one: all that a `TrainingCollective` promises,
/// in the simplest way, with faults on demand.
package final class InProcessCluster: @unchecked Sendable {
  /// Something that happens to a run.
  package struct Fault: Sendable {
    package enum Moment: Sendable, Equatable, CaseIterable {
      /// Nobody gets the result of the exchange.
      case before
      /// Every other process gets it.
      case during
      /// All processes get it.
      case after
    }

    /// The exchange that it happens at: the first is the first `join`, others follow as they come,
    /// those redone included.
    package let exchange: Int
    package let moment: Moment
    /// Whom a newcomer replaces; nil: nobody, membership merely changes.
    package let victim: Int?

    package init(exchange: Int, moment: Moment, victim: Int?) {
      self.exchange = exchange
      self.moment = moment
      self.victim = victim
    }
  }

  package let worldSize: Int
  /// Processes that end at one of the calls before the first `join`: rank and number of the call.
  private let earlyLosses: [(rank: Int, call: Int)]
  private let stopAfter: Int?

  private let condition = NSCondition()
  private var faults: [Fault]
  private var epoch: UInt64 = 0
  private var incarnations: [Int]
  private var deposits: [Int: Deposit] = [:]
  private var completed: [Completed] = []
  /// Results of the calls before the first `join`.
  private var log: [[Any]] = []
  private var agreed: AgreedProgress
  private var isFinished = false
  private var failure: (any Error)?
  private var problems: [String] = []
  private var spawn: (Int) -> Void = { _ in }

  private struct Deposit {
    let kind: String
    let value: Any
  }

  private struct Completed {
    let epoch: UInt64
    let values: [Any]
    let recipients: Set<Int>
  }

  /// - Parameters:
  ///   - resuming: what was agreed before.
  ///   - stopAfter: number of iterations after which `commit` says `.stop`.
  package init(
    worldSize: Int, resuming: AgreedProgress = AgreedProgress(), faults: [Fault] = [],
    earlyLosses: [(rank: Int, call: Int)] = [], stopAfter: Int? = nil
  ) {
    self.worldSize = worldSize
    self.faults = faults
    self.earlyLosses = earlyLosses
    self.stopAfter = stopAfter
    agreed = resuming
    incarnations = [Int](repeating: 0, count: worldSize)
  }

  /// Exchanges so far, joins included.
  package var exchangeCount: Int { condition.withLock { completed.count } }

  /// Faults that did not happen, because the run ended before.
  package var faultsLeft: Int { condition.withLock { faults.count } }

  /// Calls that did not fit together.
  package var complaints: [String] { condition.withLock { problems } }

  /// What all processes agreed on.
  package var progress: AgreedProgress { condition.withLock { agreed } }

  /// Runs `body` on a thread for each rank, and again for each rank that is replaced.
  ///
  /// - Returns: the results of those that were there at the end, in rank order.
  package func run<Result: Sendable>(
    _ body: @escaping @Sendable (InProcessCollective) throws -> Result
  ) throws -> [Result] {
    let results = Results<Result>(count: worldSize)
    let group = DispatchGroup()
    spawn = { [self] rank in
      let collective = InProcessCollective(
        cluster: self, rank: rank, incarnation: incarnations[rank])
      group.enter()
      Thread.detachNewThread { [self] in
        defer { group.leave() }
        do {
          results.set(rank, try body(collective))
        } catch {
          fail(error, of: collective)
        }
      }
    }
    condition.withLock { for rank in 0..<worldSize { spawn(rank) } }
    group.wait()
    spawn = { _ in }
    if let failure { throw failure }
    return results.all
  }

  /// An error of a process that was replaced is no news; any other ends the run.
  private func fail(_ error: any Error, of member: InProcessCollective) {
    condition.withLock {
      guard incarnations[member.rank] == member.incarnation else { return }
      failure = failure ?? error
      condition.broadcast()
    }
  }

  // MARK: - Calls

  /// Waits for every rank's value; everyone gets all of them, in rank order.
  func gather<Value>(
    _ value: Value, kind: String, member: InProcessCollective,
    onCompletion: ([Value]) -> Void = { _ in }
  ) throws(CollectiveError) -> [Value] {
    condition.lock()
    defer { condition.unlock() }
    if !member.hasJoined && kind != "join" {
      return try gatherBeforeJoin(value, kind: kind, member: member)
    }
    if kind == "join" { member.join(epoch: epoch) }
    try check(member)
    if take(fault: .before) { try check(member) }
    let number = completed.count
    deposits[member.rank] = Deposit(kind: kind, value: value)
    if deposits.count == worldSize {
      let values = takeDeposits(as: Value.self)
      onCompletion(values)
      complete(values)
    }
    while completed.count == number {
      try check(member)
      condition.wait()
    }
    let outcome = completed[number]
    guard outcome.epoch == member.epoch, outcome.recipients.contains(member.rank) else {
      try check(member)
      throw .membershipChanged(epoch: epoch)
    }
    return outcome.values.compactMap { $0 as? Value }
  }

  /// Results are kept for newcomers; nobody is told of losses.
  private func gatherBeforeJoin<Value>(
    _ value: Value, kind: String, member: InProcessCollective
  ) throws(CollectiveError) -> [Value] {
    let number = member.nextCallBeforeJoin()
    if member.incarnation == 0,
      earlyLosses.contains(where: { $0.rank == member.rank && $0.call == number })
    {
      replace(member.rank)
      throw .lost(reason: "ended by the test")
    }
    if number == log.count {
      deposits[member.rank] = Deposit(kind: kind, value: value)
      if deposits.count == worldSize {
        log.append(takeDeposits(as: Value.self))
        condition.broadcast()
      }
    }
    while log.count <= number {
      if let failure { throw .lost(reason: "\(failure)") }
      condition.wait()
    }
    return log[number].compactMap { $0 as? Value }
  }

  /// Notes the newest line of metrics.
  func record(_ line: [Double], member: InProcessCollective) throws(CollectiveError) {
    condition.lock()
    defer { condition.unlock() }
    try check(member)
    if agreed.metricLines.count < agreed.iterations.count {
      agreed.metricLines.append(line)
    } else if agreed.metricLines.last != line {
      problems.append("rank \(member.rank) has other metrics")
    }
  }

  func commit(
    _ trees: [Tree], member: InProcessCollective
  ) throws(CollectiveError) -> TrainingDirective {
    _ = try gather(trees, kind: "commit", member: member) { [self] all in
      if Set(all.map { "\($0)" }).count > 1 { problems.append("trees differ") }
      agreed.iterations.append(trees)
      if agreed.iterations.count == stopAfter { agreed.isStopping = true }
    }
    return condition.withLock { agreed.isStopping } ? .stop : .proceed
  }

  func join(
    iterationCount: Int, baseScores: [Double], member: InProcessCollective
  ) throws(CollectiveError) -> AgreedProgress {
    if !condition.withLock({ isFinished }) {
      _ = try gather(iterationCount, kind: "join", member: member)
    }
    return condition.withLock {
      if agreed.baseScores == nil { agreed.baseScores = baseScores }
      var progress = agreed
      progress.iterations = Array(agreed.iterations.dropFirst(iterationCount))
      return progress
    }
  }

  func finish(
    _ reason: StopReason, member: InProcessCollective
  ) throws(CollectiveError) {
    _ = try gather(reason, kind: "finish", member: member) { [self] reasons in
      if Set(reasons).count > 1 { problems.append("processes end for \(reasons)") }
      isFinished = true
      // From here on nothing is to be redone.
      faults = faults.filter { $0.exchange != completed.count || $0.moment == .before }
    }
  }

  // MARK: - State; the lock is held

  private func check(_ member: InProcessCollective) throws(CollectiveError) {
    if let failure { throw .lost(reason: "\(failure)") }
    if incarnations[member.rank] != member.incarnation { throw .lost(reason: "ended by the test") }
    if member.epoch != epoch { throw .membershipChanged(epoch: epoch) }
  }

  private func takeDeposits<Value>(as: Value.Type) -> [Value] {
    let kinds = Set(deposits.values.map(\.kind))
    if kinds.count > 1 { problems.append("calls do not fit: \(kinds.sorted())") }
    let values = (0..<worldSize).compactMap { deposits[$0]?.value as? Value }
    deposits = [:]
    return values
  }

  private func complete<Value>(_ values: [Value]) {
    let present = epoch
    let isPartial = take(fault: .during)
    if !isPartial { _ = take(fault: .after) }
    completed.append(
      Completed(
        epoch: present, values: values,
        recipients: Set((0..<worldSize).filter { !isPartial || $0 % 2 == 0 })))
    condition.broadcast()
  }

  /// Lets the fault happen that is due at this moment, if there is one.
  private func take(fault moment: Fault.Moment) -> Bool {
    guard
      let place = faults.firstIndex(where: {
        $0.exchange == completed.count && $0.moment == moment
      })
    else { return false }
    let fault = faults.remove(at: place)
    epoch += 1
    deposits = [:]
    if let victim = fault.victim { replace(victim) }
    condition.broadcast()
    return true
  }

  private func replace(_ rank: Int) {
    incarnations[rank] += 1
    spawn(rank)
  }

  private final class Results<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var values: [Value?]
    init(count: Int) { values = Array(repeating: nil, count: count) }
    func set(_ index: Int, _ value: Value) { lock.withLock { values[index] = value } }
    var all: [Value] { lock.withLock { values.compactMap(\.self) } }
  }
}
