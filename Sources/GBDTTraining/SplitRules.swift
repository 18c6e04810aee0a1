internal import GBDTKernels
internal import GBDTObjectives
internal import GBDTParameters

/// Which splits are legal, what they gain, and what leaves are worth.
struct SplitRules {
  let gains: GainRules
  let maxDepth: Int
  let learningRate: Double
  let categories: CategoryRules
  let stepLimit: StepLimit

  struct CategoryRules {
    let smooth: Double
    let lambdaL2: Double
    let maxCount: Int
    let maxOneHot: Int
    let minGroupCount: Int64
  }

  init(
    parameters: TrainParameters, learningRate: Double, grids: GradientStore.Grids,
    maximumDepth: Int, stepLimit: StepLimit = .none
  ) {
    self.stepLimit = stepLimit
    gains = GainRules(
      gradientQuantum: grids.gradient.quantum, hessianQuantum: grids.hessian.quantum,
      lambdaL1: parameters.lambdaL1, lambdaL2: parameters.lambdaL2,
      minGain: max(parameters.minGainToSplit, 0), minHessian: parameters.minSumHessianInLeaf,
      minCount: parameters.minDataInLeaf)
    maxDepth = parameters.maxDepth > 0 ? min(parameters.maxDepth, maximumDepth) : maximumDepth
    self.learningRate = learningRate
    categories = CategoryRules(
      smooth: parameters.catSmooth, lambdaL2: parameters.catL2,
      maxCount: parameters.maxCatThreshold,
      maxOneHot: parameters.maxCatToOnehot, minGroupCount: Int64(parameters.minDataPerGroup))
  }

  func hessian(_ sums: NodeSums) -> Double { gains.hessian(sums) }

  /// Whether some split of a node with these sums at this depth might be legal.
  func mightSplit(_ sums: NodeSums, depth: Int) -> Bool {
    depth < maxDepth && sums.count >= 2 * gains.minCount
  }

  /// What is added to H in gain and value of the children of a split: `lambda_l2`, and `cat_l2` where it is by
  /// sets of many categories, which are chosen by the same rows.
  ///
  /// - Parameter categoryCount: of the feature; nil: it is numeric.
  func lambdaL2(ofChildrenOfSplitsBy categoryCount: Int?) -> Double {
    guard let categoryCount, categoryCount > categories.maxOneHot else { return gains.lambdaL2 }
    return gains.lambdaL2 + categories.lambdaL2
  }

  /// As above, of a split on bins.
  func lambdaL2(ofChildrenOf split: Split) -> Double {
    guard case .flags(let flags) = split.test else { return gains.lambdaL2 }
    return lambdaL2(ofChildrenOfSplitsBy: flags.count - 1)
  }

  /// -T(G) / (H + lambdaL2) times the learning rate, within the limit of the objective's steps; 0 where there
  /// is nothing to divide by.
  func leafValue(_ sums: NodeSums, lambdaL2: Double) -> Double {
    let gradient = gains.thresholded(gains.gradient(sums))
    let denominator = gains.hessian(sums) + lambdaL2
    if gradient == 0 || denominator <= 0 { return 0 }
    return stepLimit.limited(-gradient / denominator, learningRate: learningRate)
  }
}
