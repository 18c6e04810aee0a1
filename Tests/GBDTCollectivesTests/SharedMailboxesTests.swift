import GBDTTestSupport
import Glibc
import Synchronization
import Testing

@testable import GBDTCollectives

/// Processes are threads here, each with a mapping of its own.
@Suite struct SharedMailboxesTests {
  private static func run<Result: Sendable>(
    _ count: Int, room: Int = 4096,
    _ body: @escaping @Sendable (Int, SharedMailboxes) throws -> Result
  ) throws -> [Result] {
    let file = try SharedMailboxes.makeFile(processCount: count, room: room)
    let threads = try (0..<count).map { rank in
      let mailboxes = try SharedMailboxes(
        file, rank: rank, processCount: count, isBusy: rank == 1)
      return BackgroundThread { try body(rank, mailboxes) }
    }
    return try threads.map { try $0.value() }
  }

  private static func message(from rank: Int, to other: Int, _ sequence: UInt32) -> [UInt8] {
    randomBytes((rank + 3 * other + 7 * Int(sequence)) % 200, seed: UInt64(rank * 1000 + other))
  }

  /// Everyone at a pace of its own, so that the fast would overwrite what the slow have not read yet.
  @Test(arguments: [2, 3, 7]) func everyoneReadsWhatWasMeantForIt(count: Int) throws {
    _ = try Self.run(count) { rank, mailboxes in
      for sequence in 0..<UInt32(300) {
        if sequence % 50 == UInt32(rank) { usleep(2_000) }
        var heard: [Int] = []
        let isDone = try mailboxes.exchange(sequence: sequence, isSameForAll: false) {
          other, writer in
          writer.append(Self.message(from: rank, to: other, sequence))
        } read: { other, bytes throws(TransportError) in
          heard.append(other)
          #expect(Array(bytes) == Self.message(from: other, to: rank, sequence))
        }
        #expect(isDone)
        #expect(heard == (0..<count).filter { $0 != rank })
      }
    }
  }

  @Test func whatIsForAllIsWrittenOnce() throws {
    let calls = Mutex(0)
    _ = try Self.run(4) { rank, mailboxes in
      _ = try mailboxes.exchange(sequence: 0, isSameForAll: true) { _, writer in
        calls.withLock { $0 += 1 }
        writer.append([UInt8(rank)])
      } read: { other, bytes throws(TransportError) in
        #expect(Array(bytes) == [UInt8(other)])
      }
    }
    #expect(calls.withLock { $0 } == 4)
  }

  /// One process has too much to say: all know, nobody has read anything, and the next exchange works.
  @Test(arguments: [0, 2]) func whatHasNoRoomGoesAnotherWay(large: Int) throws {
    _ = try Self.run(3) { rank, mailboxes in
      for sequence in 0..<UInt32(4) {
        let isTooLarge = sequence % 2 == 0
        var heard = 0
        let isDone = try mailboxes.exchange(sequence: sequence, isSameForAll: false) {
          other, writer in
          let size = isTooLarge && rank == large ? 3000 : 10
          writer.append([UInt8](repeating: UInt8(rank), count: size))
          let numbers = [Int64](repeating: 1 << 40, count: isTooLarge && rank == large ? 999 : 1)
          numbers.withUnsafeBufferPointer { writer.append(packing: $0) }
        } read: { _, _ throws(TransportError) in
          heard += 1
        }
        #expect(isDone == !isTooLarge)
        #expect(heard == (isTooLarge ? 0 : 2))
      }
    }
  }

  @Test func anExchangeIsInterrupted() throws {
    let file = try SharedMailboxes.makeFile(processCount: 2)
    // Rank 1 never comes.
    let mailboxes = try SharedMailboxes(file, rank: 0, processCount: 2, isBusy: true)
    let waiting = BackgroundThread {
      #expect(throws: TransportError.interrupted) {
        _ = try mailboxes.exchange(sequence: 0, isSameForAll: true) { _, _ in
        } read: { _, _ throws(TransportError) in
        }
      }
    }
    usleep(20_000)
    mailboxes.interrupt()
    _ = try waiting.value()
    #expect(throws: TransportError.interrupted, "and stays so") {
      _ = try mailboxes.exchange(sequence: 1, isSameForAll: true) { _, _ in
      } read: { _, _ throws(TransportError) in
      }
    }
  }

  /// What another process has written is checked before it is used.
  @Test(arguments: [(9, 3), (0, 5000), (UInt64.max - 1, UInt64.max - 1)] as [(UInt64, UInt64)])
  func placesOutsideTheBoxAreDamage(places: (UInt64, UInt64)) throws {
    let file = try SharedMailboxes.makeFile(processCount: 2, room: 4096)
    let mailboxes = try SharedMailboxes(file, rank: 0, processCount: 2, isBusy: false)
    // Rank 1's box begins in the middle: a word, then the places of the even exchanges.
    let size = Int(lseek(file.number, 0, SEEK_END))
    var numbers = [places.0, places.1]
    pwrite(file.number, &numbers, 16, size / 2 + 64)
    var word: UInt32 = 1
    pwrite(file.number, &word, 4, size / 2)
    let error = #expect(throws: TransportError.self) {
      _ = try mailboxes.exchange(sequence: 0, isSameForAll: true) { _, _ in
      } read: { _, _ throws(TransportError) in
        Issue.record("nothing can be read")
      }
    }
    #expect(error?.message.contains("none of its box") ?? false, "\(error as Any)")
  }

  @Test func onlyItsOwnMemoryIsTaken() throws {
    let file = try SharedMailboxes.makeFile(processCount: 2)
    #expect(throws: TransportError.self, "of another number of processes") {
      try SharedMailboxes(file, rank: 0, processCount: 3, isBusy: false)
    }
    let (end, _) = try FrameStream.pair()
    #expect(throws: TransportError.self, "no file at all") {
      try SharedMailboxes(end, rank: 0, processCount: 2, isBusy: false)
    }
    #expect(ftruncate(file.number, 10) != 0, "nobody can cut it short under the others")
  }
}
