import GBDTData
import GBDTModel
import GBDTParameters
import GBDTTestSupport

/// A small random dataset with everything that training must cope with: missing values, constant
/// and empty features, features of more than 256 bins, categories, weights of 0, blocks of any
/// size.
struct RandomDataset {
  var features: [BinnedFeature]
  /// Feature by feature, a bin a row.
  var bins: [[Int]]
  var labels: [Double]
  var weights: [Double]?
  /// Row by row; queries lie together.
  var groups: [UInt64]?
  /// Output by output.
  var initScores: [[Double]] = []
  var exposures: [Double]?
  var rowNumbers: [UInt64]
  /// Where blocks begin, 0 first.
  var blockStarts: [Int]

  var rowCount: Int { labels.count }

  init(using random: inout SeededRandom, rowCount: Int) {
    let featureCount = Int.random(in: 1...4, using: &random)
    (features, bins) = ([], [])
    for index in 0..<featureCount {
      let isWide = random.chance(0.1)
      let size = isWide ? 300 : Int.random(in: 0...9, using: &random)
      let missing: Double = [0, 0, 0.1, 0.5, 1].randomElement(using: &random) ?? 0
      let mapper: BinMapper =
        random.chance(0.4)
        ? .categorical(CategoricalBins(categories: (0..<size).map { "c\(1000 + $0)" }))
        : .numeric(NumericBins(cutPoints: (0..<size).map { Double($0) - 2.5 }))
      features.append(BinnedFeature(name: "f\(index)", mapper: mapper))
      bins.append(
        (0..<rowCount).map { _ in
          mapper.binCount == 1 || random.chance(missing)
            ? 0 : Int.random(in: 1..<mapper.binCount, using: &random)
        })
    }
    labels = []
    let noise: Double = [0, 0.3, 3].randomElement(using: &random) ?? 0
    for row in 0..<rowCount {
      var label = bins[0][row] == 0 ? 2.0 : Double(bins[0][row] % 7)
      if featureCount > 1 { label -= Double(bins[1][row] % 3) * label }
      labels.append(label + Double.random(in: -1...1, using: &random) * noise)
    }
    weights = nil
    if random.chance(0.4) {
      let isWhole = random.chance(0.5)
      weights = (0..<rowCount).map { _ in
        isWhole
          ? Double(Int.random(in: 0...3, using: &random)) : Double.random(in: 0...5, using: &random)
      }
      if random.chance(0.3) {
        for row in 0..<rowCount where bins.contains(where: { $0[row] == 0 }) { weights?[row] = 0 }
      }
      weights?[0] = 1
    }
    var number: UInt64 = 0
    rowNumbers = (0..<rowCount).map { _ in
      number += UInt64.random(in: 1...3, using: &random)
      return number
    }
    blockStarts = [0]
    while random.chance(0.5) {
      blockStarts.append(Int.random(in: 0...rowCount, using: &random))
    }
    blockStarts.sort()
  }

  /// The rows in the form that training takes, cut into blocks.
  var binned: BinnedDataset {
    let ends = blockStarts.dropFirst() + [rowCount]
    return BinnedDataset(
      features: features,
      blocks: zip(blockStarts, ends).map { start, end in
        RowBlock(
          rowNumbers: RowNumbers(Array(rowNumbers[start..<end])),
          columns: features.indices.map { feature in
            let column = bins[feature][start..<end]
            return features[feature].mapper.binCount > 256
              ? .wide(copying: column.map { UInt16($0) })
              : .narrow(copying: column.map { UInt8($0) })
          },
          labels: RowValues(copying: labels[start..<end]),
          weights: weights.map { RowValues(copying: $0[start..<end]) },
          groups: groups.map { RowGroups(Array($0[start..<end])) },
          initScores: initScores.map { RowValues(copying: $0[start..<end]) },
          exposures: exposures.map { RowValues(copying: $0[start..<end]) })
      })
  }

  /// Parameters that bite on data of this size.
  static func parameters(using random: inout SeededRandom) -> TrainParameters {
    var parameters = TrainParameters()
    parameters.numIterations = Int.random(in: 1...3, using: &random)
    parameters.learningRate = [0.1, 0.3, 1].randomElement(using: &random) ?? 1
    parameters.numLeaves = Int.random(in: 2...12, using: &random)
    if random.chance(0.3) {
      parameters.maxDepth = Int.random(in: 1...5, using: &random)
      parameters.numLeaves = min(parameters.numLeaves, 1 << parameters.maxDepth)
    }
    parameters.minDataInLeaf = Int.random(in: 0...8, using: &random)
    parameters.minSumHessianInLeaf = [0, 1e-3, 4].randomElement(using: &random) ?? 0
    parameters.lambdaL1 = [0, 0, 0.5].randomElement(using: &random) ?? 0
    parameters.lambdaL2 = [0, 0, 1.5].randomElement(using: &random) ?? 0
    parameters.minGainToSplit = [0, 0, 0.2].randomElement(using: &random) ?? 0
    parameters.featureFraction = [1, 1, 0.5].randomElement(using: &random) ?? 1
    if random.chance(0.3) {
      parameters.baggingFraction = Double.random(in: 0.3...0.9, using: &random)
      parameters.baggingFreq = Int.random(in: 1...2, using: &random)
    }
    parameters.seed = UInt64.random(in: 0...1000, using: &random)
    parameters.catSmooth = [0, 1, 10].randomElement(using: &random) ?? 0
    parameters.catL2 = [0, 2, 10].randomElement(using: &random) ?? 0
    parameters.maxCatThreshold = Int.random(in: 1...6, using: &random)
    parameters.maxCatToOnehot = Int.random(in: 1...5, using: &random)
    parameters.minDataPerGroup = Int.random(in: 1...10, using: &random)
    return parameters
  }

  /// The raw score of a row by the model's own tests, on a value from the middle of each bin.
  func rawScore(row: Int, base: Double, trees: [Tree]) -> Double {
    trees.reduce(base) { score, tree in
      guard let last = path(of: row, in: tree).last, case .leaf(let leaf) = tree.nodes[last] else {
        return score
      }
      return score + leaf.value
    }
  }

  /// The nodes that a row passes on its way from the root to its leaf.
  func path(of row: Int, in tree: Tree) -> [Int] {
    var path = [0]
    var index = 0
    while case .split(let split) = tree.nodes[index] {
      index = takesThen(row: row, split: split) ? index + 1 : split.elseIndex
      path.append(index)
    }
    return path
  }

  private func takesThen(row: Int, split: SplitNode) -> Bool {
    let bin = bins[split.feature][row]
    if bin == 0 { return split.missingTakesThen }
    switch split.test {
    case .isOneOf(let categories): return categories.contains(Int32(bin - 1))
    case .atMost(let threshold):
      guard case .numeric(let bins) = features[split.feature].mapper else { return false }
      let value = bin <= bins.cutPoints.count ? bins.cutPoints[bin - 1] : 1e6
      return value <= threshold
    }
  }
}
