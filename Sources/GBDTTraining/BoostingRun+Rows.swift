internal import GBDTKernels
internal import GBDTModel
internal import GBDTParameters

/// What a run does with its rows: their scores and their order.
extension BoostingRun {
  /// Words that one block of a score update looks at.
  private static let stretchWords = 1 << 10

  /// Fewer rows need no pilot tree.
  private static let pilotRows = 1 << 12

  /// Enough that a word of rows in an order without meaning has few rows of a leaf.
  private static let pilotLeaves = 32

  /// Words that go down a tree together: what they take on the way stays in the L2 cache.
  private static let descentWords = 1 << 8

  /// Puts rows in the order of a small tree of the first output that is not part of the model: in the order in which
  /// they came even the first tree would take twice the time, and several times the memory for
  /// its nodes' rows. Each process does so with its own rows.
  func orderRowsByPilotTree() throws(TrainingError) {
    guard rows.rowCount >= Self.pilotRows, parameters.numIterations > 0 else { return }
    timer.enter(\.order)
    let alone = IdentityCollective()
    let grids = try store.update(
      of: rows, objective: objective, iteration: 0, collective: alone, threads: threads
    ).grids
    let grower = TreeGrower(
      columns: columns, partitions: [partitions[0]], gradients: [store.gradients[0]],
      collective: alone,
      options: GrowthOptions(), threads: threads, timer: StageTimer())
    let grown = try grower.grow(
      rows: allRows.rows, features: Array(layout.features.indices),
      rules: SplitRules(
        parameters: parameters, learningRate: 1, grids: grids, maximumDepth: Tree.maximumDepth),
      leafLimit: Self.pilotLeaves, batchSize: GrowthOptions().batchSizes.lowerBound)
    reorderRows(by: grown[0], others: nil)
  }

  /// Adds the tree's leaf values to the scores of all rows: those that it was grown on leaf by
  /// leaf, others by sending them down the tree.
  func addValues(of grown: GrownTree) {
    let pieces = grown.leafRows.flatMap { leaf in
      Self.stretches(of: leaf.rows, wordCount: Self.stretchWords).map {
        (rows: $0, value: leaf.value)
      }
    }
    // SAFETY: each row is in one leaf, so that blocks write to disjoint scores.
    let scores = rows.scores(of: grown.tree.output)
    Parallel.forEachBlock(count: pieces.count, threads: threads) {
      GradientKernel.add(pieces[$0].value, to: scores, rows: pieces[$0].rows)
    }
    let tree = [(output: grown.tree.output, tree: grown.binned)]
    if let bag { descend(tree, columns: columns, rows: bag.otherRows, scored: rows) }
    for set in validation {
      descend(tree, columns: set.columns, rows: set.all.rows, scored: set.rows)
    }
  }

  /// Adds the values of trees, in order, to the scores of all rows by sending them down the trees.
  func addValues(of trees: [(output: Int, tree: BinnedTree)]) {
    descend(trees, columns: columns, rows: allRows.rows, scored: rows)
    for set in validation {
      descend(trees, columns: set.columns, rows: set.all.rows, scored: set.rows)
    }
  }

  private func descend(
    _ trees: [(output: Int, tree: BinnedTree)], columns: BinnedColumns, rows: RowMasks,
    scored: ScoredRows
  ) {
    let stretches = Self.stretches(of: rows, wordCount: Self.descentWords)
    Parallel.forEachBlock(count: stretches.count, threads: threads) { stretch in
      for (output, tree) in trees {
        tree.addValues(
          columns: columns.pointers, rows: stretches[stretch], to: scored.scores(of: output))
      }
    }
  }

  private static func stretches(of rows: RowMasks, wordCount: Int) -> [RowMasks] {
    stride(from: 0, to: rows.count, by: wordCount).map {
      rows.slice($0..<min($0 + wordCount, rows.count))
    }
  }

  /// Puts rows of a leaf side by side. Gradients are not moved: they are about to be made anew.
  ///
  /// - Parameters:
  ///   - grown: a tree whose rows are still known.
  ///   - others: rows that the tree was not grown on.
  func reorderRows(by grown: GrownTree, others: RowMasks?) {
    let order = RowOrder(
      leaves: grown.leafRows, others: others,
      memory: RowOrder.Memory(sources: store.spareMemory, scratch: partitions[0].spareMemory),
      threads: threads)
    columns.reorder(order, threads: threads)
    rows.reorder(order, threads: threads)
    bag?.reorder(order, threads: threads)
  }
}
