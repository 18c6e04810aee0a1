internal import GBDTCore
internal import GBDTKernels

/// What the processes of a run exchange while they grow a tree.
///
/// Either every process gets all sums of the histograms and searches them all: one exchange a round.
/// Or each gets the sums of a share of the features and searches that, and the best splits are
/// gathered: two exchanges, but a histogram's bytes pass each process about twice however many they
/// are. All processes choose the same splits either way.
struct HistogramExchange {
  /// That this process searches: ascending, perhaps none.
  let features: [Int]
  private let collective: any TrainingCollective
  private let layout: FeatureLayout
  private let isScattered: Bool
  /// Of a histogram's values: the ranges of each process, or those of all.
  private let ranges: [[Range<Int>]]

  /// - Parameters:
  ///   - features: that the tree may split on, ascending.
  ///   - laneCount: lanes of a histogram.
  init(
    collective: any TrainingCollective, layout: FeatureLayout, features: [Int], laneCount: Int,
    isScattered: Bool
  ) {
    self.collective = collective
    self.layout = layout
    self.isScattered = isScattered
    let shares =
      isScattered
      ? Self.shares(of: features, count: collective.worldSize, layout: layout) : [features]
    self.features = isScattered ? shares[collective.rank] : features
    ranges = shares.map { Self.ranges(of: $0, layout: layout, laneCount: laneCount) }
  }

  /// Deals features to processes: neighbours to each, nearly equal numbers of bins.
  private static func shares(of features: [Int], count: Int, layout: FeatureLayout) -> [[Int]] {
    let total = features.reduce(0) { $0 + layout.features[$1].binCount }
    var shares = [[Int]](repeating: [], count: count)
    var bins = 0
    for feature in features {
      let own = layout.features[feature].binCount
      shares[(2 * bins + own) * count / (2 * total)].append(feature)
      bins += own
    }
    return shares
  }

  /// Where the entries of ascending features lie in all lanes of a histogram; what touches is one
  /// range.
  private static func ranges(
    of features: [Int], layout: FeatureLayout, laneCount: Int
  ) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for lane in 0..<laneCount {
      for feature in features {
        let bins = layout.bins(of: feature)
        let range =
          lane * layout.binCount + bins.lowerBound..<lane * layout.binCount + bins.upperBound
        if let last = ranges.last, last.upperBound == range.lowerBound {
          ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
        } else {
          ranges.append(range)
        }
      }
    }
    return ranges
  }

  /// Sums histograms over all processes: the entries of the features that this one searches.
  func sum(_ histograms: [Histogram]) throws(CollectiveError) {
    if histograms.isEmpty { return }
    if isScattered {
      try collective.reduceScatter(histograms.map(\.values), shares: ranges)
    } else {
      try collective.sumInt64(
        histograms.flatMap { histogram in
          ranges[0].map { UnsafeMutableBufferPointer(rebasing: histogram.values[$0]) }
        })
    }
  }

  /// What is known of a root: its best split and its sums.
  typealias Root = (split: Split?, sums: NodeSums)

  /// The best splits of the trees' roots by any feature, and their sums.
  ///
  /// - Parameter roots: by the features that this process searches; of no use where it searches none.
  func best(ofRoots roots: [Root]) throws(CollectiveError) -> [Root] {
    guard isScattered else { return roots }
    var writer = ByteWriter()
    if !features.isEmpty {
      for root in roots {
        writer.value(root.sums)
        Self.write(root.split, to: &writer)
      }
    }
    var best = [Root?](repeating: nil, count: roots.count)
    try forEachMessage(writer) { (reader: inout ByteReader) throws(ByteError) in
      // Who searches nothing has nothing to say.
      if reader.remaining == 0 { return }
      for place in best.indices {
        let sums: NodeSums = try reader.value()
        best[place] = (try better(best[place]?.split, &reader, sums: sums), sums)
      }
    }
    let found = best.compactMap(\.self)
    if found.count < roots.count { throw .lost(reason: "no process searched the roots") }
    return found
  }

  /// The best splits of nodes by any feature.
  ///
  /// - Parameters:
  ///   - splits: by the features that this process searches.
  ///   - sums: of the nodes.
  func best(_ splits: [Split?], sums: [NodeSums]) throws(CollectiveError) -> [Split?] {
    if !isScattered || splits.isEmpty { return splits }
    var writer = ByteWriter()
    for split in splits { Self.write(split, to: &writer) }
    var best = [Split?](repeating: nil, count: splits.count)
    try forEachMessage(writer) { (reader: inout ByteReader) throws(ByteError) in
      for place in best.indices {
        best[place] = try better(best[place], &reader, sums: sums[place])
      }
    }
    return best
  }

  /// Reads every process's message, in rank order.
  private func forEachMessage(
    _ message: ByteWriter, _ body: (inout ByteReader) throws(ByteError) -> Void
  ) throws(CollectiveError) {
    for (rank, bytes) in try collective.gatherToAll(message.bytes).enumerated() {
      var reader = ByteReader(bytes)
      do throws(ByteError) {
        try body(&reader)
        try reader.expectEnd(of: "the splits")
      } catch {
        throw .lost(reason: "process \(rank) sent splits that cannot be read: \(error.reason)")
      }
    }
  }

  private static func write(_ split: Split?, to writer: inout ByteWriter) {
    writer.bool(split != nil)
    split?.write(to: &writer)
  }

  /// Only a strictly larger gain replaces a split: processes of higher rank have higher features.
  private func better(
    _ best: Split?, _ reader: inout ByteReader, sums: NodeSums
  ) throws(ByteError) -> Split? {
    guard try reader.bool() else { return best }
    let split = try Split(from: &reader, sums: sums, layout: layout)
    return split.gain > best?.gain ?? 0 ? split : best
  }
}
