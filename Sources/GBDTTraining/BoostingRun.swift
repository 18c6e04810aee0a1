internal import GBDTCore
internal import GBDTData
internal import GBDTKernels
internal import GBDTModel
internal import GBDTObjectives
internal import GBDTParameters

/// The state of one training run between iterations.
final class BoostingRun {
  /// What the training rows are called in metrics.
  static let trainingSetName = "training"

  /// Words that one block of a score update looks at.
  private static let stretchWords = 1 << 10

  /// Fewer rows need no pilot tree.
  private static let pilotRows = 1 << 12

  /// Enough that a word of rows in an order without meaning has few rows of a leaf.
  private static let pilotLeaves = 32

  /// Words that go down a tree together: what they take on the way stays in the L2 cache.
  private static let descentWords = 1 << 8

  private struct ValidationSet {
    let rows: ScoredRows
    let columns: BinnedColumns
    let all: RowMaskBuffer
  }

  private let parameters: TrainParameters
  private let objective: any Objective
  private let collective: any TrainingCollective
  private let threads: Int
  private let timer: StageTimer
  private let layout: FeatureLayout
  private let columns: BinnedColumns
  private let rows: ScoredRows
  private let validation: [ValidationSet]
  private let store: GradientStore
  private let partition: RowPartition
  private let grower: TreeGrower
  private let allRows: RowMaskBuffer
  private let bag: Bag?
  private let featureSample: FeatureSample
  private let baseScore: Double
  private var board: MetricBoard
  private var trees: [Tree] = []
  /// No row's raw score is further from 0.
  private var reach: Double

  init(
    _ source: some RowBlockSource, validation: [(name: String, source: any RowBlockSource)],
    parameters: TrainParameters, collective: any TrainingCollective, threads: Int,
    growerOptions: TreeGrower.Options, timer: StageTimer
  ) throws(TrainingError) {
    self.parameters = parameters
    self.collective = collective
    self.threads = threads
    self.timer = timer
    objective = parameters.objective.makeObjective()
    layout = FeatureLayout(features: source.features)
    // Each block is asked for once: whoever hands rows over gives them away then.
    var blocks = (0..<source.blockCount).map { source.block(at: $0) }
    rows = ScoredRows(blocks, name: Self.trainingSetName)
    let summary = try rows.summarise(objective: objective, collective: collective, threads: threads)
    baseScore = objective.baseScores(of: summary)[0]
    reach = baseScore.magnitude
    rows.fillScores(baseScore)
    columns = try BinnedColumns(
      taking: &blocks, features: source.features, layout: layout, withRecords: true,
      threads: threads)
    var sets: [(rows: ScoredRows, weights: Double)] = []
    if parameters.isProvideTrainingMetric { sets.append((rows, summary.weights.value)) }
    var validationSets: [ValidationSet] = []
    for set in validation {
      var blocks = (0..<set.source.blockCount).map { set.source.block(at: $0) }
      let scored = ScoredRows(blocks, name: set.name)
      let summary = try scored.summarise(
        objective: objective, collective: collective, threads: threads)
      scored.fillScores(baseScore)
      sets.append((scored, summary.weights.value))
      validationSets.append(
        ValidationSet(
          rows: scored,
          columns: try BinnedColumns(
            taking: &blocks, features: source.features, layout: layout, withRecords: false,
            threads: threads),
          all: RowMaskBuffer(rowCount: scored.rowCount)))
    }
    self.validation = validationSets
    board = MetricBoard(sets: sets, metrics: parameters.metrics, link: objective.link)
    store = GradientStore(
      rowCount: rows.rowCount,
      isWeighted: try Self.isWeighted(rows, objective: objective, collective: collective))
    partition = RowPartition(columns: columns.pointers, rowCount: columns.rowCount)
    grower = TreeGrower(
      columns: columns, partition: partition, gradients: store.gradients, collective: collective,
      options: growerOptions, threads: threads, timer: timer)
    allRows = RowMaskBuffer(rowCount: rows.rowCount)
    let isBagging = parameters.baggingFreq > 0 && parameters.baggingFraction < 1
    bag =
      isBagging
      ? Bag(
        blocks, rowCount: rows.rowCount, seed: parameters.seed,
        fraction: parameters.baggingFraction, frequency: parameters.baggingFreq) : nil
    featureSample = FeatureSample(
      seed: parameters.seed, fraction: parameters.featureFraction,
      featureCount: source.features.count)
  }

  var rowCount: Int { rows.rowCount }

  /// Whether hessians differ from row to row: in all processes, or in none.
  private static func isWeighted(
    _ rows: ScoredRows, objective: any Objective, collective: any TrainingCollective
  ) throws(TrainingError) -> Bool {
    let isWeighted = rows.hasWeights || !objective.hasConstantHessian
    do throws(CollectiveError) {
      return try collective.max([isWeighted ? 1 : 0]) != [0]
    } catch {
      throw .collective(error)
    }
  }

