internal import CGBDTKernels

/// Raw scores to predictions, in place.
package enum LinkKernel {
  /// e to the score drawn to -700...700: finite and above 0.
  package static func exp(
    _ scores: UnsafeMutableBufferPointer<Double>, variant: KernelVariant = .current
  ) {
    let kernel =
      switch variant {
      case .scalar: cgbdt_link_exp_scalar
      case .avx2: cgbdt_link_exp_avx2
      case .avx512: cgbdt_link_exp_avx512
      }
    kernel(scores.baseAddress, Int64(scores.count))
  }

  /// 1 / (1 + e^-score).
  package static func logistic(
    _ scores: UnsafeMutableBufferPointer<Double>, variant: KernelVariant = .current
  ) {
    let kernel =
      switch variant {
      case .scalar: cgbdt_link_logistic_scalar
      case .avx2: cgbdt_link_logistic_avx2
      case .avx512: cgbdt_link_logistic_avx512
      }
    kernel(scores.baseAddress, Int64(scores.count))
  }

  /// The softmax over the classes of each row.
  ///
  /// - Parameter scores: of class k and row r at k * rowCount + r.
  /// - Precondition: as many scores for each class.
  package static func softmax(
    _ scores: UnsafeMutableBufferPointer<Double>, classCount: Int,
    variant: KernelVariant = .current
  ) {
    precondition(scores.count.isMultiple(of: classCount), "as many scores for each class")
    let kernel =
      switch variant {
      case .scalar: cgbdt_link_softmax_scalar
      case .avx2: cgbdt_link_softmax_avx2
      case .avx512: cgbdt_link_softmax_avx512
      }
    // SAFETY: so many scores there are.
    kernel(scores.baseAddress, Int64(classCount), Int64(scores.count / classCount))
  }

  /// What `exp` does to one score, in plain Swift.
  package static func referenceExp(_ score: Double) -> Double {
    ScalarMath.exp(max(-700, min(700, score)))
  }

  /// What `logistic` does to one score, in plain Swift; `rest` is 1 less the chance, without loss of digits.
  package static func referenceLogistic(_ score: Double) -> (chance: Double, rest: Double) {
    let e = ScalarMath.exp(-abs(score))
    let large = 1 / (1 + e)
    let small = e * large
    return score >= 0 ? (large, small) : (small, large)
  }

  /// What `softmax` does to one row, in plain Swift.
  package static func referenceSoftmax(_ scores: [Double]) -> [Double] {
    let largest = scores.max() ?? 0
    let powers = scores.map { ScalarMath.exp($0 - largest) }
    let inverse = 1 / powers.reduce(0, +)
    return powers.map { $0 * inverse }
  }
}
