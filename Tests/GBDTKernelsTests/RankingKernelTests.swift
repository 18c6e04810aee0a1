import GBDTKernels
import GBDTTestSupport
import Testing

@Suite struct RankingKernelTests {
  @Test(arguments: KernelVariant.supported)
  func sumsGoAlongEightLanes(variant: KernelVariant) {
    var random = SeededRandom(seed: 65)
    for count in Array(0...67) + [1001] {
      let values = (0..<count).map { _ in Double.random(in: -1e9...1e9, using: &random) }
      let sum = values.withUnsafeBufferPointer { RankingKernel.laneSum($0, variant: variant) }
      #expect(sum == RankingKernel.referenceLaneSum(values))
    }
  }

  @Test(arguments: KernelVariant.supported)
  func pairsHaveTheBitsOfThePlainTwin(variant: KernelVariant) {
    var random = SeededRandom(seed: 66)
    for count in Array(0...67) + [200] {
      let scores = (0..<count).map { _ in
        random.chance(0.1) ? 2 : Double.random(in: -5...5, using: &random)
      }.sorted(by: >)
      let gains = (0..<count).map { _ in Double(Int.random(in: 0...3, using: &random)) }
      let discounts = (0..<count).map { 1 / Double($0 + 1) }
      for (truncation, isByDistance) in [(3, true), (1000, false)] {
        let rule = RankingKernel.Rule(
          truncation: truncation, steepness: 1.3, scale: 0.4, isByDistance: isByDistance)
        let expected = RankingKernel.referencePairs(
          scores: scores, gains: gains, discounts: discounts, rule: rule)
        var gradients = [Double](repeating: .nan, count: count)
        var (hessians, scratch) = (gradients, gradients + gradients)
        let total = scores.withUnsafeBufferPointer { scores in
          gains.withUnsafeBufferPointer { gains in
            discounts.withUnsafeBufferPointer { discounts in
              gradients.withUnsafeMutableBufferPointer { gradients in
                hessians.withUnsafeMutableBufferPointer { hessians in
                  scratch.withUnsafeMutableBufferPointer {
                    RankingKernel.pairs(
                      scores: scores, gains: gains, discounts: discounts, rule: rule,
                      gradients: gradients, hessians: hessians, scratch: $0, variant: variant)
                  }
                }
              }
            }
          }
        }
        #expect(gradients == expected.gradients)
        #expect(hessians == expected.hessians)
        #expect(total == expected.total)
      }
    }
  }
}
