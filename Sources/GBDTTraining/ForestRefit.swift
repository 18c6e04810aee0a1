internal import GBDTCore
package import GBDTData
internal import GBDTKernels
package import GBDTModel
internal import GBDTObjectives
package import GBDTParameters

/// Leaf values of a forest from other rows; what trees test stays.
///
/// ```
/// scores = base scores, or what the rows start with
/// for each iteration
///   gradients of the scores, as integers          GradientStore
///   the leaf that each row reaches                ForestPredictor
///   sums of each leaf, exact                      value as training finds it: SplitRules.leafValue
///   leaf value = decay * old + (1 - decay) * value
///   scores += leaf values
/// ```
///
/// Where the objective finds leaf values by quantiles, `value` is the exact quantile of label - score. A leaf
/// that no row with a weight reaches keeps its value, and so does a tree of one leaf. As LightGBM refits
/// (`refit_decay_rate`), which however shrinks leaves without rows.
///
/// Equal rows in equal order give equal values for any number of threads. With decay 0 and the rows that a
/// forest was grown on, without sampling of rows, they are the old ones.
package struct ForestRefit {
  private let model: TrainedModel
  private let decay: Double
  private let threads: Int
  private let chunks: [FeatureChunk]
  /// Row of all at which each chunk begins.
  private let firstRows: [Int]
  private let rows: ScoredRows
  private let objective: any Objective
  private let store: GradientStore
  private let quantiles: ExactQuantiles?

  /// - Parameters:
  ///   - model: valid (`ModelValidator`).
  ///   - decay: share of the old values, from 0 to 1.
  ///   - chunks: rows with features, labels and all that goes with them, labels of classes being their places.
  ///   - parameters: of the model's objective.
  /// - Throws: for rows that the objective cannot learn from.
  package init(
    _ model: TrainedModel, decay: Double, on chunks: [FeatureChunk], parameters: TrainParameters,
    threads: Int
  ) throws(TrainingError) {
    precondition((0...1).contains(decay), "a share of the old values")
    self.model = model
    self.decay = decay
    self.threads = threads
    self.chunks = chunks
    let classCount = model.classes.count
    let objective = parameters.makeObjective(classCount: classCount)
    var blocks = try Self.blocks(of: chunks, threads: threads)
    let roles = RowRoles(blocks)
    rows = ScoredRows(
      taking: &blocks, name: "refit", outputCount: objective.outputCount, roles: roles)
    let alone = IdentityCollective()
    let summary = try rows.summarise(
      objective: objective, classCount: classCount, collective: alone, threads: threads)
    self.objective = objective.adapted(to: summary)
    rows.beginScores(model.baseScore)
    let isWeighted = roles.hasWeights || !objective.hasConstantHessian
    store = GradientStore(
      rowCount: rows.rowCount, outputCount: objective.outputCount, isWeighted: isWeighted)
    quantiles = BoostingRun.makeQuantiles(
      objective.leafRenewal?.weighting, rowCount: rows.rowCount, isWeighted: isWeighted,
      collective: alone, threads: threads)
    firstRows = chunks.indices.map { place in
      chunks[..<place].reduce(0) { $0 + $1.rowNumbers.count }
    }
  }

  /// Labels and all that goes with them, in blocks without features.
  private static func blocks(
    of chunks: [FeatureChunk], threads: Int
  ) throws(TrainingError) -> [RowBlock] {
    let source = InMemoryFeatureChunks(
      featureNames: [], isCategorical: [],
      chunks: chunks.map {
        FeatureChunk(rowNumbers: $0.rowNumbers, features: [], roles: $0.roles)
      })
    do throws(DataError) {
      return try Binner.dataset(of: source, features: [], threads: threads).blocks
    } catch {
      throw .data(error.message)
    }
  }

  /// The trees with their new leaf values.
  ///
  /// Counts, covers and gains stay those of the rows that the trees were grown on. Cost: a descent of all rows
  /// and three passes over them for each iteration.
  ///
  /// - Parameter settings: that the trees of an iteration (from 0) were grown with.
  /// - Throws: when numbers overflow; for rows with a category that the model refuses.
  package func trees(
    settings: (_ iteration: Int) -> (parameters: TrainParameters, learningRate: Double)
  ) throws(TrainingError) -> [Tree] {
    let outputCount = objective.outputCount
    var trees: [Tree] = []
    for iteration in 0..<model.trees.count / outputCount {
      let old = Array(model.trees[iteration * outputCount..<(iteration + 1) * outputCount])
      let grids = try store.update(
        of: rows, objective: objective, iteration: iteration, collective: IdentityCollective(),
        threads: threads
      ).grids
      let (parameters, learningRate) = settings(iteration)
      let rules = SplitRules(
        parameters: parameters, learningRate: learningRate, grids: grids,
        maximumDepth: Tree.maximumDepth, stepLimit: objective.stepLimit)
      let leaves = try leaves(of: old)
      var new: [Tree] = []
      for (place, tree) in old.enumerated() {
        new.append(try refitted(tree, reached: leaves, place: place, of: outputCount, rules))
      }
      // All gradients of an iteration are of the same scores.
      for (place, tree) in new.enumerated() {
        addValues(of: tree, reached: leaves, place: place, of: outputCount)
      }
      trees += new
    }
    return trees
  }

  /// By chunk, the leaf that each row reaches in each of the trees, row-major.
  private func leaves(of trees: [Tree]) throws(TrainingError) -> [[UInt32]] {
    var part = model
    part.trees = trees
    let predictor = ForestPredictor(model: part)
    let outer = chunks.count >= threads ? threads : 1
    do throws(ModelError) {
      return try Parallel.map(count: chunks.count, threads: outer) { (index) throws(ModelError) in
        try predictor.leafIndices(
          of: FeatureRows(chunks[index]), threads: outer == 1 ? threads : 1
        ).values
      }
    } catch {
      throw .data(error.message)
    }
  }

  private func refitted(
    _ tree: Tree, reached leaves: [[UInt32]], place: Int, of treeCount: Int, _ rules: SplitRules
  ) throws(TrainingError) -> Tree {
    let old = tree.leafValues
    if old.count == 1 { return tree }
    let found: [Double?]
    if let renewal = objective.leafRenewal, let quantiles {
      let sets = LeafRowSets(leafCount: old.count, chunks: leaves, place: place, stride: treeCount)
      do throws(CollectiveError) {
        found = try quantiles.quantiles(
          renewal.quantiles[tree.output], of: sets.rows,
          source: rows.residuals(of: tree.output, weighting: renewal.weighting)
        ).map { $0.map { $0 * rules.learningRate } }
      } catch {
        throw .collective(error)
      }
      withExtendedLifetime(sets) {}
    } else {
      let sums = sums(
        of: tree, leafCount: old.count, reached: leaves, place: place, of: treeCount)
      found = zip(sums, penalties(of: tree, rules)).map { sums, lambdaL2 in
        sums.hessian == 0 ? nil : rules.leafValue(sums, lambdaL2: lambdaL2)
      }
    }
    return tree.with(
      leafValues: zip(old, found).map { old, found in
        found.map { decay * old + (1 - decay) * $0 } ?? old
      })
  }

  /// What is added to the hessian of each leaf, from left to right: it depends on the split above.
  private func penalties(of tree: Tree, _ rules: SplitRules) -> [Double] {
    var penalties = [Double](repeating: rules.gains.lambdaL2, count: tree.nodes.count)
    for (place, node) in tree.nodes.enumerated() {
      guard case .split(let split) = node else { continue }
      var categoryCount: Int?
      if case .categorical(let categories, _) = model.features[split.feature].kind {
        categoryCount = categories.count
      }
      let penalty = rules.lambdaL2(ofChildrenOfSplitsBy: categoryCount)
      penalties[place + 1] = penalty
      penalties[split.elseIndex] = penalty
    }
    return zip(tree.nodes, penalties).compactMap { node, penalty in
      if case .leaf = node { penalty } else { nil }
    }
  }

  /// Exact sums of gradients and hessians over the rows of each leaf.
  private func sums(
    of tree: Tree, leafCount: Int, reached leaves: [[UInt32]], place: Int, of treeCount: Int
  ) -> [NodeSums] {
    let gradients = store.gradients[tree.output]
    let stride = gradients.isWeighted ? 2 : 1
    let parts = Parallel.map(count: chunks.count, threads: threads) { chunk in
      var sums = [NodeSums](repeating: NodeSums(), count: leafCount)
      let reached = leaves[chunk]
      for row in 0..<reached.count / treeCount {
        let leaf = Int(reached[row * treeCount + place])
        // SAFETY: there are as many gradients as rows in all chunks.
        let values = gradients.values + stride * (firstRows[chunk] + row)
        sums[leaf].gradient += Int64(values[0])
        sums[leaf].hessian += gradients.isWeighted ? Int64(values[1]) : 1
        sums[leaf].count += 1
      }
      return sums
    }
    var total = [NodeSums](repeating: NodeSums(), count: leafCount)
    for part in parts {
      for leaf in total.indices { total[leaf] = total[leaf] + part[leaf] }
    }
    return total
  }

  private func addValues(
    of tree: Tree, reached leaves: [[UInt32]], place: Int, of treeCount: Int
  ) {
    let values = tree.leafValues
    if values.count == 1 { return }
    // SAFETY: chunks have disjoint rows.
    let scores = rows.scores(of: tree.output)
    Parallel.forEachBlock(count: chunks.count, threads: threads) { chunk in
      let reached = leaves[chunk]
      for row in 0..<reached.count / treeCount {
        scores[firstRows[chunk] + row] += values[Int(reached[row * treeCount + place])]
      }
    }
  }
}

