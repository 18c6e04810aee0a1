import GBDTData
import GBDTModel
import GBDTParameters
import GBDTTestSupport
import GBDTTraining
import Testing

/// What processes send each other and how often they wait: the formulas of docs/DISTRIBUTED.md.
@Suite struct CollectiveCostTests {
  /// An exact sum on its way.
  private static let sumBytes = 8 * 70

  private static func run(seed: UInt64) -> RunCase {
    var run = RunCase(seed: seed, rowCount: 700)
    run.parameters = TrainParameters()
    run.parameters.numIterations = 5
    run.parameters.numLeaves = 64
    run.parameters.minDataInLeaf = 2
    run.parameters.metrics = [.rmse]
    return run
  }

  private static func depth(of tree: Tree) -> Int {
    var depths = [Int](repeating: 0, count: tree.nodes.count)
    for (index, node) in tree.nodes.enumerated() {
      guard case .split(let split) = node else { continue }
      for child in [index + 1, split.elseIndex] { depths[child] = depths[index] + 1 }
    }
    return depths.max() ?? 0
  }

  @Test(arguments: 0..<6) func largeBatchesTakeRoundsOfTheTreesDepth(seed: UInt64) throws {
    var growth = GrowthOptions()
    growth.batchSizes = 1 << 10...1 << 10
    let result = try Self.run(seed: seed).together(
      InProcessCluster(worldSize: 2), growth: growth)[0]
    #expect(result.counters.trees.count == result.trees.count)
    for (tree, cost) in zip(result.trees, result.counters.trees) {
      #expect(cost.rounds <= Self.depth(of: tree) + 2)
    }
  }

  @Test(arguments: 0..<6) func fewNodesAreExpandedInVain(seed: UInt64) throws {
    for (batchSize, limit) in [(1, 1), (4, 4), (8, 16)] {
      var growth = GrowthOptions()
      growth.batchSizes = batchSize...batchSize
      let result = try Self.run(seed: seed).together(
        InProcessCluster(worldSize: 2), growth: growth)[0]
      for cost in result.counters.trees { #expect(cost.wastedExpansions <= limit) }
    }
  }

  /// In a star every process sends the histograms that are built, and gets their sums.
  @Test(arguments: 0..<6) func aStarSendsTheHistogramsThatAreBuilt(seed: UInt64) throws {
    let run = Self.run(seed: seed)
    let laneCount = run.data.weights == nil ? 2 : 3
    let histogramBytes =
      8 * laneCount * run.data.features.reduce(0) { $0 + $1.mapper.binCount }
    for result in try run.together(InProcessCluster(worldSize: 3)) {
      for (place, cost) in result.counters.trees.enumerated() {
        // Maxima of gradients, hessians and batch size; the metrics of the tree before, or the
        // labels and weights of both sets and which of four roles their rows have.
        let others = 24 + (place == 0 ? 2 * (3 * Self.sumBytes + 4 * 8) : Self.sumBytes)
        let expected = UInt64(histogramBytes * cost.builtHistograms + others)
        #expect(cost.traffic.bytesSent == expected && cost.traffic.bytesReceived == expected)
        #expect(cost.traffic.rounds <= cost.rounds + (place == 0 ? 5 : 3))
      }
      let total = result.counters.traffic
      #expect(total.rounds >= result.counters.trees.reduce(0) { $0 + $1.traffic.rounds })
      #expect(total.waitSeconds > 0)
    }
  }

  /// Shares: a process sends all but its own share and gets its own from every other one.
  @Test func aScatterSendsAHistogramOnce() throws {
    let runs = (0..<20).lazy.map { Self.run(seed: $0) }
    let run = try #require(runs.first { $0.data.features.count == 4 })
    var growth = GrowthOptions()
    growth.starBytes = 0
    let laneCount = run.data.weights == nil ? 2 : 3
    let histogramBytes =
      8 * laneCount * run.data.features.reduce(0) { $0 + $1.mapper.binCount }
    let results = try run.together(InProcessCluster(worldSize: 5), growth: growth)
    for place in results[0].trees.indices {
      let costs = results.map { $0.counters.trees[place] }
      let sent = costs.reduce(0) { $0 + $1.traffic.bytesSent }
      // Of five processes' histograms four fifths are sent, and the splits of each node.
      let histograms = UInt64(4 * histogramBytes * costs[0].builtHistograms)
      #expect(sent >= histograms && sent <= histograms + 100_000)
      for cost in costs {
        #expect(cost.traffic.rounds <= 2 * cost.rounds + (place == 0 ? 5 : 3))
      }
    }
  }

  @Test func oneProcessExchangesNothing() throws {
    let result = try Self.run(seed: 1).alone().result
    #expect(result.counters.traffic == CollectiveTraffic())
    #expect(result.counters.trees.count == result.trees.count)
  }
}
