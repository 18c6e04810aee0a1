internal import GBDTData
internal import GBDTKernels

/// Where each feature's bins lie in a histogram, and how features are put together for building
/// one.
///
/// A histogram has one entry a bin and lane: feature 0's bins, then feature 1's, and so on.
/// Byte-binned features are built in groups that share records of up to 16 slots, several features
/// of few bins in one slot; features of more than 256 bins one by one.
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
    /// The byte-binned features of each slot.
    case group(slots: [[Int]])
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
    let slots = Self.slots(of: features.indices.filter { !features[$0].isWide }) {
      features[$0].binCount
    }
    let groups = stride(from: 0, to: slots.count, by: RecordGroup.maximumSlotCount).map {
      Part.group(slots: Array(slots[$0..<min($0 + RecordGroup.maximumSlotCount, slots.count)]))
    }
    self.features = features
    binCount = offset
    parts = groups + features.indices.filter { features[$0].isWide }.map { Part.wide($0) }
  }

  /// The entries of `feature` in each lane.
  func bins(of feature: Int) -> Range<Int> {
    features[feature].binOffset..<features[feature].binOffset + features[feature].binCount
  }

  /// The features of `part`.
  func features(of part: Part) -> [Int] {
    switch part {
    case .group(let slots): slots.flatMap(\.self)
    case .wide(let feature): [feature]
    }
  }

  /// Histogram updates that a row costs in `part`.
  func updates(of part: Part) -> Int {
    switch part {
    case .group(let slots): slots.count
    case .wide: 1
    }
  }

  /// Puts features together as long as the combinations of their bins fit a byte: each, those of
  /// most bins first, into the first slot that has room.
  private static func slots(of features: [Int], binCount: (Int) -> Int) -> [[Int]] {
    var slots: [(features: [Int], codeCount: Int)] = []
    let order = features.sorted {
      let (a, b) = (binCount($0), binCount($1))
      return a != b ? a > b : $0 < $1
    }
    for feature in order {
      let bins = binCount(feature)
      if let slot = slots.firstIndex(where: {
        $0.codeCount * bins <= RecordGroup.maximumCodeCount
      }) {
        slots[slot].features.append(feature)
        slots[slot].codeCount *= bins
      } else {
        slots.append(([feature], bins))
      }
    }
    return slots.map(\.features)
  }
}
