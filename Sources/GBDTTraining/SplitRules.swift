internal import GBDTParameters

/// Which splits are legal, what they gain, and what leaves are worth.
///
/// With G and H the sums of a node's gradients and hessians, and T(G) = sign(G) max(|G| -
/// lambda_l1, 0), a node scores T(G)^2 / (H + lambda_l2) and a split gains score(left) +
/// score(right) - score(node), computed in that order in doubles from exact integer sums: equal
/// bits everywhere. (Chen and Guestrin 2016, "XGBoost: A scalable tree boosting system", equations
/// 6 and 7, without the factor 1/2.)
struct SplitRules {
  let lambdaL1: Double
  let lambdaL2: Double
  let minGain: Double
  /// At least 1: a child without rows is no child.
  let minCount: Int64
  let minHessian: Double
  let maxDepth: Int
  let learningRate: Double
  let categories: CategoryRules
  /// What an integer of the gradient and of the hessian lane is worth.
  let gradientQuantum: Double
  let hessianQuantum: Double

  struct CategoryRules {
    let smooth: Double
    let lambdaL2: Double
    let maxCount: Int
    let maxOneHot: Int
    let minGroupCount: Int64
  }

  init(parameters: TrainParameters, grids: GradientStore.Grids, maximumDepth: Int) {
    lambdaL1 = parameters.lambdaL1
    lambdaL2 = parameters.lambdaL2
    minGain = parameters.minGainToSplit
    minCount = Int64(max(1, parameters.minDataInLeaf))
    minHessian = parameters.minSumHessianInLeaf
    maxDepth = parameters.maxDepth > 0 ? min(parameters.maxDepth, maximumDepth) : maximumDepth
    learningRate = parameters.learningRate
    categories = CategoryRules(
      smooth: parameters.catSmooth, lambdaL2: parameters.catL2,
      maxCount: parameters.maxCatThreshold,
      maxOneHot: parameters.maxCatToOnehot, minGroupCount: Int64(parameters.minDataPerGroup))
    gradientQuantum = grids.gradient.quantum
    hessianQuantum = grids.hessian.quantum
  }

  func gradient(_ sums: NodeSums) -> Double { Double(sums.gradient) * gradientQuantum }

  func hessian(_ sums: NodeSums) -> Double { Double(sums.hessian) * hessianQuantum }

  /// T(G).
  @inline(__always)
  func thresholded(_ gradient: Double) -> Double {
    if lambdaL1 == 0 { return gradient }
    let magnitude = max(abs(gradient) - lambdaL1, 0)
    return gradient < 0 ? -magnitude : magnitude
  }

  /// T(G)^2 / (H + l2).
  @inline(__always)
  func score(_ sums: NodeSums, lambdaL2: Double) -> Double {
    let gradient = thresholded(gradient(sums))
    return gradient * gradient / (hessian(sums) + lambdaL2)
  }

  /// Whether these rows may be a child.
  @inline(__always)
  func isLegal(_ sums: NodeSums, lambdaL2: Double) -> Bool {
    let hessian = hessian(sums)
    return sums.count >= minCount && hessian >= minHessian && hessian + lambdaL2 > 0
  }

  /// Whether some split of a node with these sums at this depth might be legal.
  func mightSplit(_ sums: NodeSums, depth: Int) -> Bool {
    depth < maxDepth && sums.count >= 2 * minCount
  }

  /// -T(G) / (H + lambda_l2) times the learning rate; 0 where there is nothing to divide by.
  func leafValue(_ sums: NodeSums) -> Double {
    let gradient = thresholded(gradient(sums))
    let denominator = hessian(sums) + lambdaL2
    if gradient == 0 || denominator <= 0 { return 0 }
    return -gradient / denominator * learningRate
  }
}