  /// Adds the tree of this iteration (from 0).
  ///
  /// - Returns: false, without a tree, if no split was found and none will be.
  func iterate(_ iteration: Int) throws(TrainingError) -> Bool {
    if iteration == 0 { try orderRowsByPilotTree() }
    timer.enter(\.gradients)
    let grids = try store.update(
      of: rows, objective: objective, collective: collective, threads: threads)
    timer.enter(\.rest)
    bag?.update(iteration: iteration, threads: threads)
    let rules = SplitRules(
      parameters: parameters, grids: grids, maximumDepth: Tree.maximumDepth)
    let grown = try grower.grow(
      rows: bag?.rows ?? allRows.rows,
      features: featureSample.features(iteration: iteration), rules: rules,
      leafLimit: parameters.numLeaves)
    if grown.isLeaf {
      guard bag != nil || parameters.featureFraction < 1 else { return false }
      trees.append(grown.emptied)
      return true
    }
    reach += grown.tree.largestLeafMagnitude
    guard reach <= ModelValidator.maximumRawScore else {
      throw .overflow(
        "The leaf values grew so large that predictions could exceed "
          + "\(ModelValidator.maximumRawScore); lower learning_rate or scale the label.")
    }
    timer.enter(\.scores)
    addValues(of: grown)
    trees.append(grown.tree)
    if RowOrder.isDue(treeCount: trees.count), trees.count < parameters.numIterations {
      timer.enter(\.order)
      reorderRows(by: grown, others: bag?.otherRows)
    }
    return true
  }

  /// Puts rows in the order of a small tree that is not part of the model: in the order in which
  /// they came even the first tree would take twice the time, and several times the memory for
  /// its nodes' rows. Each process does so with its own rows.
  private func orderRowsByPilotTree() throws(TrainingError) {
    guard rows.rowCount >= Self.pilotRows else { return }
    timer.enter(\.order)
    let alone = IdentityCollective()
    let grids = try store.update(
      of: rows, objective: objective, collective: alone, threads: threads)
    let grower = TreeGrower(
      columns: columns, partition: partition, gradients: store.gradients, collective: alone,
      options: TreeGrower.Options(), threads: threads, timer: StageTimer())
    let grown = try grower.grow(
      rows: allRows.rows, features: Array(layout.features.indices),
      rules: SplitRules(parameters: parameters, grids: grids, maximumDepth: Tree.maximumDepth),
      leafLimit: Self.pilotLeaves)
    reorderRows(by: grown, others: nil)
  }

  /// The metrics after the iterations so far.
  func updateMetrics() throws(TrainingError) -> [MetricValue] {
    timer.enter(\.metrics)
    do throws(CollectiveError) {
      return try board.update(collective: collective, threads: threads)
    } catch {
      throw .collective(error)
    }
  }

  /// - Parameter best: the number of iterations to keep; nil for all.
  func result(keeping best: Int?, stopReason: StopReason) -> TrainingResult {
    timer.enter(\.rest)
    let kept = best ?? trees.count
    return TrainingResult(
      baseScore: baseScore, trees: Array(trees.prefix(kept)), history: board.history,
      bestIteration: kept, stopReason: stopReason, counters: grower.counters,
      timings: timer.timings)
  }

  /// Adds the tree's leaf values to the scores of all rows: those that it was grown on leaf by
  /// leaf, others by sending them down the tree.
  private func addValues(of grown: GrownTree) {
    let pieces = grown.leafRows.flatMap { leaf in
      Self.stretches(of: leaf.rows, wordCount: Self.stretchWords).map {
        (rows: $0, value: leaf.value)
      }
    }
    // SAFETY: each row is in one leaf, so that blocks write to disjoint scores.
    let scores = rows.scores.start
    Parallel.forEachBlock(count: pieces.count, threads: threads) {
      GradientKernel.add(pieces[$0].value, to: scores, rows: pieces[$0].rows)
    }
    if let bag { descend(grown.binned, columns: columns, rows: bag.otherRows, scored: rows) }
    for set in validation {
      descend(grown.binned, columns: set.columns, rows: set.all.rows, scored: set.rows)
    }
  }

  private func descend(
    _ tree: BinnedTree, columns: BinnedColumns, rows: RowMasks, scored: ScoredRows
  ) {
    let stretches = Self.stretches(of: rows, wordCount: Self.descentWords)
    let scores = scored.scores.start
    Parallel.forEachBlock(count: stretches.count, threads: threads) {
      tree.addValues(columns: columns.pointers, rows: stretches[$0], to: scores)
    }
  }

  private static func stretches(of rows: RowMasks, wordCount: Int) -> [RowMasks] {
    stride(from: 0, to: rows.count, by: wordCount).map {
      rows.slice($0..<min($0 + wordCount, rows.count))
    }
  }

  /// Puts rows of a leaf side by side. Gradients are not moved: they are about to be made anew.
  ///
  /// - Parameter others: rows that the tree was not grown on.
  private func reorderRows(by grown: GrownTree, others: RowMasks?) {
    let order = RowOrder(
      leaves: grown.leafRows, others: others,
      memory: RowOrder.Memory(sources: store.spareMemory, scratch: partition.spareMemory),
      threads: threads)
    columns.reorder(order, threads: threads)
    rows.reorder(order, threads: threads)
    bag?.reorder(order, threads: threads)
  }
}
