internal import CGBDTKernels

/// Gradients of objectives over a block of rows, and their fixed-point form.
package enum GradientKernel {
  /// gradients = (scores - labels) * weights, each operation rounded once; no factor without
  /// weights.
  ///
  /// - Precondition: all buffers have as many entries as `gradients`.
  package static func squaredError(
    scores: UnsafeBufferPointer<Double>, labels: UnsafeBufferPointer<Double>,
    weights: UnsafeBufferPointer<Double>?, gradients: UnsafeMutableBufferPointer<Double>,
    variant: KernelVariant = .current
  ) {
    let count = gradients.count
    precondition(
      scores.count == count && labels.count == count && weights?.count ?? count == count,
      "one score, label and weight a gradient")
    // SAFETY: lengths were checked above.
    let kernel =
      switch variant {
      case .scalar: cgbdt_gradient_squared_error_scalar
      case .avx2: cgbdt_gradient_squared_error_avx2
      case .avx512: cgbdt_gradient_squared_error_avx512
      }
    kernel(
      scores.baseAddress, labels.baseAddress, weights?.baseAddress, Int64(count),
      gradients.baseAddress)
  }

  /// The largest magnitude, 0 for no values. No value is NaN.
  package static func maxMagnitude(
    _ values: UnsafeBufferPointer<Double>, variant: KernelVariant = .current
  ) -> Double {
    let kernel =
      switch variant {
      case .scalar: cgbdt_max_magnitude_scalar
      case .avx2: cgbdt_max_magnitude_avx2
      case .avx512: cgbdt_max_magnitude_avx512
      }
    return kernel(values.baseAddress, Int64(values.count))
  }

  /// quantised[stride * i] = values[i] * scale to the nearest integer, ties to even.
  ///
  /// - Precondition: `scale` is a power of two and every result fits 31 bits and a sign.
  package static func quantise(
    _ values: UnsafeBufferPointer<Double>, scale: Double, stride: Int,
    into quantised: UnsafeMutablePointer<Int32>, variant: KernelVariant = .current
  ) {
    let kernel =
      switch variant {
      case .scalar: cgbdt_quantise_scalar
      case .avx2: cgbdt_quantise_avx2
      case .avx512: cgbdt_quantise_avx512
      }
    // SAFETY: the caller has room for values.count entries at distance `stride`.
    kernel(values.baseAddress, Int64(values.count), scale, Int64(stride), quantised)
  }

  /// What `quantise` does to one value, in plain Swift.
  package static func referenceQuantise(_ value: Double, scale: Double) -> Int32 {
    Int32((value * scale).rounded(.toNearestOrEven))
  }

  /// scores[row] += value for each of `rows`.
  package static func add(
    _ value: Double, to scores: UnsafeMutablePointer<Double>, rows: RowMasks
  ) {
    // SAFETY: the caller's scores cover every row.
    cgbdt_scores_add(rows.words, rows.masks, Int64(rows.count), value, scores)
  }
}
