internal import CGBDTKernels

/// First and second derivatives of losses whose scores go through exp. The losses are stated in
/// `cgbdt_objectives.h`. Nothing written is NaN or infinite.
package enum DerivativeKernel {
  /// Cross entropy of a label in 0...1 and the logistic function of the score; labels above 1/2 count
  /// `positiveFactor` times, others `negativeFactor` times.
  package static func logistic(
    _ rows: DerivativeBuffers, positiveFactor: Double = 1, negativeFactor: Double = 1,
    variant: KernelVariant = .current
  ) {
    let kernel =
      switch variant {
      case .scalar: cgbdt_gradient_logistic_scalar
      case .avx2: cgbdt_gradient_logistic_avx2
      case .avx512: cgbdt_gradient_logistic_avx512
      }
    // SAFETY: all arrays have equal lengths.
    kernel(
      rows.scores.baseAddress, rows.labels.baseAddress, rows.weights?.baseAddress,
      Int64(rows.count), positiveFactor, negativeFactor, rows.gradients.baseAddress,
      rows.hessians.baseAddress)
  }

  /// As `logistic`, of the label 1 where the label is `positive`, else 0.
  package static func oneVersusAll(
    _ rows: DerivativeBuffers, positive: Double, positiveFactor: Double, negativeFactor: Double,
    variant: KernelVariant = .current
  ) {
    let kernel =
      switch variant {
      case .scalar: cgbdt_gradient_one_vs_all_scalar
      case .avx2: cgbdt_gradient_one_vs_all_avx2
      case .avx512: cgbdt_gradient_one_vs_all_avx512
      }
    // SAFETY: all arrays have equal lengths.
    kernel(
      rows.scores.baseAddress, rows.labels.baseAddress, rows.weights?.baseAddress,
      Int64(rows.count), positive, positiveFactor, negativeFactor, rows.gradients.baseAddress,
      rows.hessians.baseAddress)
  }

  /// Poisson's loss of the rate e^score; hessians are multiplied by `hessianFactor`.
  package static func poisson(
    _ rows: DerivativeBuffers, hessianFactor: Double, variant: KernelVariant = .current
  ) {
    let kernel =
      switch variant {
      case .scalar: cgbdt_gradient_poisson_scalar
      case .avx2: cgbdt_gradient_poisson_avx2
      case .avx512: cgbdt_gradient_poisson_avx512
      }
    // SAFETY: all arrays have equal lengths.
    kernel(
      rows.scores.baseAddress, rows.labels.baseAddress, rows.weights?.baseAddress,
      Int64(rows.count), hessianFactor, rows.gradients.baseAddress, rows.hessians.baseAddress)
  }

  /// The gamma distribution's loss of the mean e^score.
  package static func gamma(_ rows: DerivativeBuffers, variant: KernelVariant = .current) {
    let kernel =
      switch variant {
      case .scalar: cgbdt_gradient_gamma_scalar
      case .avx2: cgbdt_gradient_gamma_avx2
      case .avx512: cgbdt_gradient_gamma_avx512
      }
    // SAFETY: all arrays have equal lengths.
    kernel(
      rows.scores.baseAddress, rows.labels.baseAddress, rows.weights?.baseAddress,
      Int64(rows.count), rows.gradients.baseAddress, rows.hessians.baseAddress)
  }

  /// The Tweedie distribution's loss of the mean e^score.
  ///
  /// - Parameter power: of the variance, in 1...2.
  package static func tweedie(
    _ rows: DerivativeBuffers, power: Double, variant: KernelVariant = .current
  ) {
    let kernel =
      switch variant {
      case .scalar: cgbdt_gradient_tweedie_scalar
      case .avx2: cgbdt_gradient_tweedie_avx2
      case .avx512: cgbdt_gradient_tweedie_avx512
      }
    // SAFETY: all arrays have equal lengths.
    kernel(
      rows.scores.baseAddress, rows.labels.baseAddress, rows.weights?.baseAddress,
      Int64(rows.count), power, rows.gradients.baseAddress, rows.hessians.baseAddress)
  }

  /// Negative logarithm of the label's probability, by softmax of the scores of all classes.
  ///
  /// - Parameters:
  ///   - scores: of class k at k * scoreStride.
  ///   - labels: whole numbers in 0..<classCount.
  ///   - gradients: `classCount` a label, those of class k at k * labels.count; likewise `hessians`.
  package static func softmax(
    scores: UnsafeBufferPointer<Double>, scoreStride: Int, classCount: Int,
    labels: UnsafeBufferPointer<Double>, weights: UnsafeBufferPointer<Double>?,
    hessianFactor: Double, gradients: UnsafeMutableBufferPointer<Double>,
    hessians: UnsafeMutableBufferPointer<Double>, variant: KernelVariant = .current
  ) {
    let count = labels.count
    precondition(
      classCount >= 1 && scoreStride >= count
        && scores.count >= (classCount - 1) * scoreStride + count
        && weights?.count ?? count == count && gradients.count == classCount * count
        && hessians.count == classCount * count,
      "a score, gradient and hessian for each class, and a weight, a label")
    let kernel =
      switch variant {
      case .scalar: cgbdt_gradient_softmax_scalar
      case .avx2: cgbdt_gradient_softmax_avx2
      case .avx512: cgbdt_gradient_softmax_avx512
      }
    // SAFETY: lengths were checked above.
    kernel(
      scores.baseAddress, Int64(scoreStride), Int64(classCount), labels.baseAddress,
      weights?.baseAddress, Int64(count), hessianFactor, gradients.baseAddress,
      hessians.baseAddress)
  }
}
