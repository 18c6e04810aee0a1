internal import GBDTCore

/// What training has agreed on: trees as bytes, and one line of metrics for each iteration but perhaps
/// the last.
package struct TrainingRecord: Equatable, Sendable {
  /// The raw score that the trees add to; nil until a worker has said it.
  package internal(set) var baseScore: Double?
  /// Encoded trees.
  package internal(set) var trees: [[UInt8]] = []
  package internal(set) var metricLines: [[Double]] = []
  /// Whether to end after the next tree.
  var isStopping = false

  /// As a worker with `first` trees needs it.
  func encoded(fromTree first: Int) -> [UInt8] {
    var writer = ByteWriter()
    writer.count(trees.count - first)
    for tree in trees[first...] { writer.bytes(tree) }
    writer.count(metricLines.count)
    for line in metricLines { writer.doubles(line) }
    writer.bool(isStopping)
    writer.bool(baseScore != nil)
    if let baseScore { writer.double(baseScore) }
    return writer.bytes
  }

  init() {}

  /// What `encoded` wrote: the trees are those that were asked for.
  init(from reader: inout ByteReader) throws(ByteError) {
    let treeCount = try reader.count(of: "trees", size: 1)
    for _ in 0..<treeCount { trees.append(try reader.bytes()) }
    let lineCount = try reader.count(of: "lines of metrics", size: 1)
    for _ in 0..<lineCount { metricLines.append(try reader.doubles()) }
    isStopping = try reader.bool()
    baseScore = try reader.bool() ? try reader.double() : nil
  }
}

extension ByteWriter {
  /// Number of bytes, then the bytes.
  mutating func bytes(_ bytes: [UInt8]) {
    count(bytes.count)
    raw(bytes)
  }

  /// Number of values, then their bits.
  mutating func doubles(_ values: [Double]) {
    count(values.count)
    for value in values { double(value) }
  }
}

extension ByteReader {
  /// What the writer's `bytes` wrote.
  mutating func bytes() throws(ByteError) -> [UInt8] {
    var block = try block()
    return block.rest()
  }

  /// What the writer's `doubles` wrote; any bits, for metrics may be infinite.
  mutating func doubles() throws(ByteError) -> [Double] {
    let count = try count(of: "numbers", size: 8)
    var values: [Double] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(try anyDouble()) }
    return values
  }
}
