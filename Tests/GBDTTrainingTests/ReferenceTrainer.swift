import GBDTCore
import GBDTData
import GBDTModel
import GBDTParameters

/// Training as one would explain it on a blackboard: rows in arrays, one node after the other,
/// every sum taken anew over the rows. Slow, and written without a look at how the real one does
/// it; only the order of floating-point operations in gains and leaf values is that of the
/// documentation.
struct ReferenceTrainer {
  let data: RandomDataset
  let parameters: TrainParameters

  private struct Sums: Equatable {
    var gradient: Int64 = 0
    var hessian: Int64 = 0
    var count: Int64 = 0
  }

  private struct Rule {
    let feature: Int
    let gain: Double
    /// Whether each bin goes left, missing first.
    var goesLeft: [Bool]
    let threshold: Double?
  }

  private final class Node {
    let rows: [Int]
    let depth: Int
    let creation: Int
    var rule: Rule?
    var children: (Node, Node)?
    init(rows: [Int], depth: Int, creation: Int) {
      (self.rows, self.depth, self.creation) = (rows, depth, creation)
    }
  }

  // Of the iteration in progress.
  private var gradients: [Int64] = []
  private var hessians: [Int64] = []
  private var gradientQuantum = 1.0
  private var hessianQuantum = 1.0

  init(data: RandomDataset, parameters: TrainParameters) {
    self.data = data
    self.parameters = parameters
  }

  mutating func train() -> (baseScore: Double, trees: [Tree]) {
    var (labels, weights) = (ExactSum(), ExactSum())
    for row in 0..<data.rowCount {
      labels.add(weight(row) * data.labels[row])
      weights.add(weight(row))
    }
    let base = labels.value / weights.value
    var trees: [Tree] = []
    var bag = Array(0..<data.rowCount)
    for iteration in 0..<parameters.numIterations {
      quantise(trees: trees, base: base)
      if parameters.baggingFreq > 0, iteration % parameters.baggingFreq == 0 {
        bag = drawBag(iteration)
      }
      let root = grow(bag, features: drawFeatures(iteration))
      if root.children == nil {
        if bag.count == data.rowCount && parameters.baggingFreq == 0
          && parameters.featureFraction == 1
        {
          break
        }
        let total = sums(bag)
        trees.append(
          Tree(
            output: 0,
            nodes: [
              .leaf(LeafNode(value: 0, count: UInt64(total.count), cover: hessian(total)))
            ]))
        continue
      }
      var nodes: [TreeNode] = []
      append(root, lambdaL2: parameters.lambdaL2, to: &nodes)
      trees.append(Tree(output: 0, nodes: nodes))
    }
    return (base, trees)
  }

  // MARK: - Rows

  private func weight(_ row: Int) -> Double { data.weights?[row] ?? 1 }

  private mutating func quantise(trees: [Tree], base: Double) {
    let values = (0..<data.rowCount).map { row -> Double in
      let difference =
        data.rawScore(row: row, base: base, trees: trees) - data.labels[row]
      return data.weights.map { difference * $0[row] } ?? difference
    }
    let bits = data.weights == nil ? 23 : 31
    gradientQuantum = Self.quantum(values, bits: bits)
    gradients = values.map { Int64(($0 / gradientQuantum).rounded(.toNearestOrEven)) }
    if let weights = data.weights {
      hessianQuantum = Self.quantum(weights, bits: bits)
      hessians = weights.map { Int64(($0 / hessianQuantum).rounded(.toNearestOrEven)) }
    } else {
      hessians = [Int64](repeating: 1, count: data.rowCount)
    }
  }

  /// The smallest power of two on whose grid no value exceeds 2^bits - 1.
  private static func quantum(_ values: [Double], bits: Int) -> Double {
    let largest = values.map { abs($0) }.max() ?? 0
    if largest <= 0x1p-960 { return 1 }
    let limit = Double((1 << bits) - 1)
    var quantum = 0x1p-1000
    while (largest / quantum).rounded(.toNearestOrEven) > limit { quantum *= 2 }
    return quantum
  }

  private func drawBag(_ iteration: Int) -> [Int] {
    let hash = CounterHash(seed: parameters.seed, purpose: .bagging)
      .atIteration(UInt64(iteration))
    guard let threshold = CounterHash.threshold(fraction: parameters.baggingFraction) else {
      return Array(0..<data.rowCount)
    }
    return (0..<data.rowCount).filter { hash.value(data.rowNumbers[$0]) < threshold }
  }

  private func drawFeatures(_ iteration: Int) -> [Int] {
    let count = data.features.count
    let hash = CounterHash(seed: parameters.seed, purpose: .featureFraction)
      .atIteration(UInt64(iteration))
    let wanted = max(1, Int((parameters.featureFraction * Double(count)).rounded()))
    return Array(
      (0..<count).sorted { hash.value(UInt64($0)) < hash.value(UInt64($1)) }.prefix(wanted)
        .sorted())
  }

