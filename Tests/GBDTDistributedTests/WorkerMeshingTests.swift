import GBDTCollectives
import Testing

@testable import GBDTDistributed

@Suite struct WorkerMeshingTests {
  /// What one worker sends to a rank, the worker of that rank receives, from the right one.
  @Test(arguments: [1, 2, 3, 5]) func everyPairIsConnectedOnce(count: Int) throws {
    var meshing = WorkerMeshing(workerCount: count)
    let ends = try (0..<count).map { try meshing.takeEnds(of: $0).map { FrameStream($0) } }
    func stream(_ worker: Int, to other: Int) -> FrameStream {
      ends[worker][other < worker ? other : other - 1]
    }
    for worker in 0..<count {
      #expect(ends[worker].count == count - 1)
      for other in 0..<count where other != worker {
        try stream(worker, to: other).send(
          kind: 1, epoch: UInt32(worker), sequence: UInt32(other), payload: [],
          timeout: .seconds(1))
        let frame = try stream(other, to: worker).receive(timeout: .seconds(1))
        #expect(frame.epoch == UInt32(worker) && frame.sequence == UInt32(other))
      }
    }
  }
}

@Suite struct DescriptorLimitTests {
  @Test func whatCannotBeHadIsAnError() throws {
    try DescriptorLimit.raise(to: 10)
    let error = #expect(throws: ClusterError.self) { try DescriptorLimit.raise(to: .max) }
    #expect(error?.message.contains("fewer --workers") ?? false)
  }
}
