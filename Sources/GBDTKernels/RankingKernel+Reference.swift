// The plain twins of the kernels in `ranking.c`: the same operations in the same order.
extension RankingKernel {
  package static func referenceLaneSum(_ values: some Sequence<Double>) -> Double {
    var sums = [Double](repeating: 0, count: 8)
    for (place, value) in values.enumerated() { sums[place % 8] += value }
    return sums.dropFirst().reduce(sums[0], +)
  }

  package static func referencePairs(
    scores: [Double], gains: [Double], discounts: [Double], rule: Rule
  ) -> (gradients: [Double], hessians: [Double], total: Double) {
    var gradients = [Double](repeating: 0, count: scores.count)
    var hessians = gradients
    var total = 0.0
    for i in scores.indices.prefix(rule.truncation) {
      var lambdas: [Double] = []
      var seconds: [Double] = []
      for j in scores.indices.dropFirst(i + 1) {
        let gap = gains[i] - gains[j]
        let distance = scores[i] - scores[j]
        let divisor = rule.isByDistance ? 0.01 + distance : 1
        let change = abs(gap) * (discounts[i] - discounts[j]) * rule.scale / divisor
        let (chance, rest) = LinkKernel.referenceLogistic(
          rule.steepness * (gap > 0 ? -distance : distance))
        let lambda = rule.steepness * change * chance
        lambdas.append(gap > 0 ? lambda : -lambda)
        seconds.append(rule.steepness * rest * lambda)
        gradients[j] += gap > 0 ? lambda : -lambda
        hessians[j] += rule.steepness * rest * lambda
      }
      gradients[i] -= referenceLaneSum(lambdas)
      hessians[i] += referenceLaneSum(seconds)
      total += referenceLaneSum(lambdas.map { abs($0) })
    }
    return (gradients, hessians, 2 * total)
  }
}
