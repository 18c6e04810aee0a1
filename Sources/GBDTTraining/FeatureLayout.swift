internal import GBDTData
internal import GBDTKernels

/// Where each feature's bins lie in a histogram, and how features are put together for building
/// one.
///
/// A histogram has one entry a bin and lane: feature 0's bins, then feature 1's, and so on.
/// Byte-binned features are built in groups of up to 16 that share records; features of more than
/// 256 bins one by one.
struct FeatureLayout {
  struct Feature {
    let mapper: BinMapper
    /// Of a categorical feature; nil: numeric.
    let categoryCount: Int?
    let binCount: Int
    /// Entry of bin 0 in each lane.
    let binOffset: Int
    var isWide: Bool { binCount > 256 }
  }

  /// What one pass over a node's rows builds.
  enum Part {
    /// Byte-binned features, ascending.
    case group([Int])
    case wide(Int)
  }

  let features: [Feature]
  let parts: [Part]
  /// Entries of a lane.
  let binCount: Int

  init(features binned: [BinnedFeature]) {
    var features: [Feature] = []
    var offset = 0
    for feature in binned {
      let binCount = feature.mapper.binCount
      let categoryCount: Int? =
        if case .categorical(let bins) = feature.mapper { bins.categories.count } else { nil }
      features.append(
        Feature(
          mapper: feature.mapper, categoryCount: categoryCount, binCount: binCount,
          binOffset: offset))
      offset += binCount
    }
    let narrow = features.indices.filter { !features[$0].isWide }
    let groups = stride(from: 0, to: narrow.count, by: RecordGroup.maximumFeatureCount).map {
      Part.group(Array(narrow[$0..<min($0 + RecordGroup.maximumFeatureCount, narrow.count)]))
    }
    self.features = features
    binCount = offset
    parts = groups + features.indices.filter { features[$0].isWide }.map { Part.wide($0) }
  }

  /// The entries of `feature` in each lane.
  func bins(of feature: Int) -> Range<Int> {
    features[feature].binOffset..<features[feature].binOffset + features[feature].binCount
  }

  /// The features of `part`, ascending.
  func features(of part: Part) -> [Int] {
    switch part {
    case .group(let features): features
    case .wide(let feature): [feature]
    }
  }
}
