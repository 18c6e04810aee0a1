internal import CGBDTKernels

/// Which splits are legal, and what they gain.
///
/// With G and H the sums of a node's gradients and hessians, and T(G) = sign(G) max(|G| -
/// lambda_l1, 0), a node scores T(G)^2 / (H + lambda_l2) and a split gains score(left) +
/// score(right) - score(node), computed in that order in doubles from exact integer sums: equal
/// bits everywhere. (Chen and Guestrin 2016, "XGBoost: A scalable tree boosting system", equations
/// 6 and 7, without the factor 1/2.)
package struct GainRules: BitwiseCopyable {
  /// What an integer of the gradient and of the hessian lane is worth.
  package let gradientQuantum: Double
  package let hessianQuantum: Double
  package let lambdaL1: Double
  package let lambdaL2: Double
  /// A split gains more than this.
  package let minGain: Double
  /// Of each child.
  package let minHessian: Double
  /// Of each child. At least 1: a child without rows is no child.
  package let minCount: Int64

  /// - Precondition: nothing is NaN or negative.
  package init(
    gradientQuantum: Double, hessianQuantum: Double, lambdaL1: Double, lambdaL2: Double,
    minGain: Double, minHessian: Double, minCount: Int
  ) {
    self.gradientQuantum = gradientQuantum
    self.hessianQuantum = hessianQuantum
    self.lambdaL1 = lambdaL1
    self.lambdaL2 = lambdaL2
    self.minGain = minGain
    self.minHessian = minHessian
    self.minCount = Int64(max(1, minCount))
  }

  var forC: cgbdt_gain_rules {
    cgbdt_gain_rules(
      gradient_quantum: gradientQuantum, hessian_quantum: hessianQuantum, lambda_l1: lambdaL1,
      lambda_l2: lambdaL2, min_gain: minGain, min_hessian: minHessian, min_count: minCount)
  }

  package func gradient(_ sums: NodeSums) -> Double { Double(sums.gradient) * gradientQuantum }

  package func hessian(_ sums: NodeSums) -> Double { Double(sums.hessian) * hessianQuantum }

  /// T(G).
  package func thresholded(_ gradient: Double) -> Double {
    if lambdaL1 == 0 { return gradient }
    let magnitude = max(abs(gradient) - lambdaL1, 0)
    return gradient < 0 ? -magnitude : magnitude
  }

  /// T(G)^2 / (H + l2).
  ///
  /// - Parameter doubt: what is taken off G.
  package func score(_ sums: NodeSums, lambdaL2: Double, doubt: Double = 0) -> Double {
    let gradient = thresholded(gradient(sums) - doubt)
    return gradient * gradient / (hessian(sums) + lambdaL2)
  }

  /// Whether these rows may be a child.
  package func isLegal(_ sums: NodeSums, lambdaL2: Double) -> Bool {
    let hessian = hessian(sums)
    return sums.count >= minCount && hessian >= minHessian && hessian + lambdaL2 > 0
  }
}
