import GBDTCore
import Testing

@testable import GBDTDistributed

/// The star without sockets: what goes in, what comes out.
@Suite struct TrainingHubTests {
  private static func gather(_ text: String) -> [UInt8] { Array(text.utf8) }

  private static func iterationCount(_ count: Int) -> [UInt8] {
    var writer = ByteWriter()
    writer.count(count)
    writer.array([2.5])
    return writer.bytes
  }

  private static func line(_ values: [Double]) -> [UInt8] {
    var writer = ByteWriter()
    writer.array(values)
    return writer.bytes
  }

  private static func record(of message: TrainingHub.Message) throws -> TrainingRecord {
    var reader = ByteReader(message.payload)
    return try TrainingRecord(from: &reader)
  }

  /// A hub of two workers in its first epoch, with one call of setup behind it.
  private static func running() throws -> TrainingHub {
    var hub = TrainingHub(workerCount: 2, resuming: TrainingRecord())
    for worker in 0..<2 {
      _ = try hub.receive(.gather, epoch: 0, sequence: 0, payload: gather("a"), from: worker)
    }
    #expect(try hub.join(1, payload: iterationCount(0)).isEmpty)
    let messages = try hub.join(0, payload: iterationCount(0))
    #expect(messages.map(\.kind) == [.begin, .begin] && messages.map(\.epoch) == [1, 1])
    return hub
  }

