internal import CGBDTKernels

/// Finding the best cut of a node by one numeric feature.
package enum CutKernel {
  package struct Cut: Equatable, BitwiseCopyable {
    package let gain: Double
    /// Bins 1...bin go left.
    package let bin: Int
    /// Whether missing values, bin 0, go left; false where they have no say.
    package let missingLeft: Bool
    /// Of the rows that go left.
    package let left: NodeSums
  }

  /// The best cut "value at most a cut point"; nil: none is legal and gains more than `minGain`.
  ///
  /// Of equal gains the one at the lowest bin, and there the one with missing rows on the right. A
  /// bin without rows, or with rows of weight 0 only, makes no other cut than the bin below it: it
  /// is skipped. So a cut has values on its left, and "is missing" is tested by the last. Missing
  /// rows that weigh nothing have no say: they go where the sum of hessians is larger, to the left
  /// on a tie.
  ///
  /// Cost: where every hessian is 1 and no row is missing, 0.5 to 0.8 ns a bin with AVX-512, 1 to
  /// 2 ns with AVX2.
  ///
  /// - Parameters:
  ///   - lanes: from the feature's bin 0, of `binCount` entries; counts and hessians are not
  ///     negative, a bin without rows has sums of 0, and any sum of entries fits 64 bits.
  ///   - node: the sums of all bins.
  package static func best(
    lanes: HistogramLanes, binCount: Int, node: NodeSums, rules: GainRules,
    variant: KernelVariant = .current
  ) -> Cut? {
    var sums = cgbdt_node_sums(gradient: node.gradient, hessian: node.hessian, count: node.count)
    var rules = rules.forC
    let (gradients, hessians, counts) = (lanes.gradients, lanes.hessians, lanes.counts)
    let bins = Int64(binCount)
    // SAFETY: the caller's lanes have `binCount` entries.
    let cut =
      switch variant {
      case .scalar: cgbdt_cut_search_scalar(gradients, hessians, counts, bins, &sums, &rules)
      case .avx2: cgbdt_cut_search_avx2(gradients, hessians, counts, bins, &sums, &rules)
      case .avx512: cgbdt_cut_search_avx512(gradients, hessians, counts, bins, &sums, &rules)
      }
    guard cut.bin > 0 else { return nil }
    return Cut(
      gain: cut.gain, bin: Int(cut.bin), missingLeft: cut.missing_left == 1,
      left: NodeSums(
        gradient: cut.left.gradient, hessian: cut.left.hessian, count: cut.left.count))
  }
}
