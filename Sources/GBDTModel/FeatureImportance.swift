internal import GBDTCore

/// How much a feature did for a forest.
package struct FeatureImportance: Sendable, Equatable {
  package let feature: Int
  package let name: String
  /// Tests of the feature in all trees.
  package let splitCount: Int
  /// Sums over those tests.
  package let gain: Double
  package let cover: Double

  /// Of every feature, unused ones too: by descending gain, then descending split count, then feature
  /// number.
  package static func of(_ model: TrainedModel) -> [FeatureImportance] {
    var splitCounts = [Int](repeating: 0, count: model.features.count)
    var gains = [ExactSum](repeating: ExactSum(), count: model.features.count)
    var covers = gains
    for case .split(let split) in model.trees.lazy.flatMap(\.nodes) {
      splitCounts[split.feature] += 1
      gains[split.feature].add(split.gain)
      covers[split.feature].add(split.cover)
    }
    return model.features.indices
      .map {
        FeatureImportance(
          feature: $0, name: model.features[$0].name, splitCount: splitCounts[$0],
          gain: gains[$0].value, cover: covers[$0].value)
      }
      .sorted {
        ($0.gain, $0.splitCount, $1.feature) > ($1.gain, $1.splitCount, $0.feature)
      }
  }
}