  // MARK: - Growth

  private func grow(_ rows: [Int], features: [Int]) -> Node {
    let root = Node(rows: rows, depth: 0, creation: 0)
    root.rule = bestRule(root, features: features)
    var leaves = [root]
    var created = 1
    while leaves.count < parameters.numLeaves {
      var best: Node?
      for leaf in leaves {
        guard let gain = leaf.rule?.gain else { continue }
        if let known = best, let knownGain = known.rule?.gain,
          knownGain > gain || (knownGain == gain && known.creation < leaf.creation)
        {
          continue
        }
        best = leaf
      }
      guard let node = best, let rule = node.rule else { break }
      let isLeft = { (row: Int) in rule.goesLeft[data.bins[rule.feature][row]] }
      let left = Node(rows: node.rows.filter(isLeft), depth: node.depth + 1, creation: created)
      let right = Node(
        rows: node.rows.filter { !isLeft($0) }, depth: node.depth + 1, creation: created + 1)
      created += 2
      left.rule = bestRule(left, features: features)
      right.rule = bestRule(right, features: features)
      node.children = (left, right)
      leaves.removeAll { $0 === node }
      leaves += [left, right]
    }
    return root
  }

  private func append(_ node: Node, lambdaL2: Double, to nodes: inout [TreeNode]) {
    let total = sums(node.rows)
    guard let (left, right) = node.children, let rule = node.rule else {
      let gradient = thresholded(gradient(total))
      let denominator = hessian(total) + lambdaL2
      let value =
        gradient == 0 || denominator == 0 ? 0 : -gradient / denominator * parameters.learningRate
      nodes.append(
        .leaf(LeafNode(value: value, count: UInt64(total.count), cover: hessian(total))))
      return
    }
    let place = nodes.count
    nodes.append(.leaf(LeafNode(value: 0, count: 0, cover: 0)))
    // A set among more than `max_cat_to_onehot` categories.
    let isSubset =
      rule.threshold == nil && rule.goesLeft.count - 1 > parameters.maxCatToOnehot
    let childLambdaL2 = parameters.lambdaL2 + (isSubset ? parameters.catL2 : 0)
    append(left, lambdaL2: childLambdaL2, to: &nodes)
    let elseIndex = nodes.count
    append(right, lambdaL2: childLambdaL2, to: &nodes)
    let test: SplitNode.Test =
      if let threshold = rule.threshold {
        .atMost(threshold)
      } else {
        .isOneOf(rule.goesLeft.indices.filter { $0 > 0 && rule.goesLeft[$0] }.map { Int32($0 - 1) })
      }
    nodes[place] = .split(
      SplitNode(
        feature: rule.feature, test: test, missingTakesThen: rule.goesLeft[0], gain: rule.gain,
        count: UInt64(total.count), cover: hessian(total), elseIndex: elseIndex))
  }

  // MARK: - Splits

  private func bestRule(_ node: Node, features: [Int]) -> Rule? {
    let depthLimit = parameters.maxDepth > 0 ? parameters.maxDepth : 512
    if node.depth >= depthLimit { return nil }
    var best: Rule?
    for feature in features {
      let rule: Rule? =
        switch data.features[feature].mapper {
        case .numeric(let bins): bestCut(node.rows, feature, bins)
        case .categorical(let bins):
          bins.categories.count <= parameters.maxCatToOnehot
            ? bestOneBin(node.rows, feature) : bestSubset(node.rows, feature)
        }
      if let rule, rule.gain > best?.gain ?? 0 { best = rule }
    }
    return best
  }

  private func bestCut(_ rows: [Int], _ feature: Int, _ bins: NumericBins) -> Rule? {
    let column = data.bins[feature]
    let last = bins.cutPoints.count + 1
    let hasMissing = rows.contains { column[$0] == 0 && hessians[$0] > 0 }
    var best: Rule?
    for bin in 1...last {
      // A bin without weight is no place for a cut.
      guard rows.contains(where: { column[$0] == bin && hessians[$0] > 0 }) else { continue }
      for missingLeft in hasMissing ? [false, true] : [false] {
        let goesLeft = (0...last).map { $0 == 0 ? missingLeft : $0 <= bin }
        let threshold = bin == last ? Double.greatestFiniteMagnitude : bins.cutPoints[bin - 1]
        consider(
          Rule(feature: feature, gain: 0, goesLeft: goesLeft, threshold: threshold), rows,
          lambdaL2: parameters.lambdaL2, best: &best)
      }
    }
    return best
  }

  private func bestOneBin(_ rows: [Int], _ feature: Int) -> Rule? {
    var best: Rule?
    let binCount = data.features[feature].mapper.binCount
    for bin in 0..<binCount
    where rows.contains(where: { data.bins[feature][$0] == bin && hessians[$0] > 0 }) {
      consider(
        Rule(
          feature: feature, gain: 0, goesLeft: (0..<binCount).map { $0 == bin }, threshold: nil),
        rows, lambdaL2: parameters.lambdaL2, best: &best)
    }
    return best
  }

