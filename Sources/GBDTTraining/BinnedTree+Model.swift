internal import GBDTData
internal import GBDTKernels
internal import GBDTModel

extension BinnedTree {
  /// A tree of a model, for rows that were binned by the features of `layout`.
  ///
  /// - Throws: if its tests are not on bounds of bins, or it is no tree: then it was grown on other
  ///   rows.
  init(_ tree: Tree, layout: FeatureLayout) throws(TrainingError) {
    var nodes: [Node] = []
    var depths = [Int](repeating: 0, count: tree.nodes.count)
    for (index, node) in tree.nodes.enumerated() {
      switch node {
      case .leaf(let leaf): nodes.append(.leaf(value: leaf.value))
      case .split(let split):
        let children = (left: index + 1, right: split.elseIndex)
        guard layout.features.indices.contains(split.feature),
          children.right > children.left && children.right < tree.nodes.count,
          depths[index] < Tree.maximumDepth,
          let test = layout.features[split.feature].binTest(
            of: split.test, missingLeft: split.missingTakesThen)
        else {
          throw .data(
            "Training cannot go on from a tree that tests feature \(split.feature) where its bins "
              + "have no bound: the trees belong to other rows or parameters. Start anew.")
        }
        for child in [children.left, children.right] { depths[child] = depths[index] + 1 }
        nodes.append(
          .split(
            feature: split.feature, test: test, left: children.left, right: children.right))
      }
    }
    self.init(nodes: nodes)
  }
}

extension FeatureLayout.Feature {
  /// The test on bins that a model's test on values is; nil if it is not one.
  func binTest(of test: SplitNode.Test, missingLeft: Bool) -> BinTest? {
    switch (test, mapper) {
    case (.atMost(let threshold), .numeric(let bins)):
      let low = missingLeft ? 0 : 1
      // That every value passes: see `SplitFinder`.
      if threshold == .greatestFiniteMagnitude { return .range(low: low, high: binCount - 1) }
      let place = bins.cutPoints.partitioningIndex { $0 >= threshold }
      guard place < bins.cutPoints.count, bins.cutPoints[place] == threshold else { return nil }
      return .range(low: low, high: place + 1)
    case (.isOneOf(let categories), .categorical(let bins)):
      var flags = [UInt8](repeating: 0, count: binCount)
      flags[0] = missingLeft ? 1 : 0
      for category in categories {
        guard bins.categories.indices.contains(Int(category)) else { return nil }
        flags[Int(category) + 1] = 1
      }
      return .flags(flags)
    default: return nil
    }
  }
}

extension Array {
  /// The first index whose element satisfies the predicate, which all after it do; else the count.
  fileprivate func partitioningIndex(where predicate: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if predicate(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
