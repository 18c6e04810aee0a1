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
    for tree in trees[first...] { writer.array(tree) }
    writer.count(metricLines.count)
    for line in metricLines { writer.array(line) }
    writer.bool(isStopping)
    writer.bool(baseScore != nil)
    if let baseScore { writer.double(baseScore) }
    return writer.bytes
  }

  init() {}

  /// What `encoded` wrote: the trees are those that were asked for.
  init(from reader: inout ByteReader) throws(ByteError) {
    let treeCount = try reader.count(of: "trees", size: 1)
    for _ in 0..<treeCount { trees.append(try reader.array(of: "bytes of a tree")) }
    let lineCount = try reader.count(of: "lines of metrics", size: 1)
    for _ in 0..<lineCount { metricLines.append(try reader.array(of: "metrics")) }
    isStopping = try reader.bool()
    baseScore = try reader.bool() ? try reader.double() : nil
  }
}
