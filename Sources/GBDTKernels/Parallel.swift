internal import CGBDTKernels
internal import Foundation
internal import Synchronization

/// Parallel loops over blocks of work, on OpenMP's threads.
///
/// OpenMP is entered only here and in kernels that open their own region, never from inside another
/// parallel loop. Callers block until the loop is done.
package enum Parallel {
  /// Calls `body(block)` once for each block in `0..<count`, on at most `threads` threads, and waits.
  ///
  /// Blocks run in no fixed order: `body` must write only to what belongs to its block.
  ///
  /// - Throws: the error of the lowest-numbered block that threw, whatever the thread count; the other
  ///   blocks are run all the same.
  package static func forEachBlock<Failure: Error>(
    count: Int, threads: Int, _ body: (Int) throws(Failure) -> Void
  ) throws(Failure) {
    let first = Mutex<FirstFailure<Failure>?>(nil)
    withoutActuallyEscaping(body) { body in
      run(count: count, threads: threads) { block in
        do throws(Failure) {
          try body(block)
        } catch {
          let failure = FirstFailure(block: block, error: error)
          first.withLock { first in
            if block < first?.block ?? .max { first = failure }
          }
        }
      }
    }
    if let failure = first.withLock({ $0 }) { throw failure.error }
  }

  /// The blocks' results, in block order.
  ///
  /// - Throws: as `forEachBlock`.
  package static func map<Result: Sendable, Failure: Error>(
    count: Int, threads: Int, _ body: (Int) throws(Failure) -> Result
  ) throws(Failure) -> [Result] {
    let results = Mutex<[Result?]>([Result?](repeating: nil, count: count))
    try forEachBlock(count: count, threads: threads) { (block) throws(Failure) in
      let result = try body(block)
      results.withLock { $0[block] = result }
    }
    return results.withLock { $0.compactMap(\.self) }
  }

  /// How long threads spin between regions: long enough for the pauses within an iteration of
  /// training, and not OpenMP's 200 ms, which would keep processors from others that have work. nil:
  /// the user chose.
  private static let spinMilliseconds: Int32? =
    getenv("KMP_BLOCKTIME") == nil && getenv("OMP_WAIT_POLICY") == nil ? 1 : nil

  /// For the start of a program that will load no other OpenMP library: of a process that is killed, OpenMP
  /// would leave a file in shared memory, and a later process of the same number may fail over it.
  package static func startUnregistered() { cgbdt_parallel_start_unregistered() }

  /// To be called before a region, on the thread that enters it.
  static func setSpinTime() {
    if let spinMilliseconds { cgbdt_parallel_set_spin_time(spinMilliseconds) }
  }

  private static func run(count: Int, threads: Int, _ body: @escaping (Int) -> Void) {
    let loop = Loop(body: body)
    setSpinTime()
    // SAFETY: `loop` outlives the call, which returns only when every block has been run.
    withExtendedLifetime(loop) {
      cgbdt_parallel_blocks(
        Int64(count), Int32(threads),
        { context, block in
          guard let context else { return }
          Unmanaged<Loop>.fromOpaque(context).takeUnretainedValue().body(Int(block))
        }, Unmanaged.passUnretained(loop).toOpaque())
    }
  }

  private final class Loop {
    let body: (Int) -> Void
    init(body: @escaping (Int) -> Void) { self.body = body }
  }

  private struct FirstFailure<Failure: Error> {
    let block: Int
    let error: Failure
  }
}
