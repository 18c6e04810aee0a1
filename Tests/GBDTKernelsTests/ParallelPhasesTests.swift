import GBDTKernels
import Testing

@Suite struct ParallelPhasesTests {
  @Test(arguments: [1, 2, 3, 8])
  func phasesRunInOrderAndEachBlockOnce(threads: Int) {
    let counts = KernelBuffer<Int>(count: 300)
    var total = 0
    Parallel.run(
      [
        ParallelPhase(begin: { 300 }, body: { counts[$0] += 1 }),
        // The number of blocks may come of the phase before.
        ParallelPhase(begin: { counts.elements.reduce(0, +) }, body: { counts[$0] += $0 }),
        ParallelPhase(begin: { 0 }, body: { _ in Issue.record("no blocks were asked for") }),
        ParallelPhase(
          begin: {
            total = counts.elements.reduce(0, +)
            return 1
          }, body: { counts[$0] = -1 }),
      ], threads: threads)
    #expect(total == 300 + 299 * 150)
    #expect(counts[0] == -1)
  }

  @Test func noPhasesAreNoWork() { Parallel.run([], threads: 2) }
}

@Suite struct JoinedPhasesTests {
  /// Works of other sizes, some without blocks, as one: every block runs once, and no second phase before all
  /// first ones are done.
  @Test(arguments: [1, 2, 3])
  func runsEveryBlockOfEveryWorkOnce(threads: Int) {
    let sizes = [0, 3, 0, 200, 1, 0]
    let counts = sizes.map { KernelBuffer<Int>(count: 2 * max(1, $0)) }
    let works = sizes.indices.map { work in
      (0..<2).map { step in
        ParallelPhase(
          begin: {
            if step == 1 {
              for (other, size) in sizes.enumerated() {
                for block in 0..<size where counts[other][block] != 1 {
                  Issue.record("phase 2 of \(work) began before phase 1 of \(other) was done")
                }
              }
            }
            return sizes[work]
          }, body: { counts[work][step * sizes[work] + $0] += 1 })
      }
    }
    Parallel.run(ParallelPhase.joined(works), threads: threads)
    for (work, size) in sizes.enumerated() {
      #expect((0..<2 * size).allSatisfy { counts[work][$0] == 1 })
    }
    #expect(ParallelPhase.joined([]).isEmpty)
  }
}
