import GBDTTestSupport
import Testing

@testable import GBDTCollectives

@Suite struct PeerExchangeTests {
  private static let patience = Duration.seconds(20)

  /// What `rank` sends to `other`: a function of both, and of sizes from nothing to megabytes.
  private static func message(from rank: Int, to other: Int, round: Int, largest: Int) -> [UInt8] {
    var random = SeededRandom(seed: UInt64(1_000_000 * round + 1000 * rank + other))
    let size = Int.random(in: 0...3, using: &random) == 0 ? largest : 100 * other
    return randomBytes(size, seed: random.next())
  }

  /// Runs `work` for each rank, with its exchange, on a thread of its own.
  private static func run(
    _ count: Int, transferLimit: Int = .max,
    work: @escaping @Sendable (Int, PeerExchange) throws -> Void
  ) throws {
    let exchanges = try PeerExchange.mesh(count).map {
      try PeerExchange(peers: $0, transferLimit: transferLimit)
    }
    let threads = exchanges.enumerated().map { rank, exchange in
      BackgroundThread { try work(rank, exchange) }
    }
    for thread in threads { try thread.value() }
  }

  @Test(arguments: [1, 2, 3, 5, 7], [(Int.max, 400_000), (1, 500), (4096, 50_000)])
  func everyoneGetsEveryMessage(count: Int, limits: (transfer: Int, largest: Int)) throws {
    try Self.run(count, transferLimit: limits.transfer) { rank, exchange in
      for round in 0..<4 {
        let outgoing = (0..<count).map {
          Self.message(from: rank, to: $0, round: round, largest: limits.largest)
        }
        var heard: [Int] = []
        try exchange.exchange(
          kind: 9, epoch: 1, sequence: UInt32(round), outgoing: outgoing, timeout: Self.patience
        ) { other, frame in
          heard.append(other)
          let expected = Self.message(from: other, to: rank, round: round, largest: limits.largest)
          #expect(frame.payload == expected)
        }
        #expect(heard.sorted() == (0..<count).filter { $0 != rank })
      }
    }
  }

  @Test func anInterruptedExchangeLeavesTheNextEpochWhole() throws {
    // Rank 2 takes no part in epoch 1, so that the others hang, with megabytes half sent.
    let large = [UInt8](repeating: 5, count: 3_000_000)
    let exchanges = try PeerExchange.mesh(3).map { try PeerExchange(peers: $0) }
    let threads = exchanges.enumerated().map { rank, exchange in
      BackgroundThread {
        if rank < 2 {
          let error = #expect(throws: TransportError.self) {
            try exchange.exchange(
              kind: 1, epoch: 1, sequence: 0, outgoing: [large, large, large],
              timeout: Self.patience
            ) { _, _ throws(TransportError) in }
          }
          #expect(error == .interrupted)
        }
        var heard: [Int: [UInt8]] = [:]
        try exchange.exchange(
          kind: 1, epoch: 2, sequence: 0,
          outgoing: (0..<3).map { [UInt8(10 * rank + $0)] }, timeout: Self.patience
        ) { heard[$0] = $1.payload }
        for other in 0..<3 where other != rank {
          #expect(heard[other] == [UInt8(10 * other + rank)])
        }
      }
    }
    for exchange in exchanges { exchange.interrupt(before: 2) }
    for thread in threads { try thread.value() }
  }

  @Test func aReplacementIsTalkedToOverItsOwnConnection() throws {
    let mesh = try PeerExchange.mesh(2)
    let survivor = try PeerExchange(peers: mesh[0])
    let (mine, its) = try FrameStream.pair()
    survivor.replace(rank: 1, with: mine)
    let newcomer = try PeerExchange(peers: [its, nil])
    let thread = BackgroundThread {
      try newcomer.exchange(
        kind: 1, epoch: 4, sequence: 0, outgoing: [[7], []], timeout: Self.patience
      ) { #expect($0 == 0 && $1.payload == [8]) }
    }
    try survivor.exchange(
      kind: 1, epoch: 4, sequence: 0, outgoing: [[], [8]], timeout: Self.patience
    ) { #expect($0 == 1 && $1.payload == [7]) }
    try thread.value()
  }

  /// The error of an exchange of rank 0 of `count`, whose peers do what `prepare` does with their ends.
  private func failure(
    of count: Int = 2, timeout: Duration = Self.patience,
    prepare: ([FrameStream]) throws -> Void
  ) throws -> TransportError? {
    let mesh = try PeerExchange.mesh(count)
    let exchange = try PeerExchange(peers: mesh[0])
    let ends = mesh[1...].compactMap { $0[0].map { FrameStream($0) } }
    try prepare(ends)
    return withExtendedLifetime(ends) {
      #expect(throws: TransportError.self) {
        try exchange.exchange(
          kind: 1, epoch: 3, sequence: 5,
          outgoing: [[UInt8]](repeating: [1, 2], count: count), timeout: timeout
        ) { _, _ throws(TransportError) in }
      }
    }
  }

  @Test func whoIsSilentIsNamed() throws {
    let error = try failure(of: 4, timeout: .milliseconds(30)) { ends in
      try ends[1].send(kind: 1, epoch: 3, sequence: 5, payload: [], timeout: Self.patience)
    }
    #expect(error == .timedOut(what: "the message of rank 1, 3"))
  }

  @Test func whoIsGoneIsNoticed() throws {
    let error = try failure(of: 3) { $0[1].shutDown() }
    #expect(error == .closed)
  }

  @Test func anotherMessageThanTheExpectedOneIsRefused() throws {
    for (kind, epoch, sequence) in [(2, 3, 5), (1, 4, 5), (1, 3, 4), (1, 3, 6)] {
      let error = try failure { ends in
        try ends[0].send(
          kind: UInt16(kind), epoch: UInt32(epoch), sequence: UInt32(sequence), payload: [],
          timeout: Self.patience)
      }
      #expect(
        error?.message
          == "A message from another process is damaged: it is of kind \(kind), epoch \(epoch), "
          + "number \(sequence) where kind 1, epoch 3, number 5 was expected.")
    }
  }

  @Test func anInterruptBeforeTheExchangeCounts() throws {
    let exchange = try PeerExchange(peers: [nil])
    exchange.interrupt(before: 3)
    exchange.interrupt(before: 2)
    #expect(throws: TransportError.interrupted) {
      try exchange.exchange(
        kind: 1, epoch: 2, sequence: 0, outgoing: [[]], timeout: Self.patience
      ) { _, _ throws(TransportError) in }
    }
    try exchange.exchange(
      kind: 1, epoch: 3, sequence: 0, outgoing: [[]], timeout: Self.patience
    ) { _, _ throws(TransportError) in }
  }
}
