import GBDTKernels
import Synchronization
import Testing

@Suite struct ParallelTests {
  struct Failure: Error, Equatable { let block: Int }

  @Test(arguments: [0, 1, 2, 7, 1_000], [1, 2, 3, 8])
  func everyBlockRunsOnce(count: Int, threads: Int) {
    let runs = Mutex([Int](repeating: 0, count: count))
    Parallel.forEachBlock(count: count, threads: threads) { block in
      runs.withLock { $0[block] += 1 }
    }
    #expect(runs.withLock { $0.allSatisfy { $0 == 1 } })
  }

  @Test(arguments: [0, 1, 5, 333], [1, 2, 3, 8])
  func resultsAreInBlockOrder(count: Int, threads: Int) {
    #expect(Parallel.map(count: count, threads: threads) { $0 * $0 } == (0..<count).map { $0 * $0 })
  }

  @Test(arguments: [1, 2, 8])
  func theLowestFailureIsThrownAndTheRestRuns(threads: Int) {
    let runs = Atomic(0)
    let error = #expect(throws: Failure.self) {
      try Parallel.forEachBlock(count: 100, threads: threads) { (block) throws(Failure) in
        runs.add(1, ordering: .relaxed)
        if block % 10 == 7 { throw Failure(block: block) }
      }
    }
    #expect(error == Failure(block: 7))
    #expect(runs.load(ordering: .relaxed) == 100)
    let mapped = #expect(throws: Failure.self) {
      try Parallel.map(count: 100, threads: threads) { (block) throws(Failure) -> Int in
        if block >= 40 { throw Failure(block: block) }
        return block
      }
    }
    #expect(mapped == Failure(block: 40))
  }
}
