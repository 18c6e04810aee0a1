internal import GBDTKernels

/// One feature's histogram in one node, and the searches through it.
struct FeatureSearch {
  let feature: Int
  let binCount: Int
  /// From the feature's bin 0.
  let lanes: HistogramLanes
  /// Of the node.
  let sums: NodeSums
  let rules: SplitRules

  /// The sums of one bin.
  @inline(__always)
  func sums(at bin: Int) -> NodeSums {
    let count = lanes.counts[bin]
    return NodeSums(
      gradient: lanes.gradients[bin], hessian: lanes.hessians.map { $0[bin] } ?? count, count: count
    )
  }

  /// A search's best so far.
  struct Best {
    let feature: Int32
    let rules: SplitRules
    let sums: NodeSums
    /// Of both children; more than the node's for some splits of categories.
    let lambdaL2: Double
    let nodeScore: Double
    /// Rows with the feature missing that weigh nothing: no choice is made for them.
    private let weightlessMissing: NodeSums
    private(set) var candidate: SplitCandidate?
    private var gainToBeat: Double

    init(search: FeatureSearch, lambdaL2: Double) {
      feature = Int32(search.feature)
      rules = search.rules
      sums = search.sums
      self.lambdaL2 = lambdaL2
      nodeScore = rules.score(sums, lambdaL2: rules.lambdaL2)
      let missing = search.sums(at: 0)
      weightlessMissing = missing.hessian == 0 ? missing : NodeSums()
      gainToBeat = max(rules.minGain, 0)
    }

    /// Replaces the best if this split is legal and gains more. `form` is made only then.
    ///
    /// - Parameter left: without missing rows where they weigh nothing.
    @inline(__always)
    mutating func consider(left: NodeSums, form: () -> SplitCandidate.Form) {
      var left = left
      if weightlessMissing.count > 0, left.outweighs(sums - left) {
        left = left + weightlessMissing
      }
      let right = sums - left
      guard rules.isLegal(left, lambdaL2: lambdaL2), rules.isLegal(right, lambdaL2: lambdaL2)
      else { return }
      let gain =
        rules.score(left, lambdaL2: lambdaL2) + rules.score(right, lambdaL2: lambdaL2) - nodeScore
      guard gain > gainToBeat, gain.isFinite else { return }
      gainToBeat = gain
      candidate = SplitCandidate(gain: gain, feature: feature, form: form(), left: left)
    }
  }

  /// The best test "value at most a cut point", bins in ascending order.
  ///
  /// A bin without rows, or with rows of weight 0 only, makes no other split than the bin below it,
  /// which wins the tie: it is skipped. So a cut has values on its left, and "is missing" is tested
  /// by the last.
  func bestCut() -> SplitCandidate? {
    var best = Best(search: self, lambdaL2: rules.lambdaL2)
    let missing = sums(at: 0)
    var left = NodeSums()
    for bin in 1..<max(1, binCount) {
      let here = sums(at: bin)
      if here.hessian == 0 {
        left = left + here
        continue
      }
      left = left + here
      // Later cuts leave even fewer rows on the right.
      if sums.count - left.count < rules.minCount { break }
      best.consider(left: left) { .atMost(high: Int32(bin), missingLeft: false) }
      if missing.hessian > 0 {
        best.consider(left: left + missing) { .atMost(high: Int32(bin), missingLeft: true) }
      }
    }
    return best.candidate
  }

  /// The best test "is this category", or "is missing", against all others.
  func bestOneBin() -> SplitCandidate? {
    var best = Best(search: self, lambdaL2: rules.lambdaL2)
    for bin in 0..<binCount {
      let here = sums(at: bin)
      if here.hessian > 0 { best.consider(left: here) { .oneBin(Int32(bin)) } }
    }
    return best.candidate
  }

  /// The best test "is among these categories", missing counting as one of them.
  ///
  /// Categories sorted by G / (H + cat_smooth) have their best subset at one end (Fisher 1958, "On
  /// grouping for maximum homogeneity"); both ends are tried, up to `max_cat_threshold` categories
  /// or half of them. Categories of fewer rows than `cat_smooth` go right. A new candidate needs
  /// `min_data_per_group` more rows than the one before, and leaves as many on the right. As
  /// LightGBM does it, but for missing values.
  func bestSubset() -> SplitCandidate? {
    var best = Best(search: self, lambdaL2: rules.lambdaL2 + rules.categories.lambdaL2)
    let order = sortedBins()
    let limit = min(rules.categories.maxCount, (order.count + 1) / 2)
    for reversed in [false, true] {
      var left = NodeSums()
      var groupCount: Int64 = 0
      for place in 0..<limit {
        let here = sums(at: order[reversed ? order.count - 1 - place : place])
        left = left + here
        groupCount += here.count
        if sums.count - left.count < max(rules.minCount, rules.categories.minGroupCount) { break }
        guard rules.isLegal(left, lambdaL2: best.lambdaL2) else { continue }
        if groupCount < rules.categories.minGroupCount { continue }
        groupCount = 0
        best.consider(left: left) { .sorted(count: Int32(place + 1), reversed: reversed) }
      }
    }
    return best.candidate
  }

  /// The bins with enough rows, by gradient per hessian; ties by bin.
  func sortedBins() -> [Int] {
    let keyed = (0..<binCount).compactMap { bin -> (key: Double, bin: Int)? in
      let here = sums(at: bin)
      guard here.hessian > 0, Double(here.count) >= rules.categories.smooth else { return nil }
      let denominator = rules.hessian(here) + rules.categories.smooth
      return (denominator > 0 ? rules.gradient(here) / denominator : 0, bin)
    }
    return keyed.sorted { $0.key != $1.key ? $0.key < $1.key : $0.bin < $1.bin }.map(\.bin)
  }
}
