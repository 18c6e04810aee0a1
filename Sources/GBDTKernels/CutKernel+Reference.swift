extension CutKernel {
  /// What `best` finds, in plain Swift: the twin that tests hold the kernels against.
  package static func referenceBest(
    lanes: HistogramLanes, binCount: Int, node: NodeSums, rules: GainRules
  ) -> Cut? {
    var best: Cut?
    let nodeScore = rules.score(node, lambdaL2: rules.lambdaL2)
    func consider(bin: Int, missingLeft: Bool, left: NodeSums) {
      let right = node - left
      guard rules.isLegal(left, lambdaL2: rules.lambdaL2),
        rules.isLegal(right, lambdaL2: rules.lambdaL2)
      else { return }
      let gain =
        rules.score(left, lambdaL2: rules.lambdaL2) + rules.score(right, lambdaL2: rules.lambdaL2)
        - nodeScore
      guard gain > best?.gain ?? rules.minGain, gain.isFinite else { return }
      best = Cut(gain: gain, bin: bin, missingLeft: missingLeft, left: left)
    }
    var below = NodeSums()
    for bin in 1..<max(1, binCount) {
      let here = lanes.sums(at: bin)
      below = below + here
      if here.hessian == 0 { continue }
      let missing = lanes.sums(at: 0)
      if missing.hessian > 0 {
        consider(bin: bin, missingLeft: false, left: below)
        consider(bin: bin, missingLeft: true, left: below + missing)
      } else {
        let isLeft = below.outweighs(node - below)
        consider(bin: bin, missingLeft: false, left: isLeft ? below + missing : below)
      }
    }
    return best
  }
}
