package import GBDTCore

extension TrainingCounters: ByteCodable {
  private static var counts: [WritableKeyPath<TrainingCounters, Int>] {
    [
      \.parallelRegions, \.rounds, \.wastedExpansions, \.builtHistograms, \.splits,
      \.peakHistograms,
    ]
  }

  private static var largeCounts: [WritableKeyPath<TrainingCounters, UInt64>] {
    [\.histogramUpdates, \.partitionedRows, \.partitionedWords]
  }

  package func write(to writer: inout ByteWriter) {
    for count in Self.counts { writer.count(self[keyPath: count]) }
    for count in Self.largeCounts { writer.varint(self[keyPath: count]) }
    writer.value(traffic)
    writer.values(trees)
  }

  package init(from reader: inout ByteReader) throws(ByteError) {
    self.init()
    for count in Self.counts {
      self[keyPath: count] = try reader.integer(in: 0...Int.max, "a count")
    }
    for count in Self.largeCounts { self[keyPath: count] = try reader.varint() }
    traffic = try reader.value()
    trees = try reader.values(of: "trees")
  }
}

extension TreeCost: ByteCodable {
  package func write(to writer: inout ByteWriter) {
    for count in [rounds, wastedExpansions, builtHistograms] { writer.count(count) }
    writer.value(traffic)
  }

  package init(from reader: inout ByteReader) throws(ByteError) {
    self.init()
    rounds = try reader.integer(in: 0...Int.max, "a number of rounds")
    wastedExpansions = try reader.integer(in: 0...Int.max, "a number of expansions")
    builtHistograms = try reader.integer(in: 0...Int.max, "a number of histograms")
    traffic = try reader.value()
  }
}

extension CollectiveTraffic: ByteCodable {
  package func write(to writer: inout ByteWriter) {
    writer.count(rounds)
    writer.varint(bytesSent)
    writer.varint(bytesReceived)
    writer.double(waitSeconds)
  }

  package init(from reader: inout ByteReader) throws(ByteError) {
    self.init()
    rounds = try reader.integer(in: 0...Int.max, "a number of rounds")
    bytesSent = try reader.varint()
    bytesReceived = try reader.varint()
    waitSeconds = try reader.double()
  }
}

extension TrainingTimings: ByteCodable {
  package func write(to writer: inout ByteWriter) {
    for (_, field) in Self.fields { writer.double(self[keyPath: field]) }
  }

  package init(from reader: inout ByteReader) throws(ByteError) {
    self.init()
    for (_, field) in Self.fields { self[keyPath: field] = try reader.double() }
  }
}
