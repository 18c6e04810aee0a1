import GBDTTestSupport
import Testing

@testable import GBDTTraining

@Suite struct BestFirstPlanTests {
  /// A random complete tree in heap order: node i's children are 2i + 1 and 2i + 2.
  private struct Forest {
    let gains: [Double?]
    var expanded: Set<Int> = []

    init(using random: inout SeededRandom) {
      // Few distinct gains, so that ties abound.
      gains = (0..<127).map { _ in
        random.chance(0.1) ? nil : Double(Int.random(in: 1...6, using: &random))
      }
    }

    func plan(splitLimit: Int, knowsAll: Bool = false) -> BestFirstPlan {
      BestFirstPlan(root: 0, splitLimit: splitLimit) { index in
        let isKnown = (knowsAll || expanded.contains(index)) && 2 * index + 2 < gains.count
        return BestFirstPlan.Node(
          gain: 2 * index + 2 < gains.count ? gains[index] : nil,
          children: isKnown ? (2 * index + 1, 2 * index + 2) : nil)
      }
    }
  }

  @Test(arguments: [1, 2, 3, 8, 64])
  func batchesEndInTheSequentialTree(batchSize: Int) {
    for seed in 0..<200 {
      var random = SeededRandom(seed: UInt64(seed))
      var forest = Forest(using: &random)
      let splitLimit = Int.random(in: 1...40, using: &random)
      let sequential = forest.plan(splitLimit: splitLimit, knowsAll: true)
      var seenInPlan: Set<Int> = []
      var dropped: Set<Int> = []
      while true {
        let plan = forest.plan(splitLimit: splitLimit)
        // What was evaluated and not chosen is never chosen later.
        #expect(dropped.isDisjoint(with: plan.splits))
        seenInPlan.formUnion(plan.splits)
        let evaluated = forest.expanded.flatMap { [2 * $0 + 1, 2 * $0 + 2] } + [0]
        dropped.formUnion(evaluated.filter { !plan.splits.contains($0) })
        if plan.unexpanded.isEmpty {
          #expect(plan.splits == sequential.splits)
          break
        }
        for index in plan.unexpanded.prefix(batchSize) { forest.expanded.insert(index) }
      }
    }
  }

  @Test func tiesGoToTheEarlierCreation() {
    let plan = BestFirstPlan(root: 0, splitLimit: 10) { index in
      BestFirstPlan.Node(gain: 1, children: index < 3 ? (2 * index + 1, 2 * index + 2) : nil)
    }
    #expect(plan.splits == [0, 1, 2, 3, 4, 5, 6])
    #expect(plan.unexpanded == [3, 4, 5, 6])
  }
}
