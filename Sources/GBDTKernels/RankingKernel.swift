internal import CGBDTKernels

/// Pairs of a query's rows, for ranking; formulas stand in `cgbdt_ranking.h`.
package enum RankingKernel {
  /// How pairs count.
  package struct Rule: Sendable {
    /// Pairs have a row among so many first.
    let truncation: Int
    /// Of the logistic function of score differences.
    let steepness: Double
    /// On the change of NDCG; the inverse of the largest DCG.
    let scale: Double
    /// Whether far pairs count less.
    let isByDistance: Bool

    package init(truncation: Int, steepness: Double, scale: Double, isByDistance: Bool) {
      self.truncation = truncation
      self.steepness = steepness
      self.scale = scale
      self.isByDistance = isByDistance
    }
  }

  /// Gradients and hessians of LambdaRank for rows in descending order of scores.
  ///
  /// - Parameters:
  ///   - discounts: by rank, not ascending; at least one a row.
  ///   - scratch: at least two entries a row, overwritten.
  /// - Returns: twice the sum of the pairs' lambdas.
  /// - Precondition: a gain, gradient and hessian a score; no buffer overlaps another.
  package static func pairs(
    scores: UnsafeBufferPointer<Double>, gains: UnsafeBufferPointer<Double>,
    discounts: UnsafeBufferPointer<Double>, rule: Rule,
    gradients: UnsafeMutableBufferPointer<Double>, hessians: UnsafeMutableBufferPointer<Double>,
    scratch: UnsafeMutableBufferPointer<Double>, variant: KernelVariant = .current
  ) -> Double {
    let count = scores.count
    precondition(
      gains.count == count && discounts.count >= count && gradients.count == count
        && hessians.count == count && scratch.count >= 2 * count, "as many of each as rows")
    let kernel =
      switch variant {
      case .scalar: cgbdt_rank_pairs_scalar
      case .avx2: cgbdt_rank_pairs_avx2
      case .avx512: cgbdt_rank_pairs_avx512
      }
    // SAFETY: lengths were checked above.
    return kernel(
      scores.baseAddress, gains.baseAddress, discounts.baseAddress, Int64(count),
      Int64(rule.truncation), rule.steepness, rule.scale, rule.isByDistance ? 1 : 0,
      gradients.baseAddress, hessians.baseAddress, scratch.baseAddress)
  }

  /// The sum along eight lanes, joined in order.
  package static func laneSum(
    _ values: UnsafeBufferPointer<Double>, variant: KernelVariant = .current
  ) -> Double {
    let kernel =
      switch variant {
      case .scalar: cgbdt_lane_sum_scalar
      case .avx2: cgbdt_lane_sum_avx2
      case .avx512: cgbdt_lane_sum_avx512
      }
    return kernel(values.baseAddress, Int64(values.count))
  }
}
