internal import CGBDTKernels

/// The steps of an exact selection over the values of rows: see cgbdt_quantile.h.
package enum QuantileKernel {
  /// values[i] = labels[row] - scores[row] for the rows of a set, ascending, with 0.0 for -0.0; the
  /// labels themselves without scores.
  ///
  /// - Parameters:
  ///   - labels: cover every row, as do scores.
  ///   - values: room for every row of the set; not a byte beyond is written.
  /// - Returns: the number of rows.
  package static func gather(
    _ rows: RowMasks, labels: UnsafePointer<Double>, scores: UnsafePointer<Double>?,
    into values: UnsafeMutablePointer<Double>, variant: KernelVariant = .current
  ) -> Int {
    let kernel =
      switch variant {
      case .scalar: cgbdt_quantile_gather_scalar
      case .avx2: cgbdt_quantile_gather_avx2
      case .avx512: cgbdt_quantile_gather_avx512
      }
    // SAFETY: the caller's labels and scores cover every row, and values have room.
    return Int(kernel(rows.words, rows.masks, Int64(rows.count), labels, scores, values))
  }

  /// The weights of the rows of a set, ascending: 1 without weights; divided by max(1, |label|) if
  /// there are labels. Otherwise as `gather`.
  package static func gatherWeights(
    _ rows: RowMasks, weights: UnsafePointer<Double>?, overLabels labels: UnsafePointer<Double>?,
    into rowWeights: UnsafeMutablePointer<Double>, variant: KernelVariant = .current
  ) -> Int {
    let kernel =
      switch variant {
      case .scalar: cgbdt_quantile_gather_weights_scalar
      case .avx2: cgbdt_quantile_gather_weights_avx2
      case .avx512: cgbdt_quantile_gather_weights_avx512
      }
    // SAFETY: the caller's weights and labels cover every row, and row weights have room.
    return Int(kernel(rows.words, rows.masks, Int64(rows.count), weights, labels, rowWeights))
  }

  /// Raises `highest` to the largest of the values and `highestNegated` to the largest of the negated
  /// ones. No value is NaN.
  package static func bound(
    _ values: UnsafeBufferPointer<Double>, highest: inout Double, highestNegated: inout Double,
    variant: KernelVariant = .current
  ) {
    let kernel =
      switch variant {
      case .scalar: cgbdt_quantile_bounds_scalar
      case .avx2: cgbdt_quantile_bounds_avx2
      case .avx512: cgbdt_quantile_bounds_avx512
      }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2) { bounds in
      bounds[0] = highest
      bounds[1] = highestNegated
      kernel(values.baseAddress, Int64(values.count), bounds.baseAddress)
      (highest, highestNegated) = (bounds[0], bounds[1])
    }
  }

  /// Candidates of a selection, and their weights unless each counts as 1.
  package struct Candidates {
    package let values: UnsafeMutablePointer<Double>
    package let weights: UnsafeMutablePointer<Double>?
    package let count: Int

    package init(
      values: UnsafeMutablePointer<Double>, weights: UnsafeMutablePointer<Double>?, count: Int
    ) {
      self.values = values
      self.weights = weights
      self.count = count
    }
  }

  /// Adds to `counts` the number of candidates in each bucket, and to `sums` their weights times
  /// `weightScale`, each rounded to the nearest integer, ties to even.
  ///
  /// - Precondition: weights times their scale are in 0...2^31 - 1.
  /// - Parameters:
  ///   - counts: one a bucket.
  ///   - sums: one a bucket; not touched without weights.
  package static func count(
    _ candidates: Candidates, weightScale: Double, buckets: QuantileBuckets,
    counts: UnsafeMutablePointer<Int64>, sums: UnsafeMutablePointer<Int64>,
    variant: KernelVariant = .current
  ) {
    let kernel =
      switch variant {
      case .scalar: cgbdt_quantile_count_scalar
      case .avx2: cgbdt_quantile_count_avx2
      case .avx512: cgbdt_quantile_count_avx512
      }
    withUnsafePointer(to: buckets.plan) { plan in
      kernel(
        candidates.values, candidates.weights, weightScale, Int64(candidates.count), plan, counts,
        sums)
    }
  }

  /// Moves the candidates in some buckets to the front, and returns how many they are.
  package static func keep(
    _ candidates: Candidates, in kept: ClosedRange<Int>, buckets: QuantileBuckets,
    variant: KernelVariant = .current
  ) -> Int {
    let kernel =
      switch variant {
      case .scalar: cgbdt_quantile_keep_scalar
      case .avx2: cgbdt_quantile_keep_avx2
      case .avx512: cgbdt_quantile_keep_avx512
      }
    return withUnsafePointer(to: buckets.plan) { plan in
      Int(
        kernel(
          candidates.values, candidates.weights, Int64(candidates.count), plan,
          Int32(kept.lowerBound), Int32(kept.upperBound)))
    }
  }

  /// The integer that `count` adds for a weight, in plain Swift.
  package static func integer(ofWeight weight: Double, scale: Double) -> Int64 {
    Int64((weight * scale).rounded(.toNearestOrEven))
  }
}
