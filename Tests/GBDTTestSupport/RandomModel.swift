package import GBDTModel
internal import GBDTSchema

/// Random valid models, and rows for them, from a seed.
package struct RandomModel {
  package var random: SeededRandom
  package var numericFeatures = 3
  package var categoricalFeatures = 2
  package var categories = 40
  package var outputs = 1
  package var iterations = 5
  package var splits = 20
  package var unseen = UnseenCategoryPolicy.missing
  /// Numbers come from a grid this fine, so that rows hit thresholds exactly.
  package var grid = 8.0

  package init(seed: UInt64) { random = SeededRandom(seed: seed) }

  package mutating func model() -> TrainedModel {
    let names = featureNames
    let features = names.enumerated().map { index, name in
      ModelFeature(
        name: name,
        kind: index < numericFeatures
          ? .numeric
          : .categorical(
            categories: (0..<categories).map { "c\($0)" }
              .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }, unseen: unseen))
    }
    let schema = Schema(
      columns: names.enumerated().map {
        ColumnSchema(name: $1, type: $0 < numericFeatures ? .number : .category)
      } + [ColumnSchema(name: "target", type: .number)])
    let recipe = Recipe(
      label: "target", weight: nil, types: [], dropRowsWhere: ["target < 0"],
      features: names.map { Recipe.Feature(name: $0, expression: "`\($0)`") }, categorical: [])
    let trees = (0..<(iterations * outputs)).map { tree(output: $0 % outputs) }
    return TrainedModel(
      objective: ObjectiveDescription(name: "regression", link: "identity"),
      baseScore: (0..<outputs).map { _ in number() / 3 }, schema: schema, recipe: recipe,
      features: features, trees: trees,
      parameters: .object([
        JSONMember("num_leaves", .integer(31)), JSONMember("learning_rate", .number(0.1)),
      ]),
      history: .object([
        JSONMember("stop_reason", .string("completed")),
        JSONMember("best_iteration", .integer(Int64(iterations))),
        JSONMember(
          "metrics",
          .array([
            .object([
              JSONMember("set", .string("valid")), JSONMember("name", .string("rmse")),
              JSONMember("values", .array([.number(1.5), .number(0.75)])),
            ])
          ])),
      ]),
      data: .object([
        JSONMember("rows_read", .integer(1000)), JSONMember("rows_dropped", .integer(10)),
        JSONMember("rows_training", .integer(790)), JSONMember("rows_validation", .integer(200)),
        JSONMember("valid_fraction", .number(0.2)), JSONMember("fingerprint", .string("00ff")),
      ]), selfTest: [])
  }

  private var featureNames: [String] {
    (0..<numericFeatures).map { "number \($0)" }
      + (0..<categoricalFeatures).map { "category \"\($0)\"" }
  }

  /// A tree whose splits are spread at random; counts add up.
  package mutating func tree(output: Int) -> Tree {
    var nodes: [TreeNode] = []
    grow(splits: splits, count: UInt64(splits + 1) * 10, into: &nodes)
    return Tree(output: output, nodes: nodes)
  }

  /// Rows with missing values and, among categories, some that the model does not know.
  package mutating func rows(_ count: Int, unseenShare: Double = 0.05) -> FeatureRows {
    var columns: [FeatureColumn] = []
    for _ in 0..<numericFeatures {
      columns.append(.numbers((0..<count).map { _ in random.chance(0.1) ? .nan : number() }))
    }
    for _ in 0..<categoricalFeatures {
      let dictionary = (0..<categories).map { "c\($0)" }.shuffled(using: &random) + ["new"]
      let codes = (0..<count).map { _ in
        random.chance(0.1)
          ? -1
          : random.chance(unseenShare)
            ? Int32(categories) : Int32.random(in: 0..<Int32(categories), using: &random)
      }
      columns.append(.categories(codes: codes, dictionary: dictionary))
    }
    return FeatureRows(columns: columns, rowCount: count)
  }

  private mutating func number() -> Double {
    (Double.random(in: -3...3, using: &random) * grid).rounded() / grid
  }

  private mutating func grow(splits: Int, count: UInt64, into nodes: inout [TreeNode]) {
    let cover = random.chance(0.5) ? Double(count) : Double(count) * 0.25
    guard splits > 0 else {
      let value = Double.random(in: -1...1, using: &random)
      nodes.append(.leaf(LeafNode(value: value, count: count, cover: cover)))
      return
    }
    let place = nodes.count
    nodes.append(.leaf(LeafNode(value: 0, count: 0, cover: 0)))
    let thenSplits = Int.random(in: 0..<splits, using: &random)
    let elseSplits = splits - 1 - thenSplits
    let thenCount = UInt64(thenSplits + 1) * (count / UInt64(splits + 1))
    grow(splits: thenSplits, count: thenCount, into: &nodes)
    let elseIndex = nodes.count
    grow(splits: elseSplits, count: count - thenCount, into: &nodes)
    let feature = Int.random(in: 0..<(numericFeatures + categoricalFeatures), using: &random)
    nodes[place] = .split(
      SplitNode(
        feature: feature, test: test(of: feature), missingTakesThen: random.chance(0.5),
        gain: Double.random(in: 0...100, using: &random), count: count, cover: cover,
        elseIndex: elseIndex))
  }

  private mutating func test(of feature: Int) -> SplitNode.Test {
    if feature < numericFeatures { return .atMost(number()) }
    let all = Array(0..<Int32(categories))
    // One category, all but one, and anything between.
    let share = [0.02, 0.3, 0.98].randomElement(using: &random) ?? 0.3
    let chosen = all.filter { _ in random.chance(share) }
    return .isOneOf(chosen.isEmpty ? [all[all.count / 2]] : chosen)
  }
}
