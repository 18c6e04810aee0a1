internal import GBDTKernels
internal import GBDTObjectives

/// The fixed-point gradients of all rows of this process for each output, made anew each iteration.
final class GradientStore {
  /// What the integers of an iteration are worth: the same for all outputs.
  struct Grids {
    let gradient: FixedPoint
    /// `one` where the hessian is the row count.
    let hessian: FixedPoint
  }

  /// Larger gradients leave no room for the squares of their sums in a double.
  private static let maximumMagnitude = 1e140

  /// Gradients at a time, so that they stay in the cache as doubles: none is kept.
  private static let chunkSize = 1024

  let isWeighted: Bool
  /// Of each output.
  private let values: [KernelBuffer<Int32>]
  private let rowCount: Int

  init(rowCount: Int, outputCount: Int, isWeighted: Bool) {
    self.rowCount = rowCount
    self.isWeighted = isWeighted
    values = (0..<outputCount).map { _ in
      KernelBuffer(count: isWeighted ? 2 * rowCount : rowCount)
    }
  }

  /// Of each output.
  var gradients: [FixedPointGradients] {
    // SAFETY: a buffer has a base address, and lives as long as the run.
    values.map {
      FixedPointGradients(values: UnsafePointer($0.start), isWeighted: isWeighted)
    }
  }

  /// Memory with an entry a row that is free once the trees are grown, until gradients are made anew.
  var spareMemory: UnsafeMutableBufferPointer<UInt32> {
    // SAFETY: gradients are written before they are read again; the types have the same layout.
    UnsafeMutableBufferPointer(
      start: UnsafeMutableRawPointer(values[0].start).assumingMemoryBound(to: UInt32.self),
      count: rowCount)
  }

  /// Computes all gradients twice: for the largest magnitude, then for the integers.
  ///
  /// - Parameters:
  ///   - iteration: from 0.
  ///   - proposal: any number, for which this is an occasion to learn the processes' largest.
  /// - Returns: what the integers are worth, and the largest proposal of all processes.
  /// - Throws: when a gradient is too large to go on.
  func update(
    of rows: ScoredRows, objective: any Objective, iteration: Int,
    collective: any TrainingCollective, threads: Int, proposal: Int = 0
  ) throws(TrainingError) -> (grids: Grids, proposal: Int) {
    let maxima = Parallel.map(count: rows.stretches.count, threads: threads) { index in
      var (gradient, hessian) = (0.0, 0.0)
      forEachChunk(of: rows, stretch: index, objective: objective, iteration: iteration) {
        gradient = max(gradient, GradientKernel.maxMagnitude($1))
        if let hessians = $2 { hessian = max(hessian, GradientKernel.maxMagnitude(hessians)) }
      }
      return (gradient: gradient, hessian: hessian)
    }
    let (grids, proposal) = try makeGrids(
      gradient: maxima.reduce(0) { max($0, $1.gradient) },
      hessian: maxima.reduce(0) { max($0, $1.hessian) }, proposal: proposal,
      collective: collective)
    Parallel.forEachBlock(count: rows.stretches.count, threads: threads) { index in
      forEachChunk(of: rows, stretch: index, objective: objective, iteration: iteration) {
        quantise($1, hessians: $2, at: $0, grids: grids)
      }
    }
    return (grids, proposal)
  }

  /// Makes integers of the gradients of some rows, those of each output together.
  private func quantise(
    _ gradients: UnsafeBufferPointer<Double>, hessians: UnsafeBufferPointer<Double>?,
    at positions: RowPositions, grids: Grids
  ) {
    let count = gradients.count / values.count
    for output in values.indices {
      let places = output * count..<(output + 1) * count
      quantise(
        UnsafeBufferPointer(rebasing: gradients[places]), scale: grids.gradient.scale,
        at: positions, into: values[output].start)
      guard let hessians else { continue }
      quantise(
        UnsafeBufferPointer(rebasing: hessians[places]), scale: grids.hessian.scale,
        at: positions, into: values[output].start + 1)
    }
  }

  /// Makes integers of numbers.
  ///
  /// - Parameter target: where that of position 0 belongs.
  private func quantise(
    _ numbers: UnsafeBufferPointer<Double>, scale: Double, at positions: RowPositions,
    into target: UnsafeMutablePointer<Int32>
  ) {
    let stride = isWeighted ? 2 : 1
    switch positions {
    case .from(let first):
      GradientKernel.quantise(numbers, scale: scale, stride: stride, into: target + stride * first)
    case .listed(let positions):
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: numbers.count) { integers in
        guard let start = integers.baseAddress else { return }
        GradientKernel.quantise(numbers, scale: scale, stride: 1, into: start)
        // SAFETY: positions are those of rows, and no two queries share one.
        for (place, position) in positions.enumerated() {
          target[stride * Int(position)] = integers[place]
        }
      }
    }
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

  /// Calls `body(positions, gradients, hessians)` for chunks of the stretch, or for its queries; the
  /// gradients of each output lie together.
  private func forEachChunk(
    of rows: ScoredRows, stretch: Int, objective: any Objective, iteration: Int,
    _ body: (RowPositions, UnsafeBufferPointer<Double>, UnsafeBufferPointer<Double>?) -> Void
  ) {
    let outputCount = values.count
    let queries = objective.isGrouped ? rows.queries : nil
    let chunkRows = queries?.largest ?? max(64, Self.chunkSize / outputCount)
    let capacity = outputCount * chunkRows
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * capacity) { buffer in
      buffer.initialize(repeating: 0)
      func write(_ chunk: LabelledRows, at positions: RowPositions) {
        let count = outputCount * chunk.count
        let gradients = UnsafeMutableBufferPointer(rebasing: buffer[0..<count])
        let hessians =
          isWeighted
          ? UnsafeMutableBufferPointer(rebasing: buffer[capacity..<capacity + count]) : nil
        objective.writeGradients(of: chunk, gradients: gradients, hessians: hessians)
        body(
          positions, UnsafeBufferPointer(gradients), hessians.map { UnsafeBufferPointer($0) })
      }
      if let queries {
        for query in rows.queries(ofStretch: stretch) {
          rows.withRows(ofQuery: query, in: queries, iteration: iteration) {
            write($0, at: $1)
          }
        }
        return
      }
      let range = rows.stretches[stretch]
      let labelled = rows.rows(range)
      for first in Swift.stride(from: 0, to: labelled.count, by: chunkRows) {
        let count = min(chunkRows, labelled.count - first)
        write(labelled[first..<first + count], at: .from(range.lowerBound + first))
      }
    }
  }
}
