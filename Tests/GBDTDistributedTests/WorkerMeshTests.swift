import GBDTCollectives
import Testing

import class Foundation.Thread

@testable import GBDTDistributed

/// The workers of a mesh are threads here.
@Suite struct WorkerMeshTests {
  /// Of memory for an exchange: none, too little for the larger ones, enough.
  private static let rooms = [0, 4096, 1 << 20]

  /// Runs `body` for every worker at once.
  ///
  /// - Returns: by rank.
  private func onMesh<Result: Sendable>(
    of count: Int, room: Int, _ body: @escaping @Sendable (WorkerMesh, Int) throws -> Result
  ) throws -> [Result] {
    let ends = try PeerExchange.mesh(count)
    let memory =
      room == 0 ? nil : try SharedMailboxes.makeFile(processCount: count, room: room)
    let results = Monitor([Swift.Result<Result, any Error>?](repeating: nil, count: count))
    for rank in 0..<count {
      let peers = ends[rank].compactMap(\.self)
      Thread.detachNewThread {
        let result = Swift.Result {
          let mailboxes = try memory.map {
            try SharedMailboxes($0, rank: rank, processCount: count, isBusy: rank % 2 == 0)
          }
          return try body(WorkerMesh(peers, rank: rank, epoch: 1, mailboxes: mailboxes), rank)
        }
        results.with { $0[rank] = result }
      }
    }
    let all = results.wait(atMost: .seconds(20)) { results in
      results.allSatisfy { $0 != nil } ? results.compactMap(\.self) : nil
    }
    return try #require(all).map { try $0.get() }
  }

  /// Buffers of one worker, of different lengths, one of them empty.
  private static func buffers(rank: Int) -> [[Int64]] {
    [300, 0, 5].map { length in (0..<length).map { Int64($0 * $0 - 40) * Int64(rank + 1) } }
  }

  private static func withPointers(
    _ buffers: inout [[Int64]], _ body: ([UnsafeMutableBufferPointer<Int64>]) throws -> Void
  ) rethrows {
    let copies = buffers.map { values in
      let copy = UnsafeMutableBufferPointer<Int64>.allocate(capacity: values.count)
      _ = copy.initialize(from: values)
      return copy
    }
    defer { for copy in copies { copy.deallocate() } }
    try body(copies)
    buffers = copies.map { Array($0) }
  }

  @Test(arguments: [2, 3, 5], rooms)
  func everybodyGetsAllSums(count: Int, room: Int) throws {
    let found = try onMesh(of: count, room: room) { mesh, rank in
      var buffers = Self.buffers(rank: rank)
      // Twice, so that memory that was used before is used again.
      for _ in 0..<2 { try Self.withPointers(&buffers) { try mesh.sum($0) } }
      return (buffers, mesh.bytesSent, mesh.bytesReceived)
    }
    let factor = Int64(count * (count + 1) / 2 * count)
    let expected = Self.buffers(rank: 0).map { $0.map { $0 * factor } }
    for (buffers, sent, received) in found {
      #expect(buffers == expected)
      #expect(sent > 0 && sent == received)
    }
  }

  @Test(arguments: [2, 3, 5], rooms)
  func everybodyGetsTheSumsOfItsShare(count: Int, room: Int) throws {
    // The last worker has no share.
    let shares = (0..<count).map { $0 == count - 1 ? [] : [$0..<$0 + 1, $0 + 10..<$0 + 11] }
    let found = try onMesh(of: count, room: room) { mesh, rank in
      var buffers = [Self.buffers(rank: rank)[0], Self.buffers(rank: rank)[0]]
      try Self.withPointers(&buffers) { try mesh.sum($0, shares: shares) }
      return buffers
    }
    let factor = Int64(count * (count + 1) / 2)
    let one = Self.buffers(rank: 0)[0]
    for (rank, buffers) in found.enumerated() {
      for buffer in buffers {
        for place in shares[rank].joined() { #expect(buffer[place] == one[place] * factor) }
      }
    }
  }

  @Test(arguments: [2, 4], rooms)
  func everybodyGetsEveryonesBytes(count: Int, room: Int) throws {
    let found = try onMesh(of: count, room: room) { mesh, rank in
      try mesh.gather([UInt8](repeating: UInt8(rank), count: rank * 100_000))
    }
    for parts in found {
      #expect(parts.map(\.count) == (0..<count).map { $0 * 100_000 })
      #expect(parts.enumerated().allSatisfy { rank, part in part.allSatisfy { $0 == rank } })
    }
  }

  @Test(arguments: rooms) func sumsOfAnotherShapeAreDamage(room: Int) throws {
    let found = try onMesh(of: 2, room: room) { mesh, rank -> TransportError? in
      var buffers = [[Int64](repeating: 1, count: rank == 0 ? 64 : 128)]
      do {
        try Self.withPointers(&buffers) { try mesh.sum($0) }
        return nil
      } catch {
        return error as? TransportError
      }
    }
    #expect(found[0] == .damaged("bytes are left over after its sums"))
    #expect(found[1] != nil)
  }

  @Test(arguments: rooms) func anExchangeIsInterruptedFromAnotherThread(room: Int) throws {
    let found = try onMesh(of: 2, room: room) { mesh, rank -> TransportError? in
      // Rank 1 never comes.
      if rank == 1 { return nil }
      let interrupt = mesh.interrupt
      Thread.detachNewThread {
        Thread.sleep(forTimeInterval: 0.05)
        interrupt()
      }
      do {
        _ = try mesh.gather([1])
        return nil
      } catch {
        return error as? TransportError
      }
    }
    #expect(found[0] == .interrupted || found[0] == .closed)
  }
}
