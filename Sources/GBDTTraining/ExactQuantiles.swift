internal import GBDTCore
internal import GBDTKernels

/// A set of rows whose quantile is asked for.
struct QuantileRows {
  /// Of this process, each row once.
  let rows: [RowMasks]
  /// Rows of all processes.
  let totalCount: Int
}

/// What the quantiles are of.
struct QuantileSource {
  /// One a row, as are scores and weights.
  let labels: UnsafePointer<Double>
  /// The value is label - score; nil: the label.
  let scores: UnsafePointer<Double>?
  /// nil: every row weighs 1.
  let weights: UnsafePointer<Double>?
  /// Whether weights are divided by max(1, |label|).
  let isOverLabel: Bool
}

/// Exact quantiles of many sets of rows at once, over threads and processes: what they are says
/// `QuantileSearch`, and it does not depend on who has which rows.
///
/// ```
/// gather the values of all rows, set by set
/// while some set has more than a few candidates
///   their lowest and highest value                      max, 24 bytes a set
///   count them in 256 buckets between these             sumInt64, 2 or 4 KiB a set
///   keep those in the bucket where the quantile lies
/// what is left                                          gatherToAll, at most 2 or 4 KiB a set
/// ```
///
/// Buckets are of equal width; of equal numbers of doubles from when most values fall in one: so each
/// round leaves a quarter of the candidates, or divides the range of their 64-bit keys by 256. Values of
/// a smooth distribution take one round. Every row is looked at three times in the first round, its
/// label and score once. Memory: 8 bytes a row of this process, 16 with weights.
final class ExactQuantiles {
  /// Rows of one set that one block of parallel work looks at.
  private struct Stretch {
    let set: Int
    let rows: RowMasks
    /// Of its candidates in the buffers, which come first.
    let start: Int
    var count: Int
    var bounds = Bounds()
  }

  private struct Bounds {
    var highest = -Double.infinity
    var highestNegated = -Double.infinity
    var highestWeight = 0.0
  }

  /// Words of rows in a stretch.
  private static let stretchWords = 1 << 9

  private let collective: any TrainingCollective
  private let threads: Int
  private let values: KernelBuffer<Double>
  private let weights: KernelBuffer<Double>?
  /// So many candidates are gathered rather than counted.
  private let fewCandidates: Int

  // Of the present call.
  private var stretches: [Stretch] = []
  private var searches: [QuantileSearch] = []

  /// - Parameters:
  ///   - rowCount: of this process.
  ///   - isWeighted: whether rows may differ in weight; alike in all processes.
  init(rowCount: Int, isWeighted: Bool, collective: any TrainingCollective, threads: Int) {
    self.collective = collective
    self.threads = threads
    values = KernelBuffer(count: rowCount)
    weights = isWeighted ? KernelBuffer(count: rowCount) : nil
    // Counting costs as many bytes as gathering so many values. Alone, it is cheaper than sorting.
    fewCandidates = collective.worldSize == 1 ? 32 : QuantileBuckets.count
  }

  /// The quantiles of sets without common rows; nil for one whose rows have no weight.
  ///
  /// - Parameters:
  ///   - alpha: in 0...1.
  ///   - source: finite.
  func quantiles(
    _ alpha: Double, of sets: [QuantileRows], source: QuantileSource
  ) throws(CollectiveError) -> [Double?] {
    searches = sets.map {
      QuantileSearch(
        alpha: alpha, isWeighted: weights != nil, rowCount: $0.totalCount, limit: fewCandidates)
    }
    place(sets)
    gather(source)
    while true {
      let counting = searches.indices.filter { searches[$0].isCounting }
      if counting.isEmpty { break }
      try divide(counting)
      try count(counting.filter { searches[$0].isCounting })
    }
    try finish()
    stretches = []
    return searches.map { if case .done(let value) = $0.stage { value } else { nil } }
  }

  // MARK: - Rows

  /// Cuts the sets into stretches, end to end in the buffers.
  private func place(_ sets: [QuantileRows]) {
    stretches = []
    var start = 0
    for (set, members) in sets.enumerated() {
      for rows in members.rows {
        for first in stride(from: 0, to: rows.count, by: Self.stretchWords) {
          let slice = rows.slice(first..<min(first + Self.stretchWords, rows.count))
          let count = slice.rowCount
          stretches.append(Stretch(set: set, rows: slice, start: start, count: count))
          start += count
        }
      }
    }
    precondition(start <= values.count, "sets have no common rows")
  }

  private func gather(_ source: QuantileSource) {
    forEachStretch { stretch in
      // SAFETY: stretches have disjoint places in the buffers, with room for their rows.
      let written = QuantileKernel.gather(
        stretch.rows, labels: source.labels, scores: source.scores,
        into: values.start + stretch.start)
      precondition(written == stretch.count, "as many values as rows")
      if let weights {
        let target = weights.start + stretch.start
        _ = QuantileKernel.gatherWeights(
          stretch.rows, weights: source.weights,
          overLabels: source.isOverLabel ? source.labels : nil, into: target)
        stretch.bounds.highestWeight = GradientKernel.maxMagnitude(
          UnsafeBufferPointer(start: target, count: stretch.count))
      }
      if searches[stretch.set].isCounting { bound(&stretch) }
    }
  }

  private func bound(_ stretch: inout Stretch) {
    (stretch.bounds.highest, stretch.bounds.highestNegated) = (-.infinity, -.infinity)
    QuantileKernel.bound(
      UnsafeBufferPointer(start: values.start + stretch.start, count: stretch.count),
      highest: &stretch.bounds.highest, highestNegated: &stretch.bounds.highestNegated)
  }

