internal import GBDTKernels
package import GBDTParameters

/// LambdaMART: pairs of a query's rows with different labels push each other apart, by the change of NDCG
/// that swapping them would make (Burges 2010, "From RankNet to LambdaRank to LambdaMART: an overview").
///
/// For rows h and l, h having the better label, with d = score[h] - score[l] and s = `sigmoid`:
///
///     lambda = s * |change of NDCG| / (1 + e^(s d))
///
/// is added to the gradient of l and taken from that of h; lambda * s / (1 + e^(-s d)) is added to both
/// hessians. The loss whose derivatives these are, with the changes held fixed, is the sum over pairs of
/// |change of NDCG| * log(1 + e^(-s d)). Pairs need one row among the `lambdarank_truncation_level` best by
/// score, and so counts the largest DCG; equal scores rank as rows lie. With `lambdarank_norm` a pair's
/// change is divided by 0.01 + |d|, unless all scores are equal, and the derivatives of a query by S /
/// log2(1 + S), S being the sum of the absolute lambdas of all rows, as in LightGBM. All is multiplied by the
/// row's weight in the end. The base score is 0: only differences matter.
package struct LambdaRankObjective: Objective {
  package let name = ObjectiveName.lambdarank
  package let link = Link.identity
  package let outputCount = 1
  package let hasConstantHessian = false
  package let isGrouped = true
  private let gains: RankGains
  private let discounts = RankDiscounts()
  private let truncationLevel: Int
  private let isNormalised: Bool
  private let steepness: Double

  /// - Parameters:
  ///   - gains: `label_gain`.
  ///   - sigmoid: above 0.
  package init(
    gains: [Double] = [], truncationLevel: Int = 30, isNormalised: Bool = true, sigmoid: Double = 1
  ) {
    self.gains = RankGains(gains)
    self.truncationLevel = truncationLevel
    self.isNormalised = isNormalised
    steepness = sigmoid
  }

  package func complaint(about label: Double) -> String? { gains.complaint(about: label) }

  package func baseScores(of summary: LabelSummary) -> [Double] { [0] }

  package func writeGradients(
    of rows: LabelledRows, gradients: UnsafeMutableBufferPointer<Double>,
    hessians: UnsafeMutableBufferPointer<Double>?
  ) {
    guard let hessians else { preconditionFailure("hessians that differ by row are written") }
    let count = rows.count
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: count) { order in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: 7 * count) { memory in
        memory.initialize(repeating: 0)
        let query = SortedQuery(
          memory: memory, order: order, rows: rows, gains: gains, discounts: discounts)
        let factor = writePairs(of: query)
        for (place, row) in order.enumerated() {
          let scale = factor * (rows.weights?[Int(row)] ?? 1)
          gradients[Int(row)] = query.gradients[place] * scale
          hessians[Int(row)] = query.hessians[place] * scale
        }
      }
    }
  }

  /// - Returns: what the query's derivatives are to be multiplied by.
  private func writePairs(of query: SortedQuery) -> Double {
    let largest = query.largestDCG(truncationLevel: truncationLevel)
    guard largest > 0, let best = query.scores.first, let worst = query.scores.last else {
      return 0
    }
    let total = RankingKernel.pairs(
      scores: UnsafeBufferPointer(query.scores), gains: UnsafeBufferPointer(query.gains),
      discounts: UnsafeBufferPointer(query.discounts),
      rule: RankingKernel.Rule(
        truncation: truncationLevel, steepness: steepness, scale: 1 / largest,
        isByDistance: isNormalised && best != worst),
      gradients: query.gradients, hessians: query.hessians, scratch: query.scratch)
    guard isNormalised, total > 0 else { return 1 }
    return UnaryFunction.log(1 + total) / RankDiscounts.ln2 / total
  }
}

/// A query's rows in descending order of their scores, equal ones as they lie.
private struct SortedQuery {
  let scores: UnsafeMutableBufferPointer<Double>
  let gains: UnsafeMutableBufferPointer<Double>
  let discounts: UnsafeMutableBufferPointer<Double>
  let gradients: UnsafeMutableBufferPointer<Double>
  let hessians: UnsafeMutableBufferPointer<Double>
  /// Two entries a row.
  let scratch: UnsafeMutableBufferPointer<Double>

  /// - Parameters:
  ///   - memory: seven entries a row.
  ///   - order: becomes the row at each place.
  init(
    memory: UnsafeMutableBufferPointer<Double>, order: UnsafeMutableBufferPointer<Int32>,
    rows: LabelledRows, gains rowGains: RankGains, discounts rankDiscounts: RankDiscounts
  ) {
    let count = rows.count
    let part = { (first: Int, length: Int) in
      UnsafeMutableBufferPointer(rebasing: memory[first * count..<(first + length) * count])
    }
    scores = part(0, 1)
    gains = part(1, 1)
    discounts = part(2, 1)
    gradients = part(3, 1)
    hessians = part(4, 1)
    scratch = part(5, 2)
    _ = order.initialize(from: 0..<Int32(count))
    let rowScores = rows.scores
    var order = order
    order.sort { first, second in
      let (a, b) = (rowScores[Int(first)], rowScores[Int(second)])
      return a != b ? a > b : first < second
    }
    for (place, row) in order.enumerated() {
      scores[place] = rowScores[Int(row)]
      gains[place] = rowGains[rows.labels[Int(row)]]
      discounts[place] = rankDiscounts[place]
    }
  }

  /// The DCG of the best order, as far as the truncation level. Uses the scratch.
  func largestDCG(truncationLevel: Int) -> Double {
    var ideal = UnsafeMutableBufferPointer(rebasing: scratch[0..<gains.count])
    _ = ideal.update(fromContentsOf: gains)
    ideal.sort(by: >)
    var sum = 0.0
    for place in 0..<min(truncationLevel, ideal.count) { sum += ideal[place] * discounts[place] }
    return sum
  }
}
