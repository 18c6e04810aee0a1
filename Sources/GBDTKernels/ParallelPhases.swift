internal import CGBDTKernels

/// One step of `Parallel.run`: how many blocks it has, and what a block does.
package struct ParallelPhase {
  /// Called once, on one thread (any of the region's), when the phases before are done.
  package let begin: () -> Int
  /// Called for each block; writes only to what belongs to its block.
  package let body: (Int) -> Void

  package init(begin: @escaping () -> Int, body: @escaping (Int) -> Void) {
    self.begin = begin
    self.body = body
  }
}

extension ParallelPhase {
  /// Steps of several pieces of work that are done at the same time: all first phases as one, all second
  /// ones, and so on.
  ///
  /// - Parameter works: of as many phases each.
  package static func joined(_ works: [[ParallelPhase]]) -> [ParallelPhase] {
    guard let first = works.first else { return [] }
    precondition(works.allSatisfy { $0.count == first.count }, "works have as many phases")
    return works.count == 1 ? first : first.indices.map { step in joined(works.map { $0[step] }) }
  }

  /// One phase with the blocks of all.
  private static func joined(_ phases: [ParallelPhase]) -> ParallelPhase {
    let starts = BlockStarts()
    return ParallelPhase(
      begin: {
        var count = 0
        starts.values = phases.map { phase in
          defer { count += phase.begin() }
          return count
        }
        return count
      },
      body: { block in
        let phase = starts.phase(of: block)
        phases[phase].body(block - starts.values[phase])
      })
  }

  /// The first block of each of several phases.
  private final class BlockStarts {
    var values: [Int] = []

    /// The last phase that begins at this block or before: those without blocks are skipped.
    func phase(of block: Int) -> Int {
      var (low, high) = (0, values.count)
      while high - low > 1 {
        let middle = (low + high) / 2
        if values[middle] <= block { low = middle } else { high = middle }
      }
      return low
    }
  }
}

extension Parallel {
  /// Runs the phases one after the other in a single parallel region, on at most `threads` threads.
  ///
  /// Starting a region costs some microseconds and the step from phase to phase a fraction of that,
  /// so that work on small nodes stays worth sharing. Blocks of a phase run in no fixed order. No
  /// phase waits for threads that have no block in it.
  package static func run(_ phases: [ParallelPhase], threads: Int) {
    let box = PhaseBox(phases: phases)
    setSpinTime()
    // SAFETY: `box` outlives the call, which returns only when every phase is done.
    withExtendedLifetime(box) {
      cgbdt_parallel_phases(
        Int32(phases.count), Int32(threads),
        { context, phase in Int64(PhaseBox.of(context)?.phases[Int(phase)].begin() ?? 0) },
        { context, phase, block in PhaseBox.of(context)?.phases[Int(phase)].body(Int(block)) },
        Unmanaged.passUnretained(box).toOpaque())
    }
  }

  private final class PhaseBox {
    let phases: [ParallelPhase]
    init(phases: [ParallelPhase]) { self.phases = phases }

    static func of(_ context: UnsafeMutableRawPointer?) -> PhaseBox? {
      context.map { Unmanaged<PhaseBox>.fromOpaque($0).takeUnretainedValue() }
    }
  }
}
