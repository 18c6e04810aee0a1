/// Which neighbouring distinct values of a numeric feature share a bin.
///
/// Values and counts decide, nothing else: counts are compared as integers, so that the result is the
/// same for every order and division of the rows. With `maximumBins` for more distinct values:
///
/// 1. Values that no float32 separates make one unit if all but the most frequent of them have at most
///    half of a bin's even share of the rows: moving a boundary by so little costs nothing, and lets
///    nearly all cut points be float32 (longitudes of a million taxi rides are 1e-6 apart, float32
///    numbers there 8e-6).
/// 2. Seven eighths of the bins are equal in count: bins are packed from the lowest unit up with at
///    most `share` rows each, where `share` is the smallest number for which the bins suffice. A unit
///    with more rows than that has a bin of its own, whatever its neighbours.
/// 3. One eighth of the boundaries are equal in width, between the 1st and the 99th percentile: where
///    rows are dense in a narrow range, equal counts alone leave the rest of the range coarse.
/// 4. What is left over (boundaries that coincide, shares that do not come out even) halves the fullest
///    bins that hold more than one unit, and when there are none, more than one value.
package enum BinPartition {
  /// The positions p, ascending, at which a new bin begins: before `distinct.values[p]`, p > 0.
  ///
  /// Uses `maximumBins` bins, or one a value where that is fewer.
  package static func boundaries(of distinct: DistinctValues, maximumBins: Int) -> [Int] {
    precondition(maximumBins >= 2, "there are at least two bins")
    if distinct.count <= maximumBins { return Array(1..<max(distinct.count, 1)) }
    let unitStarts = unitStarts(distinct, maximumBins: maximumBins)
    let units = unitStarts.map { distinct.joined(at: $0) } ?? distinct
    let equalWidthCount = maximumBins / 8
    let equalCount = equalCountBoundaries(
      units.cumulativeCounts, bins: maximumBins - equalWidthCount)
    let equalWidth = equalWidthBoundaries(units, count: equalWidthCount)
    let chosen = halvingFullest(
      Set(equalCount + equalWidth).sorted(), units.cumulativeCounts,
      boundaryCount: maximumBins - 1)
    guard let unitStarts else { return chosen }
    return halvingFullest(
      chosen.map { unitStarts[$0] }, distinct.cumulativeCounts, boundaryCount: maximumBins - 1)
  }

  // MARK: Units

  /// The positions of the first values of the units; nil if each value is one.
  private static func unitStarts(_ distinct: DistinctValues, maximumBins: Int) -> [Int]? {
    let cumulative = distinct.cumulativeCounts
    let limit = cumulative[distinct.count] / (2 * maximumBins)
    // Often none: no memory then.
    var starts: [Int]?
    var start = 0
    while start < distinct.count {
      let ceiling = Double(CutPoint.float32(notBelow: distinct.values[start]))
      var end = start + 1
      while end < distinct.count, distinct.values[end] <= ceiling { end += 1 }
      let largest = (start..<end).reduce(0) { max($0, cumulative[$1 + 1] - cumulative[$1]) }
      let isUnit = cumulative[end] - cumulative[start] - largest <= limit
      if isUnit && end > start + 1 && starts == nil { starts = Array(0..<start) }
      starts?.append(contentsOf: isUnit ? start..<(start + 1) : start..<end)
      start = end
    }
    return starts
  }

  // MARK: Equal counts

  private static func equalCountBoundaries(_ cumulative: [Int], bins: Int) -> [Int] {
    let share = smallestShare(cumulative, bins: bins)
    return packed(cumulative, share: share, boundaryLimit: bins - 1) ?? []
  }

  /// The smallest number of rows that bins of more than one value need to hold so that `bins` bins
  /// suffice.
  static func smallestShare(_ cumulative: [Int], bins: Int) -> Int {
    var low = 1
    var high = max(1, cumulative[cumulative.count - 1])
    while low < high {
      let middle = low + (high - low) / 2
      if packed(cumulative, share: middle, boundaryLimit: bins - 1) != nil {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return low
  }

  /// Boundaries of bins that are filled one after the other with as many values as `share` rows allow,
  /// and with at least one; nil if that makes too many.
  private static func packed(_ cumulative: [Int], share: Int, boundaryLimit: Int) -> [Int]? {
    let valueCount = cumulative.count - 1
    var boundaries: [Int] = []
    var start = 0
    while start < valueCount {
      let limit = cumulative[start] + share
      let after = partitioningIndex(of: cumulative, in: start + 1..<valueCount + 1) { $0 > limit }
      start = max(after - 1, start + 1)
      if start == valueCount { break }
      if boundaries.count == boundaryLimit { return nil }
      boundaries.append(start)
    }
    return boundaries
  }

  // MARK: Equal widths

  private static func equalWidthBoundaries(
    _ distinct: DistinctValues, count: Int
  ) -> [Int] {
    let cumulative = distinct.cumulativeCounts
    let total = cumulative[distinct.count]
    let tail = total / 100
    // Before position p lie cumulative[p] rows: the first value that leaves more than `tail` rows
    // below or at it, and the last that leaves more than `tail` rows at or above it.
    let first = partitioningIndex(of: cumulative) { $0 > tail } - 1
    let last = partitioningIndex(of: cumulative) { $0 >= total - tail } - 1
    let low = distinct.values[max(0, first)]
    let high = distinct.values[min(max(0, last), distinct.count - 1)]
    return (0..<count).compactMap { step in
      let weight = Double(step + 1) / Double(count + 1)
      let edge = low * (1 - weight) + high * weight
      let position = partitioningIndex(of: distinct.values) { $0 > edge }
      return position > 0 && position < distinct.count ? position : nil
    }
  }

  // MARK: What is left over

  /// Adds boundaries in rounds: each halves, fullest first (the lowest of equals), the bins that hold
  /// more than half as many rows as the fullest one that can be halved.
  private static func halvingFullest(
    _ boundaries: [Int], _ cumulative: [Int], boundaryCount: Int
  ) -> [Int] {
    var boundaries = boundaries
    while boundaries.count < boundaryCount {
      let edges = [0] + boundaries + [cumulative.count - 1]
      let bins = zip(edges, edges.dropFirst()).filter { $1 - $0 > 1 }
        .map { (start: $0, end: $1, count: cumulative[$1] - cumulative[$0]) }
      guard let fullest = bins.map(\.count).max() else { break }
      let chosen = bins.filter { 2 * $0.count > fullest || fullest == 0 }
        .sorted { ($1.count, $0.start) < ($0.count, $1.start) }
        .prefix(boundaryCount - boundaries.count)
      boundaries += chosen.map { half(of: $0.start..<$0.end, cumulative) }
      boundaries.sort()
    }
    return boundaries
  }

  /// The boundary inside a bin of two or more values that divides its rows most evenly, the lower of
  /// two.
  private static func half(of bin: Range<Int>, _ cumulative: [Int]) -> Int {
    let whole = cumulative[bin.lowerBound] + cumulative[bin.upperBound]
    let inner = (bin.lowerBound + 1)..<bin.upperBound
    let upper = partitioningIndex(of: cumulative, in: inner) { 2 * $0 >= whole }
    if upper == inner.lowerBound { return upper }
    if upper == inner.upperBound { return upper - 1 }
    return whole - 2 * cumulative[upper - 1] <= 2 * cumulative[upper] - whole ? upper - 1 : upper
  }

  /// The first position whose element satisfies `predicate`, which holds from there on; the end of
  /// `range` if there is none.
  private static func partitioningIndex<Element>(
    of elements: [Element], in range: Range<Int>? = nil, where predicate: (Element) -> Bool
  ) -> Int {
    var low = range?.lowerBound ?? 0
    var high = range?.upperBound ?? elements.count
    while low < high {
      let middle = low + (high - low) / 2
      if predicate(elements[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
