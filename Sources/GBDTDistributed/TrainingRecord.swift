internal import GBDTCore

/// What training has agreed on: the trees of each iteration as bytes, and a line of metrics for each but
/// perhaps the last.
package struct TrainingRecord: Equatable, Sendable {
  /// The raw scores that the trees add to, one an output; nil until a worker has said them.
  package internal(set) var baseScores: [Double]?
  /// Encoded trees of each.
  package internal(set) var iterations: [[UInt8]] = []
  package internal(set) var metricLines: [[Double]] = []
  /// Whether to end after the next iteration.
  var isStopping = false

  /// As a worker with `first` iterations needs it.
  func encoded(fromIteration first: Int) -> [UInt8] {
    var writer = ByteWriter()
    writer.count(iterations.count - first)
    for trees in iterations[first...] { writer.array(trees) }
    writer.count(metricLines.count)
    for line in metricLines { writer.array(line) }
    writer.bool(isStopping)
    writer.bool(baseScores != nil)
    if let baseScores { writer.array(baseScores) }
    return writer.bytes
  }

  init() {}

  /// What `encoded` wrote: the iterations are those that were asked for.
  init(from reader: inout ByteReader) throws(ByteError) {
    let count = try reader.count(of: "iterations", size: 1)
    for _ in 0..<count { iterations.append(try reader.array(of: "bytes of trees")) }
    let lineCount = try reader.count(of: "lines of metrics", size: 1)
    for _ in 0..<lineCount { metricLines.append(try reader.array(of: "metrics")) }
    isStopping = try reader.bool()
    baseScores = try reader.bool() ? try reader.array(of: "base scores") : nil
  }
}
