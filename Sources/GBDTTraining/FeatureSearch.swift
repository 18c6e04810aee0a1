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

  /// A search's best so far, among subsets of categories.
  struct Best {
    let feature: Int32
    let rules: GainRules
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
      rules = search.rules.gains
      sums = search.sums
      self.lambdaL2 = lambdaL2
      nodeScore = rules.score(sums, lambdaL2: rules.lambdaL2)
      let missing = search.lanes.sums(at: 0)
      weightlessMissing = missing.hessian == 0 ? missing : NodeSums()
      gainToBeat = rules.minGain
    }

    /// Replaces the best if this split is legal and gains more. `form` is made only then.
    ///
    /// - Parameters:
    ///   - left: without missing rows where they weigh nothing.
    ///   - doubt: what part of the left side's gradient is not believed, and counts for the right side.
    @inline(__always)
    mutating func consider(
      left: NodeSums, doubt: Double = 0, form: () -> SplitCandidate.Form
    ) {
      var left = left
      if weightlessMissing.count > 0, left.outweighs(sums - left) {
        left = left + weightlessMissing
      }
      let right = sums - left
      guard rules.isLegal(left, lambdaL2: lambdaL2), rules.isLegal(right, lambdaL2: lambdaL2)
      else { return }
      let gain =
        rules.score(left, lambdaL2: lambdaL2, doubt: doubt)
        + rules.score(right, lambdaL2: lambdaL2, doubt: -doubt) - nodeScore
      guard gain > gainToBeat, gain.isFinite else { return }
      gainToBeat = gain
      candidate = SplitCandidate(gain: gain, feature: feature, form: form(), left: left)
    }
  }

  /// The best test "value at most a cut point": see `CutKernel`.
  func bestCut() -> SplitCandidate? {
    CutKernel.best(lanes: lanes, binCount: binCount, node: sums, rules: rules.gains).map {
      SplitCandidate(
        gain: $0.gain, feature: Int32(feature),
        form: .atMost(high: Int32($0.bin), missingLeft: $0.missingLeft), left: $0.left)
    }
  }

  /// The best test "is this category", or "is missing", against all others.
  func bestOneBin() -> SplitCandidate? {
    var best = Best(search: self, lambdaL2: rules.gains.lambdaL2)
    for bin in 0..<binCount {
      let here = lanes.sums(at: bin)
      if here.hessian > 0 { best.consider(left: here) { .oneBin(Int32(bin)) } }
    }
    return best.candidate
  }

  /// The best test "is among these categories", missing counting as one of them.
  ///
  /// Categories sorted by their effect have their best subset at one end (Fisher 1958, "On
  /// grouping for maximum homogeneity"); both ends are tried, up to `max_cat_threshold` categories
  /// or half of them. Categories of fewer rows than `cat_smooth` go right. A new candidate needs
  /// `min_data_per_group` more rows than the one before, and leaves as many on the right.
  ///
  /// The subset is chosen by the sums that its gain is made of, so that chance alone gives a gain, and the more
  /// of it the more categories there are. What a category adds to the gain is therefore its effect as it
  /// is estimated, D H / (H + cat_smooth), and not all of D.
  func bestSubset() -> SplitCandidate? {
    var best = Best(search: self, lambdaL2: rules.gains.lambdaL2 + rules.categories.lambdaL2)
    let order = sortedBins()
    let limit = min(rules.categories.maxCount, (order.count + 1) / 2)
    for reversed in [false, true] {
      var left = NodeSums()
      var groupCount: Int64 = 0
      var effects = 0.0
      for place in 0..<limit {
        let category = order[reversed ? order.count - 1 - place : place]
        let here = lanes.sums(at: category.bin)
        left = left + here
        effects += category.effect
        groupCount += here.count
        if sums.count - left.count < max(rules.gains.minCount, rules.categories.minGroupCount) {
          break
        }
        guard rules.gains.isLegal(left, lambdaL2: best.lambdaL2) else { continue }
        if groupCount < rules.categories.minGroupCount { continue }
        groupCount = 0
        best.consider(left: left, doubt: rules.categories.smooth * effects) {
          .sorted(count: Int32(place + 1), reversed: reversed)
        }
      }
    }
    return best.candidate
  }

  /// The bins with enough rows, by effect; ties by bin.
  ///
  /// The effect is D / (H + cat_smooth), where D is the gradient beyond what so large a part of the node
  /// has on average: a mean that was also taken over `cat_smooth` rows without effect.
  func sortedBins() -> [(effect: Double, bin: Int)] {
    let mean = rules.gains.gradient(sums) / rules.hessian(sums)
    let bins = (0..<binCount).compactMap { bin -> (effect: Double, bin: Int)? in
      let here = lanes.sums(at: bin)
      guard here.hessian > 0, Double(here.count) >= rules.categories.smooth else { return nil }
      let hessian = rules.hessian(here)
      let denominator = hessian + rules.categories.smooth
      let deviation = rules.gains.gradient(here) - mean * hessian
      return (denominator > 0 ? deviation / denominator : 0, bin)
    }
    return bins.sorted { $0.effect != $1.effect ? $0.effect < $1.effect : $0.bin < $1.bin }
  }
}
