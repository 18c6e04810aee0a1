internal import GBDTData
internal import GBDTKernels
internal import GBDTModel

/// The best split of a node by one feature, from the node's histogram.
///
/// Only a strictly larger gain replaces a candidate, so ties go to what is looked at first: the
/// lower feature, then the lower bin, then missing values on the right.
///
/// Rows of weight 0 count towards `min_data_in_leaf` and are otherwise as if they were not there.
///
/// Where the node has rows with the feature missing, both directions are tried for them. Where it
/// has none, or none with a weight, missing values go to the side with the larger sum of hessians, to the left on a tie
/// (docs/decisions/0002-missing-values-and-unsplit-roots.md).
struct SplitFinder {
  let layout: FeatureLayout
  let rules: SplitRules

  /// The best legal split of a node by `feature`; nil if none gains more than `min_gain_to_split`.
  ///
  /// - Parameters:
  ///   - lanes: of the node's whole histogram.
  ///   - sums: of the node.
  func best(feature: Int, lanes: HistogramLanes, sums: NodeSums) -> SplitCandidate? {
    let search = FeatureSearch(
      feature: feature, binCount: layout.features[feature].binCount,
      lanes: lanes.advanced(by: layout.features[feature].binOffset), sums: sums, rules: rules)
    guard let categoryCount = layout.features[feature].categoryCount else {
      return search.bestCut()
    }
    return categoryCount <= rules.categories.maxOneHot ? search.bestOneBin() : search.bestSubset()
  }

  /// The candidate in full; `lanes` and `sums` as they were when it was found.
  func split(_ candidate: SplitCandidate, lanes: HistogramLanes, sums: NodeSums) -> Split {
    let feature = Int(candidate.feature)
    let binCount = layout.features[feature].binCount
    let search = FeatureSearch(
      feature: feature, binCount: binCount,
      lanes: lanes.advanced(by: layout.features[feature].binOffset), sums: sums, rules: rules)
    var left = candidate.left
    var missingLeft: Bool
    let modelTest: SplitNode.Test
    var test: BinTest
    switch candidate.form {
    case .atMost(let high, let missing):
      missingLeft = missing
      modelTest = .atMost(threshold(feature: feature, bin: Int(high)))
      test = .range(low: 0, high: Int(high))
    case .oneBin(let bin):
      (modelTest, test, missingLeft, left) = subset([Int(bin)], search: search, left: left)
    case .sorted(let count, let reversed):
      let order = search.sortedBins().map(\.bin)
      let bins = reversed ? order.suffix(Int(count)) : order.prefix(Int(count))
      (modelTest, test, missingLeft, left) = subset(bins.sorted(), search: search, left: left)
    }
    let right = sums - left
    // As `FeatureSearch.Best` counted them.
    if search.lanes.sums(at: 0).hessian == 0 {
      missingLeft = left.outweighs(right)
    }
    switch test {
    case .range(_, let high): test = .range(low: missingLeft ? 0 : 1, high: high)
    case .flags(var flags):
      flags[0] = missingLeft ? 1 : 0
      test = .flags(flags)
    }
    return Split(
      feature: feature, gain: candidate.gain, test: test, modelTest: modelTest,
      missingLeft: missingLeft, left: left, right: right)
  }

  /// The threshold that separates bins up to `bin` from those above it.
  ///
  /// Above the last bin there is no cut point: the test is then whether the value is missing, and
  /// the largest finite double is the threshold that every value passes.
  private func threshold(feature: Int, bin: Int) -> Double {
    guard case .numeric(let bins) = layout.features[feature].mapper, bin <= bins.cutPoints.count
    else { return .greatestFiniteMagnitude }
    return bins.cutPoints[bin - 1]
  }

  /// A set of bins that go left, as tests. Missing alone cannot be a list of categories: then all
  /// categories go left and missing right.
  private func subset(
    _ bins: [Int], search: FeatureSearch, left: NodeSums
  ) -> (SplitNode.Test, BinTest, missingLeft: Bool, left: NodeSums) {
    let isMissingAlone = bins == [0]
    let members = isMissingAlone ? Array(1..<search.binCount) : bins
    var flags = [UInt8](repeating: 0, count: search.binCount)
    for bin in members { flags[bin] = 1 }
    return (
      .isOneOf(members.filter { $0 > 0 }.map { Int32($0 - 1) }), .flags(flags),
      missingLeft: flags[0] == 1, left: isMissingAlone ? search.sums - left : left
    )
  }
}
