package import GBDTCore

/// What a worker says of itself with every heartbeat.
package struct WorkerStatus: Sendable, Equatable {
  /// Rows that trees are grown on, once they are known.
  package var rows = 0
  /// Goes up with everything that is done: where it stands still the worker is slow or stuck, not lost.
  package var progress: UInt64 = 0
  /// Whether it waits for other workers.
  package var isWaiting = false
  /// Trees that this worker knows to be part of the model.
  package var trees = 0
  /// Since training began: seconds of work and of waiting for others, and bytes sent and received.
  package var computeSeconds = 0.0
  package var waitSeconds = 0.0
  package var bytes = 0
  /// The most memory that the process had, when it last answered a command.
  package var peakResidentBytes = 0

  package init() {}
}

extension WorkerStatus: ByteCodable {
  package func write(to writer: inout ByteWriter) {
    writer.count(rows)
    writer.varint(progress)
    writer.bool(isWaiting)
    writer.count(trees)
    writer.double(computeSeconds)
    writer.double(waitSeconds)
    writer.count(bytes)
    writer.count(peakResidentBytes)
  }

  package init(from reader: inout ByteReader) throws(ByteError) {
    rows = try reader.integer(in: 0...Int.max, "a number of rows")
    progress = try reader.varint()
    isWaiting = try reader.bool()
    trees = try reader.integer(in: 0...Int.max, "a number of trees")
    computeSeconds = try reader.double()
    waitSeconds = try reader.double()
    bytes = try reader.integer(in: 0...Int.max, "a number of bytes")
    peakResidentBytes = try reader.integer(in: 0...Int.max, "a number of bytes")
  }
}
