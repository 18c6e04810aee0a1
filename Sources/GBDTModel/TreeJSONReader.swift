internal import GBDTSchema

/// Reads one tree from nested if-else.
struct TreeJSONReader {
  private let features: [String: (index: Int, feature: ModelFeature)]
  /// Of each feature: index of each category; empty for numeric ones.
  private let categories: [[CategoryKey: Int32]]

  /// - Throws: `ModelError` for features whose names or categories are not distinct.
  init(features: [ModelFeature]) throws(ModelError) {
    try ModelValidator.checkDistinct(features.map(\.name), in: "features")
    for feature in features { try ModelValidator.validate(feature) }
    self.features = Dictionary(
      uniqueKeysWithValues: features.enumerated().map { ($1.name, ($0, $1)) })
    categories = features.map { feature in
      guard case .categorical(let categories, _) = feature.kind else { return [:] }
      return Dictionary(
        uniqueKeysWithValues: categories.enumerated().map {
          (CategoryKey(text: $1), Int32($0))
        })
    }
  }

  /// Nothing recurses; trees deeper than `Tree.maximumDepth` are refused.
  func tree(_ reader: JSONReader) throws(JSONError) -> Tree {
    let object = try reader.object(keys: ["output", "root"])
    let output = try object.required("output").integer(in: 0...Int(Int32.max))
    var nodes: [TreeNode] = []
    // Branches still to be read, the next one last; an `else` branch knows its split.
    var open = [Branch(reader: try object.required("root"), split: nil, depth: 0)]
    while let branch = open.popLast() {
      if let split = branch.split, case .split(let node) = nodes[split] {
        nodes[split] = .split(node.with(elseIndex: nodes.count))
      }
      if case .object(let members) = branch.reader.value,
        members.contains(where: { $0.key == "leaf" })
      {
        nodes.append(.leaf(try leaf(branch.reader)))
        continue
      }
      guard branch.depth < Tree.maximumDepth else {
        throw branch.reader.error("the tree is deeper than \(Tree.maximumDepth) tests")
      }
      let object = try branch.reader.object(
        keys: ["if", "gain", "count", "cover", "then", "else"])
      nodes.append(.split(try split(object)))
      open.append(
        Branch(
          reader: try object.required("else"), split: nodes.count - 1, depth: branch.depth + 1))
      open.append(
        Branch(reader: try object.required("then"), split: nil, depth: branch.depth + 1))
    }
    return Tree(output: output, nodes: nodes)
  }

  private struct Branch {
    let reader: JSONReader
    let split: Int?
    let depth: Int
  }

  private func leaf(_ reader: JSONReader) throws(JSONError) -> LeafNode {
    let object = try reader.object(keys: ["leaf", "count", "cover"])
    return LeafNode(
      value: try object.required("leaf").double(), count: try count(object),
      cover: try object.required("cover").double())
  }

  private func split(_ object: JSONObjectReader) throws(JSONError) -> SplitNode {
    let condition = try object.required("if").object(keys: ["feature", "le", "in", "missing"])
    let name = try condition.required("feature")
    guard let (index, feature) = features[try name.string()] else {
      throw name.error("`\(try name.string())` is not one of the features")
    }
    let test: SplitNode.Test
    switch feature.kind {
    case .numeric:
      if condition.optional("in") != nil {
        throw condition.reader.error("the feature is numeric: expected `le`, found `in`")
      }
      test = .atMost(try condition.required("le").double())
    case .categorical:
      if condition.optional("le") != nil {
        throw condition.reader.error("the feature is categorical: expected `in`, found `le`")
      }
      test = .isOneOf(try categories(try condition.required("in"), of: index))
    }
    return SplitNode(
      feature: index, test: test, missingTakesThen: try condition.required("missing").bool(),
      gain: try object.required("gain").double(), count: try count(object),
      cover: try object.required("cover").double(), elseIndex: 0)
  }

  /// Indices in ascending order, whatever the order in the text.
  private func categories(
    _ reader: JSONReader, of feature: Int
  ) throws(JSONError) -> [Int32] {
    var indices: [Int32] = []
    for element in try reader.array() {
      guard let index = categories[feature][CategoryKey(text: try element.string())] else {
        throw element.error("`\(try element.string())` is not one of the feature's categories")
      }
      indices.append(index)
    }
    return indices.sorted()
  }

  private func count(_ object: JSONObjectReader) throws(JSONError) -> UInt64 {
    try object.required("count").integer(in: 0...ModelValidator.highestCount)
  }
}
