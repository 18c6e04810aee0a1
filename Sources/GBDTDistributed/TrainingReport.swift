package import GBDTCore
package import GBDTTraining

/// What a worker says when training has ended. Trees and metrics are not in it: they were agreed on.
package struct TrainingReport: Sendable {
  package let baseScore: Double
  package let bestIteration: Int
  package let stopReason: StopReason
  /// This worker's own.
  package let counters: TrainingCounters
  package let timings: TrainingTimings

  init(_ result: TrainingResult) {
    baseScore = result.baseScore
    bestIteration = result.bestIteration
    stopReason = result.stopReason
    counters = result.counters
    timings = result.timings
  }

  /// Whether two workers came to the same end.
  func agrees(with other: TrainingReport) -> Bool {
    baseScore.bitPattern == other.baseScore.bitPattern && bestIteration == other.bestIteration
      && stopReason == other.stopReason
  }
}

extension TrainingReport: ByteCodable {
  package func write(to writer: inout ByteWriter) {
    writer.double(baseScore)
    writer.count(bestIteration)
    writer.string(stopReason.rawValue)
    for field in Self.counts { writer.count(counters[keyPath: field]) }
    for field in Self.largeCounts { writer.varint(counters[keyPath: field]) }
    for field in Self.seconds { writer.double(timings[keyPath: field]) }
  }

  package init(from reader: inout ByteReader) throws(ByteError) {
    baseScore = try reader.double()
    bestIteration = try reader.integer(in: 0...Int.max, "an iteration")
    guard let reason = StopReason(rawValue: try reader.string()) else {
      throw reader.error("there is no such reason to stop")
    }
    stopReason = reason
    var counters = TrainingCounters()
    for field in Self.counts {
      counters[keyPath: field] = try reader.integer(in: 0...Int.max, "a count")
    }
    for field in Self.largeCounts { counters[keyPath: field] = try reader.varint() }
    self.counters = counters
    var timings = TrainingTimings()
    for field in Self.seconds { timings[keyPath: field] = try reader.double() }
    self.timings = timings
  }

  private typealias CountField = WritableKeyPath<TrainingCounters, Int> & Sendable

  private static var counts: [any CountField] {
    [
      \.parallelRegions, \.rounds, \.wastedExpansions, \.splits, \.peakHistograms,
    ]
  }

  private static var largeCounts: [any WritableKeyPath<TrainingCounters, UInt64> & Sendable] {
    [\.histogramUpdates, \.partitionedRows, \.partitionedWords]
  }

  private static var seconds: [any WritableKeyPath<TrainingTimings, Double> & Sendable] {
    [
      \.layout, \.gradients, \.partition, \.histograms, \.splits, \.scores, \.order, \.metrics,
      \.rest,
    ]
  }
}
