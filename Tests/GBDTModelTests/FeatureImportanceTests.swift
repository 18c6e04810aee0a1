import GBDTModel
import GBDTTestSupport
import Testing

@Suite struct FeatureImportanceTests {
  @Test func sumsSplitsGainsAndCovers() {
    var source = RandomModel(seed: 21)
    let model = source.model()
    let importance = FeatureImportance.of(model)
    #expect(Set(importance.map(\.feature)) == Set(model.features.indices))
    for (before, after) in zip(importance, importance.dropFirst()) {
      #expect(before.gain >= after.gain)
    }
    for entry in importance {
      let splits = model.trees.flatMap(\.nodes).compactMap { node -> SplitNode? in
        if case .split(let split) = node, split.feature == entry.feature { split } else { nil }
      }
      #expect(entry.name == model.features[entry.feature].name)
      #expect(entry.splitCount == splits.count)
      #expect(abs(entry.gain - splits.reduce(0) { $0 + $1.gain }) < 1e-9)
      #expect(abs(entry.cover - splits.reduce(0) { $0 + $1.cover }) < 1e-9)
    }
  }

  @Test func unusedFeaturesComeLastInOrder() {
    let features = ["a", "b", "c"].map { ModelFeature(name: $0, kind: .numeric) }
    let model = TrainedModel(features: features, trees: [], baseScore: [0])
    #expect(FeatureImportance.of(model).map(\.name) == ["a", "b", "c"])
  }
}
