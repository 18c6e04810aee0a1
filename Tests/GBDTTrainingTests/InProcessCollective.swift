import Foundation
import GBDTModel
import GBDTTraining

/// The processes of a run as threads of this one: what the collective promises, in the simplest
/// way.
final class InProcessExchange: @unchecked Sendable {
  let worldSize: Int
  private let condition = NSCondition()
  private var deposits: [Int: Any] = [:]
  private var results: [Any] = []
  private var waiting = 0
  private var generation = 0

  init(worldSize: Int) { self.worldSize = worldSize }

  /// Waits for every rank's deposit; everyone gets all of them, in rank order.
  func gather<Value>(_ value: Value, rank: Int) -> [Value] {
    condition.lock()
    defer { condition.unlock() }
    deposits[rank] = value
    if deposits.count == worldSize {
      results = (0..<worldSize).compactMap { deposits[$0] }
      deposits = [:]
      generation += 1
      condition.broadcast()
    } else {
      let mine = generation
      while generation == mine { condition.wait() }
    }
    return results.compactMap { $0 as? Value }
  }

  /// Runs `body(rank)` on a thread for each rank.
  func run<Result: Sendable>(_ body: @escaping @Sendable (Int) throws -> Result) throws -> [Result]
  {
    let outcomes = Outcomes<Result>(count: worldSize)
    let group = DispatchGroup()
    for rank in 0..<worldSize {
      group.enter()
      Thread.detachNewThread {
        outcomes.set(rank, Swift.Result { try body(rank) })
        group.leave()
      }
    }
    group.wait()
    return try outcomes.all.map { try $0.get() }
  }

  private final class Outcomes<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var values: [Result<Value, any Error>?]
    init(count: Int) { values = Array(repeating: nil, count: count) }
    func set(_ index: Int, _ value: Result<Value, any Error>) {
      lock.withLock { values[index] = value }
    }
    var all: [Result<Value, any Error>] { lock.withLock { values.compactMap(\.self) } }
  }
}

struct InProcessCollective: TrainingCollective {
  let rank: Int
  let exchange: InProcessExchange
  var worldSize: Int { exchange.worldSize }

  func sumInt64(_ buffers: [UnsafeMutableBufferPointer<Int64>]) throws(CollectiveError) {
    let all = exchange.gather(buffers.map(Array.init), rank: rank)
    for (place, buffer) in buffers.enumerated() {
      for index in buffer.indices { buffer[index] = all.reduce(0) { $0 + $1[place][index] } }
    }
  }

  func max(_ values: [Double]) throws(CollectiveError) -> [Double] {
    let all = exchange.gather(values, rank: rank)
    return values.indices.map { index in all.map { $0[index] }.reduce(values[index], Swift.max) }
  }

  func gatherToAll(_ bytes: [UInt8]) throws(CollectiveError) -> [[UInt8]] {
    exchange.gather(bytes, rank: rank)
  }

  func reduceScatter(
    _ buffers: [UnsafeMutableBufferPointer<Int64>], shares: [[Range<Int>]]
  ) throws(CollectiveError) {
    try sumInt64(buffers)
  }

  func join(treeCount: Int) throws(CollectiveError) -> AgreedProgress { AgreedProgress() }

  func commit(_ tree: Tree) throws(CollectiveError) -> TrainingDirective { .proceed }

  func record(metrics: [Double]) throws(CollectiveError) {}

  func finish(_ reason: StopReason) throws(CollectiveError) {}

  var traffic: CollectiveTraffic { CollectiveTraffic() }
}

/// One process of very many that all have the same rows.
struct CopiesCollective: TrainingCollective {
  let rank = 0
  let worldSize: Int

  func sumInt64(_ buffers: [UnsafeMutableBufferPointer<Int64>]) throws(CollectiveError) {
    for buffer in buffers {
      for index in buffer.indices { buffer[index] *= Int64(worldSize) }
    }
  }

  func max(_ values: [Double]) throws(CollectiveError) -> [Double] { values }

  func gatherToAll(_ bytes: [UInt8]) throws(CollectiveError) -> [[UInt8]] {
    [[UInt8]](repeating: bytes, count: worldSize)
  }

  func reduceScatter(
    _ buffers: [UnsafeMutableBufferPointer<Int64>], shares: [[Range<Int>]]
  ) throws(CollectiveError) {
    try sumInt64(buffers)
  }

  func join(treeCount: Int) throws(CollectiveError) -> AgreedProgress { AgreedProgress() }

  func commit(_ tree: Tree) throws(CollectiveError) -> TrainingDirective { .proceed }

  func record(metrics: [Double]) throws(CollectiveError) {}

  func finish(_ reason: StopReason) throws(CollectiveError) {}

  var traffic: CollectiveTraffic { CollectiveTraffic() }
}