/// The rows of each leaf of a tree as kernels take them.
private final class LeafRowSets {
  let rows: [QuantileRows]
  private let words: [KernelBuffer<UInt32>]
  private let masks: [KernelBuffer<UInt64>]

  /// - Parameters:
  ///   - chunks: the leaves that rows reach, row-major.
  ///   - place: of the tree, among `stride`.
  init(leafCount: Int, chunks: [[UInt32]], place: Int, stride: Int) {
    var words = [[UInt32]](repeating: [], count: leafCount)
    var masks = [[UInt64]](repeating: [], count: leafCount)
    var counts = [Int](repeating: 0, count: leafCount)
    var row = 0
    for reached in chunks {
      for leaf in Swift.stride(from: place, to: reached.count, by: stride).lazy.map({
        Int(reached[$0])
      }) {
        let word = UInt32(row / RowMasks.wordRows)
        if words[leaf].last != word {
          words[leaf].append(word)
          masks[leaf].append(0)
        }
        masks[leaf][masks[leaf].count - 1] |= 1 << UInt64(row % RowMasks.wordRows)
        counts[leaf] += 1
        row += 1
      }
    }
    let (wordBuffers, maskBuffers) = (
      words.map { KernelBuffer(copying: $0) }, masks.map { KernelBuffer(copying: $0) }
    )
    (self.words, self.masks) = (wordBuffers, maskBuffers)
    // SAFETY: the buffers live as long as this object.
    rows = counts.indices.map { leaf in
      QuantileRows(
        rows: [
          RowMasks(
            words: wordBuffers[leaf].start, masks: maskBuffers[leaf].start,
            count: words[leaf].count)
        ], totalCount: counts[leaf])
    }
  }
}

extension Tree {
  /// From left to right.
  fileprivate var leafValues: [Double] {
    nodes.compactMap { if case .leaf(let leaf) = $0 { leaf.value } else { nil } }
  }
}
