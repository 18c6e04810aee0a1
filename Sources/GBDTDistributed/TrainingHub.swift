internal import GBDTCollectives
internal import GBDTCore

/// The centre of the star: what the collective calls of all workers amount to, and what training has
/// agreed on so far. Knows neither sockets nor threads: messages in, messages out.
///
/// ```
/// setup      calls before the first join; results are kept, and answer a replacement's calls
/// running    all have joined: an epoch, with calls numbered from 0
/// rejoining  a worker was lost: the survivors were told, and everyone is to join again
/// finished   all have come to the end: nothing is redone any more
/// ```
///
/// In setup a contribution counts even if its worker is lost afterwards: it was whole, and a replacement's
/// would be the same.
struct TrainingHub {
  struct Message: Equatable {
    let worker: Int
    let kind: MessageKind
    let epoch: UInt32
    let sequence: UInt32
    let payload: [UInt8]
  }

  private enum Stage {
    case setup
    case running
    case rejoining
    case finished
  }

  private let workerCount: Int
  private var stage = Stage.setup
  private(set) var epoch: UInt32 = 0
  /// Of the call that is under way or comes next in this epoch.
  private var sequence: UInt32 = 0
  private var call: CollectiveCall?
  /// Results of the calls of setup.
  private var log: [[UInt8]] = []
  /// For each worker that waits for an epoch to begin, how many iterations it has.
  private var joined: [Int?]
  private(set) var record: TrainingRecord

  /// - Parameter record: what was agreed in a run before this one, if it goes on.
  init(workerCount: Int, resuming record: TrainingRecord) {
    self.workerCount = workerCount
    self.record = record
    joined = [Int?](repeating: nil, count: workerCount)
  }

  /// The next iteration that is agreed is the last one.
  mutating func stop() { record.isStopping = true }

  /// Whether all workers have come to the end of training.
  var isFinished: Bool { stage == .finished }

  // MARK: - Messages

  /// Takes a worker's part in a collective call.
  ///
  /// - Throws: `.malformed`, by which the worker shows that it is not to be relied on; `.disagreement`.
  mutating func receive(
    _ kind: MessageKind, epoch: UInt32, sequence: UInt32, payload: [UInt8], from worker: Int
  ) throws(ClusterError) -> [Message] {
    if epoch == 0, sequence < log.count {
      let answer = log[Int(sequence)]
      return [
        Message(worker: worker, kind: .result, epoch: 0, sequence: sequence, payload: answer)
      ]
    }
    // From before the worker heard that the epoch has ended.
    guard epoch == self.epoch, stage != .rejoining else { return [] }
    guard sequence == self.sequence else {
      throw .disagreement(
        "which step of training comes next (worker \(worker): \(sequence), others: \(self.sequence))"
      )
    }
    var call: CollectiveCall
    if let begun = self.call {
      call = begun
    } else {
      call = try CollectiveCall(kind, workerCount: workerCount)
    }
    // In setup other workers' parts outlive a damaged one; later on all is done again.
    let undisturbed = stage == .setup ? self.call : nil
    self.call = nil  // Leaves `call` the only owner of its sums.
    do throws(ClusterError) {
      try call.add(payload, kind: kind, from: worker)
    } catch {
      self.call = undisturbed
      throw error
    }
    guard call.isComplete else {
      self.call = call
      return []
    }
    let result = complete(call)
    defer { self.sequence += 1 }
    if stage == .setup { log.append(result) }
    return (0..<workerCount).map {
      Message(worker: $0, kind: .result, epoch: epoch, sequence: sequence, payload: result)
    }
  }

  /// A worker waits for the next epoch; the last one begins it.
  mutating func join(_ worker: Int, payload: [UInt8]) throws(ClusterError) -> [Message] {
    guard stage == .setup || stage == .rejoining else {
      throw .malformed("worker \(worker) joins a training run that it takes part in")
    }
    let known = record.iterations.count
    let (iterationCount, baseScores) = try decoded(payload) { (reader) throws(ByteError) in
      let count = try reader.integer(in: 0...known, "a number of iterations")
      let baseScores: [Double] = try reader.array(of: "base scores")
      return (count, baseScores)
    }
    // Workers compare them with theirs.
    if record.baseScores == nil { record.baseScores = baseScores }
    joined[worker] = iterationCount
    let iterationCounts = joined.compactMap(\.self)
    guard iterationCounts.count == workerCount else { return [] }
    stage = .running
    epoch += 1
    sequence = 0
    call = nil
    joined = [Int?](repeating: nil, count: workerCount)
    return iterationCounts.enumerated().map { worker, count in
      Message(
        worker: worker, kind: .begin, epoch: epoch, sequence: 0,
        payload: record.encoded(fromIteration: count))
    }
  }

  /// One line of metrics: of the last iteration. Every worker sends it, before its next call.
  mutating func addMetrics(
    iteration: Int, payload: [UInt8], from worker: Int
  ) throws(ClusterError) {
    let line: [Double] = try decoded(payload) { (reader) throws(ByteError) in
      try reader.array(of: "metrics")
    }
    if iteration < record.metricLines.count {
      guard record.metricLines[iteration].map(\.bitPattern) == line.map(\.bitPattern) else {
        throw .disagreement("the metrics of iteration \(iteration + 1) (worker \(worker))")
      }
    } else {
      guard iteration == record.metricLines.count, iteration < record.iterations.count else {
        throw .malformed(
          "worker \(worker) has metrics of iteration \(iteration + 1), which is to come")
      }
      record.metricLines.append(line)
    }
  }

  /// A worker is gone, or has refused to go on. Whoever takes its place begins from the start.
  mutating func lose(_ worker: Int) -> [Message] {
    joined[worker] = nil
    guard stage == .running else { return [] }
    stage = .rejoining
    call = nil
    return (0..<workerCount).filter { $0 != worker }.map {
      Message(worker: $0, kind: .membershipChanged, epoch: epoch, sequence: 0, payload: [])
    }
  }

  /// All workers were lost after the end, before any could report it: those in their places come to it
  /// again.
  mutating func reopen() {
    stage = .rejoining
    joined = [Int?](repeating: nil, count: workerCount)
  }

  /// Whether the worker waits in the call under way, or for an epoch to begin, or is not expected to.
  func isWaiting(_ worker: Int) -> Bool {
    joined[worker] != nil || call?.hasPart(of: worker) ?? false
  }

  // MARK: - Results

  private mutating func complete(_ call: CollectiveCall) -> [UInt8] {
    if call.isFinish { stage = .finished }
    guard let trees = call.trees else { return call.result }
    record.iterations.append(trees)
    return [record.isStopping ? 1 : 0]
  }

  private func decoded<Result>(
    _ payload: [UInt8], _ body: (inout ByteReader) throws(ByteError) -> Result
  ) throws(ClusterError) -> Result {
    do throws(ByteError) {
      var reader = ByteReader(payload)
      let result = try body(&reader)
      try reader.expectEnd(of: "the message")
      return result
    } catch {
      throw .malformed(error.reason)
    }
  }
}
