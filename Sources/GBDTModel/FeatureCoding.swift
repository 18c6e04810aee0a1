internal import GBDTKernels

/// How feature values become the integer codes that the traversal kernel compares.
///
/// Each feature that some test asks for is a column of codes. A number's code is its rank among the
/// thresholds that the forest compares this feature with: `value <= threshold` and `code <= 1 + index of
/// the threshold` are the same statement. A category's code is 1 + its index, missing is 0.
struct FeatureCoding: Sendable {
  /// Column of each feature; nil for one that no test asks for.
  let columns: [Int?]
  /// The feature of each column, ascending.
  let features: [Int]
  /// Of each feature: ascending thresholds of its tests; empty for categorical ones.
  let thresholds: [[Double]]
  /// Of each feature: the code of each known category; empty for numeric ones.
  let categoryCodes: [[CategoryKey: UInt32]]
  let highestCode: Int

  init(features modelFeatures: [ModelFeature], trees: [Tree]) {
    var isUsed = [Bool](repeating: false, count: modelFeatures.count)
    var found = [[Double]](repeating: [], count: modelFeatures.count)
    for case .split(let split) in trees.lazy.flatMap(\.nodes) {
      isUsed[split.feature] = true
      if case .atMost(let threshold) = split.test { found[split.feature].append(threshold) }
    }
    features = isUsed.indices.filter { isUsed[$0] }
    var columns = [Int?](repeating: nil, count: modelFeatures.count)
    for (column, feature) in features.enumerated() { columns[feature] = column }
    self.columns = columns
    thresholds = found.map { values in
      values.sorted().reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }
    categoryCodes = modelFeatures.map { feature in
      guard case .categorical(let categories, _) = feature.kind else { return [:] }
      return Dictionary(
        uniqueKeysWithValues: categories.enumerated().map {
          (CategoryKey(text: $0.element), UInt32($0.offset + 1))
        })
    }
    highestCode = zip(thresholds, categoryCodes).reduce(1) {
      max($0, $1.0.count + 1, $1.1.count)
    }
  }

  /// The tests of `tree` on codes.
  func codeTree(_ tree: Tree) -> CodeTree {
    CodeTree(
      output: tree.output,
      nodes: tree.nodes.map { node in
        switch node {
        case .leaf(let leaf): .leaf(leaf.value)
        case .split(let split): codeNode(split)
        }
      })
  }

  private func codeNode(_ split: SplitNode) -> CodeNode {
    guard let column = columns[split.feature] else {
      preconditionFailure("a feature that is tested has a column")
    }
    switch split.test {
    case .atMost(let threshold):
      // Codes 1...index + 1 are true, and 0 when missing is.
      let index = UInt32(Self.rank(of: threshold, in: thresholds[split.feature]))
      return .range(
        column: column, low: split.missingTakesThen ? 0 : 1,
        limit: split.missingTakesThen ? index + 1 : index, elseIndex: split.elseIndex)
    case .isOneOf(let categories):
      let codes = (split.missingTakesThen ? [0] : []) + categories.map { UInt32($0) + 1 }
      return Self.test(
        column: column, codes: codes, codeCount: categoryCodes[split.feature].count + 1,
        elseIndex: split.elseIndex)
    }
  }

  /// A test for `codes`, ascending: a range where they or the others are neighbours, which is cheaper.
  private static func test(
    column: Int, codes: [UInt32], codeCount: Int, elseIndex: Int
  ) -> CodeNode {
    let (first, last) = (codes[0], codes[codes.count - 1])
    if Int(last - first) == codes.count - 1 {
      return .range(column: column, low: first, limit: last - first, elseIndex: elseIndex)
    }
    let bits = codes.reduce(into: [UInt32](repeating: 0, count: (codeCount + 31) / 32)) {
      $0[Int($1 / 32)] |= 1 << ($1 % 32)
    }
    if let gap = codes.indices.dropFirst().first(where: { codes[$0] != codes[$0 - 1] + 1 }) {
      // True from the code after the gap, around the end of the number range, to the one before it.
      let (after, before) = (codes[gap], codes[gap - 1])
      let isOnlyGap =
        first == 0 && Int(last) == codeCount - 1
        && Int(last - after) + 1 + gap == codes.count
      if isOnlyGap {
        return .range(column: column, low: after, limit: before &- after, elseIndex: elseIndex)
      }
    }
    return .set(column: column, bits: bits, elseIndex: elseIndex)
  }

  /// How many of the ascending `thresholds` are below `value`.
  static func rank(of value: Double, in thresholds: [Double]) -> Int {
    var (low, high) = (0, thresholds.count)
    while low < high {
      let middle = (low + high) / 2
      if thresholds[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