  private func candidates(of stretch: Stretch) -> QuantileKernel.Candidates {
    QuantileKernel.Candidates(
      values: values.start + stretch.start, weights: weights.map { $0.start + stretch.start },
      count: stretch.count)
  }

  /// Calls `body` for all stretches in parallel; it may change its stretch and what that has in the
  /// buffers.
  private func forEachStretch(_ body: (inout Stretch) -> Void) {
    stretches.withUnsafeMutableBufferPointer { stretches in
      // SAFETY: blocks change their own element, and the buffer outlives the loop.
      let stretches = stretches
      Parallel.forEachBlock(count: stretches.count, threads: threads) { body(&stretches[$0]) }
    }
  }

  // MARK: - Rounds

  /// Gives the sets that are counted their buckets.
  private func divide(_ counting: [Int]) throws(CollectiveError) {
    var bounds = [Bounds](repeating: Bounds(), count: searches.count)
    for stretch in stretches {
      let (all, own) = (bounds[stretch.set], stretch.bounds)
      bounds[stretch.set] = Bounds(
        highest: max(all.highest, own.highest),
        highestNegated: max(all.highestNegated, own.highestNegated),
        highestWeight: max(all.highestWeight, own.highestWeight))
    }
    let highest = try collective.max(
      counting.flatMap {
        [bounds[$0].highest, bounds[$0].highestNegated, bounds[$0].highestWeight]
      })
    for (place, set) in counting.enumerated() {
      searches[set].divide(
        low: -highest[3 * place + 1], high: highest[3 * place],
        highestWeight: highest[3 * place + 2])
    }
  }

  /// Counts the candidates of sets in their buckets, and keeps those of the buckets that matter.
  private func count(_ counting: [Int]) throws(CollectiveError) {
    if counting.isEmpty { return }
    let laneCount = weights == nil ? 1 : 2
    let width = laneCount * QuantileBuckets.count
    let active = stretches.indices.filter { searches[stretches[$0].set].isCounting }
    let parts = KernelBuffer<Int64>(count: active.count * width)
    Parallel.forEachBlock(count: active.count, threads: threads) { place in
      let stretch = stretches[active[place]]
      let search = searches[stretch.set]
      guard let buckets = search.buckets else { return }
      // SAFETY: each block has its own counts.
      let counts = parts.start + place * width
      QuantileKernel.count(
        candidates(of: stretch), weightScale: search.weightScale, buckets: buckets, counts: counts,
        sums: counts + (width - QuantileBuckets.count))
    }
    var places = [Int](repeating: 0, count: searches.count)
    for (place, set) in counting.enumerated() { places[set] = place }
    let totals = KernelBuffer<Int64>(count: counting.count * width)
    for (place, index) in active.enumerated() {
      let target = totals.start + places[stretches[index].set] * width
      for entry in 0..<width { target[entry] += parts[place * width + entry] }
    }
    try collective.sumInt64([totals.elements])
    var kept = [ClosedRange<Int>?](repeating: nil, count: searches.count)
    for (place, set) in counting.enumerated() {
      let counts = UnsafePointer(totals.start + place * width)
      kept[set] = searches[set].narrow(
        counts: counts, sums: counts + (width - QuantileBuckets.count), limit: fewCandidates)
    }
    forEachStretch { stretch in
      guard let kept = kept[stretch.set], let buckets = searches[stretch.set].buckets else {
        return
      }
      stretch.count = QuantileKernel.keep(candidates(of: stretch), in: kept, buckets: buckets)
      if searches[stretch.set].isCounting { bound(&stretch) }
    }
    withExtendedLifetime(totals) {}
  }

  /// Ends the searches that were not ended by counting.
  private func finish() throws(CollectiveError) {
    let open = searches.indices.filter { !searches[$0].isDone }
    if open.isEmpty { return }
    var members = [[Int]](repeating: [], count: searches.count)
    for index in stretches.indices { members[stretches[index].set].append(index) }
    let own = Parallel.map(count: open.count, threads: threads) { place in
      searches[open[place]].contribution(
        of: members[open[place]].map { candidates(of: stretches[$0]) })
    }
    let parts = collective.worldSize == 1 ? [own] : try exchange(own, of: open)
    let ended = Parallel.map(count: open.count, threads: threads) { place in
      var search = searches[open[place]]
      search.finish(parts.map { $0[place] })
      return search
    }
    for (place, set) in open.enumerated() { searches[set] = ended[place] }
  }

  /// Every process's contributions, in rank order.
  private func exchange(
    _ own: [[Double]], of open: [Int]
  ) throws(CollectiveError) -> [[[Double]]] {
    var writer = ByteWriter()
    for contribution in own { writer.array(contribution) }
    var parts: [[[Double]]] = []
    for (rank, bytes) in try collective.gatherToAll(writer.bytes).enumerated() {
      var reader = ByteReader(bytes)
      var part: [[Double]] = []
      do throws(ByteError) {
        for set in open {
          let contribution: [Double] = try reader.array(of: "values")
          guard searches[set].accepts(contribution) else {
            throw reader.error("there are \(contribution.count) values")
          }
          part.append(contribution)
        }
        try reader.expectEnd(of: "the values")
      } catch {
        throw .lost(reason: "process \(rank) sent values that cannot be read: \(error.reason)")
      }
      parts.append(part)
    }
    return parts
  }
}
