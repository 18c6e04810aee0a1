import GBDTModel
import GBDTSchema

extension TrainedModel {
  /// One test of one feature; 1 where it is true, else -1.
  static func oneSplit(feature: ModelFeature, test: SplitNode.Test) -> TrainedModel {
    let tree = Tree(
      output: 0,
      nodes: [
        .split(
          SplitNode(
            feature: 0, test: test, missingTakesThen: false, gain: 1, count: 4, cover: 4,
            elseIndex: 2)),
        .leaf(LeafNode(value: 1, count: 1, cover: 1)),
        .leaf(LeafNode(value: -1, count: 3, cover: 3)),
      ])
    return TrainedModel(features: [feature], trees: [tree], baseScore: [0])
  }

  /// A model whose recipe takes the columns as they are.
  init(features: [ModelFeature], trees: [Tree], baseScore: [Double]) {
    self.init(
      objective: ObjectiveDescription(name: "regression", link: "identity"), baseScore: baseScore,
      schema: Schema(
        columns: features.map {
          ColumnSchema(name: $0.name, type: $0.kind == .numeric ? .number : .category)
        }),
      recipe: Recipe(
        label: nil, weight: nil, types: [], dropRowsWhere: [],
        features: features.map { Recipe.Feature(name: $0.name, expression: "`\($0.name)`") },
        categorical: []),
      features: features, trees: trees, parameters: .object([]), history: .object([]),
      data: .object([]), selfTest: [])
  }
}
