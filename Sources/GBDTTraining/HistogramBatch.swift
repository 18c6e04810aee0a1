internal import GBDTKernels

/// Building the histograms of several nodes at once, in parallel over nodes, stretches of rows and
/// groups of features.
///
/// A node of many rows is dealt to several shares; each has a histogram of its own, and they are
/// added up at the end. All sums are integers, so shares and threads do not show in the result.
final class HistogramBatch {
  struct Job {
    let rows: RowMasks
    let rowCount: Int
    /// Of the tree's output.
    let gradients: FixedPointGradients
    /// Contents undefined before, the node's histogram after.
    let histogram: Histogram
  }

  /// Fewer rows than this are not worth a share of their own.
  private static let shareRows = 1 << 13

  /// One piece of parallel work: some rows of a node, one part of the features.
  private struct Piece {
    let rows: RowMasks
    let gradients: FixedPointGradients
    let part: Int
    let target: Histogram
  }

  private let columns: BinnedColumns
  private let store: HistogramStore
  private let parts: [Int]
  private let threads: Int
  private let updatesPerRow: Int
  private let makeJobs: () -> [Job]
  private var pieces: [Piece] = []
  /// The shares to add to each histogram, and the part to add.
  private var merges: [(target: Histogram, shares: [Histogram], part: Int)] = []
  private var shares: [Histogram] = []
  /// Sums of a row and slot that were added to a histogram's.
  private(set) var updateCount = 0

  /// - Parameters:
  ///   - parts: which of the layout's parts to build.
  ///   - makeJobs: called when the first phase begins.
  init(
    columns: BinnedColumns, store: HistogramStore, parts: [Int], threads: Int,
    makeJobs: @escaping () -> [Job]
  ) {
    self.columns = columns
    self.store = store
    self.parts = parts
    self.threads = threads
    updatesPerRow = parts.reduce(0) { $0 + columns.layout.updates(of: columns.layout.parts[$1]) }
    self.makeJobs = makeJobs
  }

  /// Build, then merge.
  var phases: [ParallelPhase] {
    [
      ParallelPhase(
        begin: { [self] in
          plan()
          return pieces.count
        }, body: { [self] in build(pieces[$0]) }),
      ParallelPhase(
        begin: { [self] in merges.count },
        body: { [self] in
          let merge = merges[$0]
          for share in merge.shares {
            for bins in bins(of: merge.part) { merge.target.lanes.add(share.lanes, bins: bins) }
          }
        }),
    ]
  }

  /// Gives the memory of the shares back; call it when the phases are done.
  func finish() {
    for share in shares { store.giveBack(share) }
    shares = []
  }

  private func plan() {
    for job in makeJobs() {
      updateCount += job.rowCount * updatesPerRow
      let shareCount = max(1, min(threads, job.rowCount / Self.shareRows))
      let extra = (1..<shareCount).map { _ in store.take() }
      shares += extra
      let places =
        shareCount == 1 ? [0..<job.rows.count] : job.rows.shares(shareCount, rowCount: job.rowCount)
      for (words, target) in zip(places, [job.histogram] + extra) {
        for part in parts {
          pieces.append(
            Piece(
              rows: job.rows.slice(words), gradients: job.gradients, part: part, target: target))
        }
      }
      if !extra.isEmpty {
        merges += parts.map { (target: job.histogram, shares: extra, part: $0) }
      }
    }
  }

  private func build(_ piece: Piece) {
    let lanes = piece.target.lanes
    if let group = columns.group(ofPart: piece.part) {
      HistogramKernel.build(group, rows: piece.rows, gradients: piece.gradients, into: lanes)
    } else if case .wide(let feature) = columns.layout.parts[piece.part],
      case .wide(let bins) = columns.pointers[feature]
    {
      let layout = columns.layout.features[feature]
      HistogramKernel.build(
        wide: bins, binCount: layout.binCount, rows: piece.rows, gradients: piece.gradients,
        into: lanes.advanced(by: layout.binOffset))
    }
  }

  /// The entries that a part covers in each lane, feature by feature.
  private func bins(of part: Int) -> [Range<Int>] {
    columns.layout.features(of: columns.layout.parts[part]).map { columns.layout.bins(of: $0) }
  }
}
