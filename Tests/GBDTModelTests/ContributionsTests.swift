import GBDTModel
import GBDTTestSupport
import Testing

@Suite struct ContributionsTests {
  /// Shapley values by their definition: every subset of the features.
  private func shapley(_ model: TrainedModel, _ rows: FeatureRows, row: Int, output: Int)
    -> [Double]
  {
    let naive = NaiveForest(model: model)
    let featureCount = model.features.count
    func expectation(_ tree: Tree, _ index: Int, _ known: Int) -> Double {
      switch tree.nodes[index] {
      case .leaf(let leaf): return leaf.value
      case .split(let split):
        if known >> split.feature & 1 == 1 {
          return expectation(
            tree, naive.takesThen(split, rows, row: row) ? index + 1 : split.elseIndex, known)
        }
        let (a, b) = (tree.nodes[index + 1].count, tree.nodes[split.elseIndex].count)
        return
          (Double(a) * expectation(tree, index + 1, known)
          + Double(b) * expectation(tree, split.elseIndex, known)) / Double(a + b)
      }
    }
    let values = (0..<(1 << featureCount)).map { known in
      model.trees.filter { $0.output == output }.reduce(0.0) { $0 + expectation($1, 0, known) }
    }
    func factorial(_ n: Int) -> Double { (1...max(n, 1)).reduce(1.0) { $0 * Double($1) } }
    return (0..<featureCount).map { feature in
      values.indices.filter { $0 >> feature & 1 == 0 }.reduce(0.0) { sum, known in
        let size = known.nonzeroBitCount
        let weight =
          factorial(size) * factorial(featureCount - size - 1) / factorial(featureCount)
        return sum + weight * (values[known | 1 << feature] - values[known])
      }
    }
  }

  @Test(arguments: 0..<12) func equalTheDefinitionOnAllSubsets(seed: UInt64) throws {
    var source = RandomModel(seed: seed)
    source.numericFeatures = 1 + Int(seed % 4)
    source.categoricalFeatures = Int(seed / 4)
    source.outputs = 1 + Int(seed % 2)
    source.iterations = 3
    source.splits = 15
    let model = source.model()
    let rows = source.rows(6)
    let found = try ForestPredictor(model: model).contributions(of: rows)
    let width = model.features.count + 1
    for row in 0..<rows.rowCount {
      for output in 0..<source.outputs {
        let start = (row * source.outputs + output) * width
        let expected = shapley(model, rows, row: row, output: output)
        for (feature, value) in expected.enumerated() {
          #expect(abs(found.values[start + feature] - value) < 1e-12)
        }
      }
    }
  }

  @Test(arguments: [1, 8, 40]) func addUpToTheRawScore(features: Int) throws {
    var source = RandomModel(seed: UInt64(features))
    source.numericFeatures = features
    source.iterations = 12
    source.splits = 100
    let model = source.model()
    let rows = source.rows(40)
    let predictor = ForestPredictor(model: model)
    let raw = try predictor.rawScores(of: rows, iterations: 11).values
    let one = try predictor.contributions(of: rows, iterations: 11)
    let width = one.featureCount + 1
    for row in 0..<rows.rowCount {
      let sum = one.values[(row * width)..<((row + 1) * width)].reduce(0, +)
      #expect(abs(sum - raw[row]) <= 1e-11 * max(1, abs(raw[row])))
    }
    let three = try predictor.contributions(of: rows, iterations: 11, threads: 3)
    #expect(one.values.map(\.bitPattern) == three.values.map(\.bitPattern))
  }

  @Test func addUpInTheDeepestTreesAndWithEmptyBranches() throws {
    // A chain: each test sends the row on, the other branch ends; two of three leaves without rows.
    let features = (0..<300).map { ModelFeature(name: "f\($0)", kind: .numeric) }
    var nodes: [TreeNode] = []
    for depth in 0..<Tree.maximumDepth {
      nodes.append(
        .split(
          SplitNode(
            feature: depth % 300, test: .atMost(Double(depth % 7)), missingTakesThen: false,
            gain: 1, count: 100, cover: 100, elseIndex: 2 * depth + 2)))
      nodes.append(
        .leaf(LeafNode(value: Double(depth % 13) - 6, count: depth % 3 == 0 ? 5 : 0, cover: 0)))
    }
    nodes.append(.leaf(LeafNode(value: 100, count: 7, cover: 7)))
    let tree = Tree(output: 0, nodes: nodes)
    let model = TrainedModel(features: features, trees: [tree], baseScore: [0.5])
    try ModelValidator.validate(model)
    let rows = FeatureRows(
      columns: (0..<300).map { feature in .numbers([100, Double(feature % 11), .nan]) },
      rowCount: 3)
    let predictor = ForestPredictor(model: model)
    let raw = try predictor.rawScores(of: rows).values
    let found = try predictor.contributions(of: rows)
    for row in 0..<3 {
      let sum = found.values[(row * 301)..<((row + 1) * 301)].reduce(0, +)
      #expect(abs(sum - raw[row]) <= 1e-9 * max(1, abs(raw[row])))
    }
  }
}
