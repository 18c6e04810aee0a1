internal import GBDTKernels

/// The histogram of one node: a lane of gradient sums, one of hessian sums where hessians vary, and
/// one of row counts, each with an entry a bin.
struct Histogram {
  fileprivate let storage: KernelBuffer<Int64>
  private let binCount: Int
  private let hasHessians: Bool

  fileprivate init(binCount: Int, hasHessians: Bool) {
    storage = KernelBuffer(count: binCount * (hasHessians ? 3 : 2))
    self.binCount = binCount
    self.hasHessians = hasHessians
  }

  /// All lanes, one after the other.
  var values: UnsafeMutableBufferPointer<Int64> { storage.elements }

  var lanes: HistogramLanes {
    // SAFETY: a buffer has a base address; lanes are used while the histogram is held.
    let base = storage.start
    return HistogramLanes(
      gradients: base, hessians: hasHessians ? base + binCount : nil,
      counts: base + (hasHessians ? 2 : 1) * binCount)
  }
}

extension HistogramLanes {
  /// Adds the entries of `bins` of `other`, which has the same lanes.
  func add(_ other: HistogramLanes, bins: Range<Int>) {
    combine(other, bins) { HistogramKernel.add($0, count: $1, to: $2) }
  }

  /// Subtracts the entries of `bins` of `other`, which has the same lanes: of a parent's histogram
  /// one child's leaves the other's.
  func subtract(_ other: HistogramLanes, bins: Range<Int>) {
    combine(other, bins) { HistogramKernel.subtract($0, count: $1, from: $2) }
  }

  @inline(__always)
  private func combine(
    _ other: HistogramLanes, _ bins: Range<Int>,
    _ body: (UnsafePointer<Int64>, Int, UnsafeMutablePointer<Int64>) -> Void
  ) {
    let first = bins.lowerBound
    body(other.gradients + first, bins.count, gradients + first)
    if let hessians, let terms = other.hessians {
      body(terms + first, bins.count, hessians + first)
    }
    body(other.counts + first, bins.count, counts + first)
  }
}

/// Memory of histograms, used again and again.
///
/// Policy: a node keeps its histogram from its evaluation until it is expanded (the larger child
/// then takes it over) or it is certain that it never will be. That is at most one for each split
/// still to come, and two for each node of the batch in progress. Where even that exceeds the
/// limit, the grower gives up those of the nodes that will be expanded last, and builds both
/// children of such a node from rows: slower, and the very same sums.
final class HistogramStore {
  /// Histograms that may be kept between rounds.
  let keptLimit: Int
  let laneCount: Int
  private let binCount: Int
  private var spare: [Histogram] = []
  private var all: [Histogram] = []
  private(set) var taken = 0
  private(set) var peak = 0

  /// - Parameter byteLimit: for the histograms kept between rounds; one is always kept.
  init(binCount: Int, hasHessians: Bool, byteLimit: Int) {
    self.binCount = binCount
    laneCount = hasHessians ? 3 : 2
    keptLimit = max(1, byteLimit / (8 * max(1, binCount) * laneCount))
  }

  /// Of one histogram.
  var histogramBytes: Int { 8 * binCount * laneCount }

  /// A histogram with undefined contents.
  func take() -> Histogram {
    taken += 1
    peak = max(peak, taken)
    if let histogram = spare.popLast() { return histogram }
    all.append(Histogram(binCount: binCount, hasHessians: laneCount == 3))
    return all[all.count - 1]
  }

  func giveBack(_ histogram: Histogram) {
    taken -= 1
    spare.append(histogram)
  }

  /// Takes all histograms back, whoever holds them.
  func giveBackAll() {
    taken = 0
    spare = all
  }
}