  @Test func aCallIsAnsweredWhenAllHaveMadeIt() throws {
    var hub = TrainingHub(workerCount: 3, resuming: TrainingRecord())
    var writer = ByteWriter()
    writer.array([1.0, 7])
    #expect(
      try hub.receive(.max, epoch: 0, sequence: 0, payload: writer.bytes, from: 2).isEmpty)
    writer = ByteWriter()
    writer.array([3.0, -1])
    #expect(
      try hub.receive(.max, epoch: 0, sequence: 0, payload: writer.bytes, from: 0).isEmpty)
    let messages = try hub.receive(.max, epoch: 0, sequence: 0, payload: writer.bytes, from: 1)
    #expect(messages.map(\.worker) == [0, 1, 2])
    for message in messages {
      var reader = ByteReader(message.payload)
      #expect(try reader.array(of: "maxima") == [3.0, 7])
    }
  }

  @Test func sumsAreAdded() throws {
    var hub = TrainingHub(workerCount: 3, resuming: TrainingRecord())
    let parts: [[Int64]] = [[1, -2, Int64.max / 3], [0, 0, 5], [1 << 40, 4, -9]]
    var last: [TrainingHub.Message] = []
    for (worker, part) in parts.enumerated() {
      var values = part
      let payload = values.withUnsafeMutableBufferPointer { PackedSums.encode([$0]) }
      last = try hub.receive(.sum, epoch: 0, sequence: 0, payload: payload, from: worker)
    }
    var sums = [Int64](repeating: -1, count: 3)
    try sums.withUnsafeMutableBufferPointer { try PackedSums.decode(last[0].payload, to: [$0]) }
    #expect(sums == [1 + (1 << 40), 2, Int64.max / 3 - 4])
  }

  @Test func setupIsReplayedForAReplacement() throws {
    var hub = try Self.running()
    _ = hub.lose(1)
    let answers = try hub.receive(
      .gather, epoch: 0, sequence: 0, payload: Self.gather("a"), from: 1)
    #expect(answers.map(\.worker) == [1] && answers.map(\.epoch) == [0])
  }

  @Test func aLossEndsTheEpochForTheOthers() throws {
    var hub = try Self.running()
    let lost = hub.lose(1)
    #expect(lost.map(\.worker) == [0] && lost[0].kind == .membershipChanged && lost[0].epoch == 1)
    // What the survivor sent before it heard of it is dropped.
    #expect(try hub.receive(.gather, epoch: 1, sequence: 0, payload: [], from: 0).isEmpty)
    #expect(try hub.join(0, payload: Self.iterationCount(0)).isEmpty)
    let begun = try hub.join(1, payload: Self.iterationCount(0))
    #expect(begun.map(\.epoch) == [2, 2])
  }

  @Test func whoJoinsGetsTheTreesThatItLacks() throws {
    var hub = try Self.running()
    for worker in 0..<2 {
      let messages = try hub.receive(
        .commit, epoch: 1, sequence: 0, payload: Self.gather("tree"), from: worker)
      #expect(messages.allSatisfy { $0.payload == [0] })
    }
    try hub.addMetrics(iteration: 0, payload: Self.line([.infinity]), from: 0)
    try hub.addMetrics(iteration: 0, payload: Self.line([.infinity]), from: 1)
    _ = hub.lose(0)
    _ = try hub.join(1, payload: Self.iterationCount(1))
    hub.stop()
    let begun = try hub.join(0, payload: Self.iterationCount(0))
    let newcomer = try Self.record(of: begun[0])
    #expect(newcomer.iterations == [Self.gather("tree")])
    #expect(newcomer.metricLines == [[.infinity]] && newcomer.isStopping)
    #expect(try Self.record(of: begun[1]).iterations.isEmpty)
  }

  @Test func disagreementIsFatal() throws {
    var hub = try Self.running()
    _ = try hub.receive(.commit, epoch: 1, sequence: 0, payload: [1], from: 0)
    #expect(throws: ClusterError.disagreement("the next tree (worker 1)")) {
      try hub.receive(.commit, epoch: 1, sequence: 0, payload: [2], from: 1)
    }
    var other = try Self.running()
    _ = try other.receive(.gather, epoch: 1, sequence: 0, payload: [1], from: 0)
    #expect(throws: ClusterError.self) {
      try other.receive(.max, epoch: 1, sequence: 0, payload: [0], from: 1)
    }
    #expect(throws: ClusterError.self) {
      try other.receive(.gather, epoch: 1, sequence: 5, payload: [0], from: 1)
    }
  }

  @Test func nothingIsRedoneAfterTheEnd() throws {
    var hub = try Self.running()
    for worker in 0..<2 {
      _ = try hub.receive(.finish, epoch: 1, sequence: 0, payload: [1], from: worker)
    }
    #expect(hub.isFinished)
    #expect(hub.lose(0).isEmpty)
  }

  @Test func damagedPartsAreMalformed() throws {
    var hub = TrainingHub(workerCount: 2, resuming: TrainingRecord())
    let payloads: [[UInt8]] = [
      [], [1], [1, 64], [1, 64, 9], [255, 255, 255, 255, 255, 255, 255, 255, 255, 1],
    ]
    for payload in payloads {
      #expect(throws: ClusterError.self) {
        try hub.receive(.sum, epoch: 0, sequence: 0, payload: payload, from: 0)
      }
    }
  }

  @Test func waiting() throws {
    var hub = try Self.running()
    #expect(!hub.isWaiting(0) && !hub.isWaiting(1))
    _ = try hub.receive(.gather, epoch: 1, sequence: 0, payload: [], from: 1)
    #expect(!hub.isWaiting(0) && hub.isWaiting(1))
  }

  @Test func aDamagedPartInSetupLeavesThoseOfOthers() throws {
    var hub = TrainingHub(workerCount: 2, resuming: TrainingRecord())
    var values: [Int64] = [3, -4]
    let part = values.withUnsafeMutableBufferPointer { PackedSums.encode([$0]) }
    _ = try hub.receive(.sum, epoch: 0, sequence: 0, payload: part, from: 0)
    #expect(throws: ClusterError.self) {
      try hub.receive(.sum, epoch: 0, sequence: 0, payload: [1, 64], from: 1)
    }
    #expect(hub.lose(1).isEmpty)
    let answers = try hub.receive(.sum, epoch: 0, sequence: 0, payload: part, from: 1)
    try #require(answers.count == 2)
    try values.withUnsafeMutableBufferPointer {
      try PackedSums.decode(answers[0].payload, to: [$0])
    }
    #expect(values == [6, -8])
  }

  @Test func theEndCanBeComeToAgain() throws {
    var hub = try Self.running()
    for worker in 0..<2 {
      _ = try hub.receive(.finish, epoch: 1, sequence: 0, payload: [1], from: worker)
    }
    hub.reopen()
    #expect(!hub.isFinished)
    _ = try hub.join(0, payload: Self.iterationCount(0))
    #expect(try hub.join(1, payload: Self.iterationCount(0)).map(\.epoch) == [2, 2])
  }
}
