import GBDTModel
import GBDTSchema
import GBDTTool
import Testing

@Suite struct TreeTextTests {
  @Test func treeIsIfElse() {
    let tree = Tree(
      output: 0,
      nodes: [
        .split(
          SplitNode(
            feature: 0, test: .atMost(3.25), missingTakesThen: false, gain: 812.5, count: 10,
            cover: 10, elseIndex: 4)),
        .split(
          SplitNode(
            feature: 1, test: .isOneOf([0, 2]), missingTakesThen: true, gain: 4.5, count: 4,
            cover: 4, elseIndex: 3)),
        .leaf(LeafNode(value: 0.125, count: 3, cover: 3)),
        .leaf(LeafNode(value: -0.5, count: 1, cover: 1)),
        .leaf(LeafNode(value: 1.75, count: 6, cover: 6)),
      ])
    let model = TrainedModel(
      objective: ObjectiveDescription(name: "regression", link: "identity"), baseScore: [0],
      schema: Schema(columns: []),
      recipe: Recipe(
        label: nil, weight: nil, types: [], dropRowsWhere: [], features: [], categorical: []),
      features: [
        ModelFeature(name: "km", kind: .numeric),
        ModelFeature(
          name: "zone", kind: .categorical(categories: ["1", "5", "7"], unseen: .missing)),
      ], trees: [tree], parameters: .object([]), history: .object([]), data: .object([]),
      selfTest: [])
    #expect(
      TreeText.lines(of: 0, in: model) == """
        if km <= 3.25  (missing: else; gain 812.5, 10 rows)
          then if zone in ["1", "7"]  (missing: then; gain 4.5, 4 rows)
            then leaf 0.125  (3 rows)
            else leaf -0.5  (1 rows)
          else leaf 1.75  (6 rows)

        """)
  }
}