  private func bestSubset(_ rows: [Int], _ feature: Int) -> Rule? {
    let binCount = data.features[feature].mapper.binCount
    let lambdaL2 = parameters.lambdaL2 + parameters.catL2
    let node = sums(rows)
    let mean = gradient(node) / hessian(node)
    var used: [(effect: Double, bin: Int, sums: Sums)] = []
    for bin in 0..<binCount {
      let here = sums(rows.filter { data.bins[feature][$0] == bin })
      guard here.hessian > 0, Double(here.count) >= parameters.catSmooth else { continue }
      let denominator = hessian(here) + parameters.catSmooth
      let deviation = gradient(here) - mean * hessian(here)
      used.append((denominator > 0 ? deviation / denominator : 0, bin, here))
    }
    used.sort { $0.effect != $1.effect ? $0.effect < $1.effect : $0.bin < $1.bin }
    var best: Rule?
    for order in [used, used.reversed()] {
      var goesLeft = [Bool](repeating: false, count: binCount)
      var inGroup = 0
      var effects = 0.0
      for (place, entry) in order.enumerated()
      where place < parameters.maxCatThreshold && place < (used.count + 1) / 2 {
        goesLeft[entry.bin] = true
        inGroup += Int(entry.sums.count)
        effects += entry.effect
        let left = sums(rows.filter { goesLeft[data.bins[feature][$0]] })
        let rightCount = rows.count - Int(left.count)
        if rightCount < max(1, parameters.minDataInLeaf, parameters.minDataPerGroup) { break }
        guard isLegal(left, lambdaL2: lambdaL2), inGroup >= parameters.minDataPerGroup else {
          continue
        }
        inGroup = 0
        consider(
          Rule(feature: feature, gain: 0, goesLeft: goesLeft, threshold: nil), rows,
          lambdaL2: lambdaL2, doubt: parameters.catSmooth * effects, best: &best)
      }
    }
    return best
  }

  /// Takes the rule if it is legal and gains more than the best so far.
  ///
  /// - Parameter doubt: what part of the left side's gradient counts for the right side.
  private func consider(
    _ rule: Rule, _ rows: [Int], lambdaL2: Double, doubt: Double = 0, best: inout Rule?
  ) {
    let column = data.bins[rule.feature]
    var goesLeft = rule.goesLeft
    func children() -> (Sums, Sums) {
      (
        sums(rows.filter { goesLeft[column[$0]] }), sums(rows.filter { !goesLeft[column[$0]] })
      )
    }
    var (left, right) = children()
    if !rows.contains(where: { column[$0] == 0 && hessians[$0] > 0 }) {
      // Nobody to ask: missing goes to the heavier side, and rows of weight 0 with it.
      goesLeft[0] = left.hessian >= right.hessian
      (left, right) = children()
    }
    guard isLegal(left, lambdaL2: lambdaL2), isLegal(right, lambdaL2: lambdaL2) else { return }
    let gain =
      score(left, lambdaL2, doubt) + score(right, lambdaL2, -doubt)
      - score(sums(rows), parameters.lambdaL2)
    guard gain > best?.gain ?? max(0, parameters.minGainToSplit) else { return }
    if rule.threshold == nil, !goesLeft.dropFirst().contains(true) {
      // Missing alone: turned round, so that the test names categories.
      goesLeft = goesLeft.map { !$0 }
    }
    best = Rule(
      feature: rule.feature, gain: gain, goesLeft: goesLeft, threshold: rule.threshold)
  }

  private func isLegal(_ sums: Sums, lambdaL2: Double) -> Bool {
    sums.count >= max(1, parameters.minDataInLeaf)
      && hessian(sums) >= parameters.minSumHessianInLeaf && hessian(sums) + lambdaL2 > 0
  }

  private func score(_ sums: Sums, _ lambdaL2: Double, _ doubt: Double = 0) -> Double {
    let gradient = thresholded(gradient(sums) - doubt)
    return gradient * gradient / (hessian(sums) + lambdaL2)
  }

  private func thresholded(_ gradient: Double) -> Double {
    let magnitude = max(abs(gradient) - parameters.lambdaL1, 0)
    return gradient < 0 ? -magnitude : magnitude
  }

  private func gradient(_ sums: Sums) -> Double { Double(sums.gradient) * gradientQuantum }

  private func hessian(_ sums: Sums) -> Double { Double(sums.hessian) * hessianQuantum }

  private func sums(_ rows: [Int]) -> Sums {
    rows.reduce(into: Sums()) {
      $0.gradient += gradients[$1]
      $0.hessian += hessians[$1]
      $0.count += 1
    }
  }
}
