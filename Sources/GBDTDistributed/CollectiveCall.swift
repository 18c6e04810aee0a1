internal import GBDTCore

/// One collective call under way: the parts so far, added up as they come.
struct CollectiveCall {
  private enum Content {
    case sum(PackedSums?)
    case max([Double]?)
    case gather([[UInt8]])
    case commit([UInt8]?)
    case finish([UInt8]?)
  }

  private let kind: MessageKind
  private var content: Content
  private var hasPart: [Bool]

  /// - Throws: `.malformed` for a message that is no call.
  init(_ kind: MessageKind, workerCount: Int) throws(ClusterError) {
    self.kind = kind
    hasPart = [Bool](repeating: false, count: workerCount)
    switch kind {
    case .sum: content = .sum(nil)
    case .max: content = .max(nil)
    case .gather: content = .gather([[UInt8]](repeating: [], count: workerCount))
    case .commit: content = .commit(nil)
    case .finish: content = .finish(nil)
    default: throw .malformed("a message of kind \(kind) is no collective call")
    }
  }

  var isComplete: Bool { hasPart.allSatisfy(\.self) }

  func hasPart(of worker: Int) -> Bool { hasPart[worker] }

  /// The trees that all have committed; nil for other calls.
  var trees: [UInt8]? { if case .commit(let trees) = content { trees } else { nil } }

  /// Whether all have come to the end of training.
  var isFinish: Bool { if case .finish = content { true } else { false } }

  /// Adds a worker's part, once: a replacement's is that of the worker before it.
  ///
  /// - Throws: `.malformed` for damaged parts; `.disagreement` for parts that do not fit together.
  mutating func add(_ payload: [UInt8], kind: MessageKind, from worker: Int) throws(ClusterError) {
    guard kind == self.kind else {
      throw .disagreement("the next step: \(kind) for worker \(worker), \(self.kind) for others")
    }
    if hasPart[worker] { return }
    switch content {
    case .sum(nil): content = .sum(try PackedSums(decoding: payload))
    case .sum(var sums?):
      content = .sum(nil)  // Leaves `sums` the only owner.
      try sums.add(payload, from: worker)
      content = .sum(sums)
    case .max(let largest):
      let values = try Self.doubles(payload)
      guard largest.map({ $0.count == values.count }) ?? true else {
        throw .disagreement("which maxima to take (worker \(worker))")
      }
      content = .max(zip(largest ?? values, values).map { Swift.max($0, $1) })
    case .gather(var parts):
      parts[worker] = payload
      content = .gather(parts)
    case .commit(let tree):
      guard tree.map({ $0 == payload }) ?? true else {
        throw .disagreement("the next tree (worker \(worker))")
      }
      content = .commit(payload)
    case .finish(let reason):
      guard reason.map({ $0 == payload }) ?? true else {
        throw .disagreement("why training ends (worker \(worker))")
      }
      content = .finish(payload)
    }
    hasPart[worker] = true
  }

  /// What every worker gets, once the call is complete.
  var result: [UInt8] {
    switch content {
    case .sum(let sums): return sums?.encoded ?? []
    case .max(let largest):
      var writer = ByteWriter()
      writer.array(largest ?? [])
      return writer.bytes
    case .gather(let parts):
      var writer = ByteWriter()
      writer.count(parts.count)
      for part in parts { writer.array(part) }
      return writer.bytes
    case .commit, .finish: return []
    }
  }

  private static func doubles(_ payload: [UInt8]) throws(ClusterError) -> [Double] {
    do throws(ByteError) {
      var reader = ByteReader(payload)
      let values: [Double] = try reader.array(of: "maxima")
      try reader.expectEnd(of: "the maxima")
      return values
    } catch {
      throw .malformed(error.reason)
    }
  }
}
