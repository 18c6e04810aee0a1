package import GBDTCore
package import GBDTTraining

/// What a worker says when training has ended. Trees and other metrics are not in it: they were
/// agreed on.
package struct TrainingReport: Sendable {
  /// One an output.
  package let baseScores: [Double]
  package let bestIteration: Int
  package let stopReason: StopReason
  /// The metrics after the last iteration: if it was not to be measured, they are in no record.
  package let lastLine: [Double]
  /// This worker's own.
  package let counters: TrainingCounters
  package let timings: TrainingTimings

  init(_ result: TrainingResult) {
    baseScores = result.baseScores
    bestIteration = result.bestIteration
    stopReason = result.stopReason
    lastLine = result.lastLine
    counters = result.counters
    timings = result.timings
  }

  /// Whether two workers came to the same end.
  func agrees(with other: TrainingReport) -> Bool {
    baseScores.map(\.bitPattern) == other.baseScores.map(\.bitPattern)
      && bestIteration == other.bestIteration
      && stopReason == other.stopReason
      && lastLine.map(\.bitPattern) == other.lastLine.map(\.bitPattern)
  }
}

extension TrainingReport: ByteCodable {
  package func write(to writer: inout ByteWriter) {
    writer.array(baseScores)
    writer.count(bestIteration)
    writer.string(stopReason.rawValue)
    writer.array(lastLine)
    writer.value(counters)
    writer.value(timings)
  }

  package init(from reader: inout ByteReader) throws(ByteError) {
    baseScores = try reader.array(of: "base scores")
    bestIteration = try reader.integer(in: 0...Int.max, "an iteration")
    guard let reason = StopReason(rawValue: try reader.string()) else {
      throw reader.error("there is no such reason to stop")
    }
    stopReason = reason
    lastLine = try reader.array(of: "metrics")
    counters = try reader.value()
    timings = try reader.value()
  }
}
