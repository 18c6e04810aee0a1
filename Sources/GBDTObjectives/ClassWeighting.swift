/// What positive and negative rows count for, beside their weights.
package struct ClassWeighting: Sendable {
  /// `scale_pos_weight`.
  let scalePosWeight: Double
  /// `is_unbalance`.
  let isUnbalance: Bool
  /// On both.
  let lossFactor: Double

  struct Factors: Sendable {
    let positive: Double
    let negative: Double
  }

  package init(scalePosWeight: Double = 1, isUnbalance: Bool = false, lossFactor: Double = 1) {
    self.scalePosWeight = scalePosWeight
    self.isUnbalance = isUnbalance
    self.lossFactor = lossFactor
  }

  /// - Parameters: sums of the weights of all positive and of all negative rows.
  func factors(positive: Double, negative: Double) -> Factors {
    var (onPositive, onNegative) = (scalePosWeight, 1.0)
    if isUnbalance, positive > 0, negative > 0 {
      if positive > negative {
        onNegative = positive / negative
      } else {
        onPositive *= negative / positive
      }
    }
    return Factors(positive: onPositive * lossFactor, negative: onNegative * lossFactor)
  }
}
