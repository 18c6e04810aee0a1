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
