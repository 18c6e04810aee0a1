internal import GBDTKernels
internal import GBDTObjectives

/// The fixed-point gradients of all rows of this process, made anew each iteration.
final class GradientStore {
  /// What the integers of an iteration are worth.
  struct Grids {
    let gradient: FixedPoint
    /// `one` where the hessian is the row count.
    let hessian: FixedPoint
  }

  /// Larger gradients leave no room for the squares of their sums in a double.
  private static let maximumMagnitude = 1e140

  /// Doubles at a time, so that they stay in the cache: none is kept.
  private static let chunkRows = 1024

  let isWeighted: Bool
  private let values: KernelBuffer<Int32>

  init(rowCount: Int, isWeighted: Bool) {
    self.isWeighted = isWeighted
    values = KernelBuffer(count: isWeighted ? 2 * rowCount : rowCount)
  }

  var gradients: FixedPointGradients {
    // SAFETY: a buffer has a base address, and lives as long as the run.
    FixedPointGradients(
      values: UnsafePointer(values.start), isWeighted: isWeighted)
  }

  /// Memory with an entry a row that is free once the tree is grown, until gradients are made anew.
  var spareMemory: UnsafeMutableBufferPointer<UInt32> {
    let rowCount = isWeighted ? values.count / 2 : values.count
    // SAFETY: gradients are written before they are read again; the types have the same layout.
    return UnsafeMutableBufferPointer(
      start: UnsafeMutableRawPointer(values.start).assumingMemoryBound(to: UInt32.self),
      count: rowCount)
  }

  /// Computes all gradients twice: for the largest magnitude, then for the integers.
  ///
  /// - Parameter proposal: any number, for which this is an occasion to learn the processes' largest.
  /// - Returns: what the integers are worth, and the largest proposal of all processes.
  /// - Throws: when a gradient is too large to go on.
  func update(
    of rows: ScoredRows, objective: any Objective, collective: any TrainingCollective, threads: Int,
    proposal: Int = 0
  ) throws(TrainingError) -> (grids: Grids, proposal: Int) {
    let maxima = Parallel.map(count: rows.stretches.count, threads: threads) { index in
      var (gradient, hessian) = (0.0, 0.0)
      forEachChunk(of: rows, stretch: rows.stretches[index], objective: objective) {
        gradient = max(gradient, GradientKernel.maxMagnitude($1))
        if let hessians = $2 { hessian = max(hessian, GradientKernel.maxMagnitude(hessians)) }
      }
      return (gradient: gradient, hessian: hessian)
    }
    let (grids, proposal) = try makeGrids(
      gradient: maxima.reduce(0) { max($0, $1.gradient) },
      hessian: maxima.reduce(0) { max($0, $1.hessian) }, proposal: proposal,
      collective: collective)
    let target = values.start
    let stride = isWeighted ? 2 : 1
    Parallel.forEachBlock(count: rows.stretches.count, threads: threads) { index in
      forEachChunk(of: rows, stretch: rows.stretches[index], objective: objective) {
        GradientKernel.quantise(
          $1, scale: grids.gradient.scale, stride: stride, into: target + stride * $0)
        guard let hessians = $2 else { return }
        GradientKernel.quantise(
          hessians, scale: grids.hessian.scale, stride: 2, into: target + 2 * $0 + 1)
      }
    }
    return (grids, proposal)
  }

  private func makeGrids(
    gradient: Double, hessian: Double, proposal: Int, collective: any TrainingCollective
  ) throws(TrainingError) -> (Grids, proposal: Int) {
    let maxima: [Double]
    do throws(CollectiveError) {
      maxima = try collective.max([gradient, hessian, Double(proposal)])
    } catch {
      throw .collective(error)
    }
    guard maxima[0] <= Self.maximumMagnitude, maxima[1] <= Self.maximumMagnitude else {
      throw .overflow(
        "The gradients grew beyond \(Self.maximumMagnitude); lower learning_rate or scale the label."
      )
    }
    let bits = isWeighted ? FixedPoint.weightedBits : FixedPoint.constantHessianBits
    let grids = Grids(
      gradient: FixedPoint(maximum: maxima[0], bits: bits),
      hessian: isWeighted ? FixedPoint(maximum: maxima[1], bits: bits) : .one)
    return (grids, Int(maxima[2]))
  }

  /// Calls `body(first row, gradients, hessians)` for chunks of the stretch.
  private func forEachChunk(
    of rows: ScoredRows, stretch: Range<Int>, objective: any Objective,
    _ body: (Int, UnsafeBufferPointer<Double>, UnsafeBufferPointer<Double>?) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * Self.chunkRows) { buffer in
      buffer.initialize(repeating: 0)
      let labelled = rows.rows(stretch)
      for first in Swift.stride(from: 0, to: labelled.count, by: Self.chunkRows) {
        let count = min(Self.chunkRows, labelled.count - first)
        let gradients = UnsafeMutableBufferPointer(rebasing: buffer[0..<count])
        let hessians =
          isWeighted
          ? UnsafeMutableBufferPointer(rebasing: buffer[Self.chunkRows..<Self.chunkRows + count])
          : nil
        objective.writeGradients(
          of: labelled[first..<first + count], gradients: gradients, hessians: hessians)
        body(
          stretch.lowerBound + first, UnsafeBufferPointer(gradients),
          hessians.map { UnsafeBufferPointer($0) })
      }
    }
  }
}
