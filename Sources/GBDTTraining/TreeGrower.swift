internal import GBDTKernels

/// Grows the leaf-wise trees of one iteration, one an output, in lockstep: several nodes of each at a
/// time.
///
/// ```
/// evaluate the roots: histograms -> collective sum -> best splits
/// repeat
///   replay best-first growth over the evaluated nodes of each tree (BestFirstPlan)
///   drop the histograms of nodes that will not be split
///   none unexpanded? those are the trees
///   expand the first few unexpanded nodes of each tree, all at once:
///     partition their rows -> histograms of the smaller children -> collective sum
///     -> the larger children's by subtraction -> best splits of all children
/// ```
///
/// The trees are those of sequential growth whatever the batch size, thread count or number of
/// processes. Without other processes, a round is one parallel region; with them, two, and one or two
/// exchanges between (`HistogramExchange`).
final class TreeGrower {
  private let columns: BinnedColumns
  private let store: HistogramStore
  private let collective: any TrainingCollective
  private let options: GrowthOptions
  private let threads: Int
  private let timer: StageTimer
  private(set) var counters = TrainingCounters()
  private var pace: BatchPace

  // Of the iteration.
  private var trees: [GrowingTree]
  /// That this process searches.
  private var features: [Int] = []
  private var exchange: HistogramExchange?
  private var parts: [Int] = []

  /// A node of one of the trees.
  private struct Place {
    let tree: Int
    let node: Int
  }

  /// - Parameters:
  ///   - partitions: one an output.
  ///   - gradients: one an output, alike in whether they are weighted.
  init(
    columns: BinnedColumns, partitions: [RowPartition], gradients: [FixedPointGradients],
    collective: any TrainingCollective, options: GrowthOptions, threads: Int, timer: StageTimer
  ) {
    self.columns = columns
    trees = gradients.indices.map {
      GrowingTree(output: $0, partition: partitions[$0], gradients: gradients[$0])
    }
    self.collective = collective
    self.options = options
    self.threads = threads
    self.timer = timer
    pace = BatchPace(sizes: options.batchSizes)
    store = HistogramStore(
      binCount: columns.layout.binCount, hasHessians: gradients[0].isWeighted,
      byteLimit: options.histogramBytes)
  }

  /// - Parameters:
  ///   - rows: that the trees are grown on.
  ///   - features: that they may split on, ascending, not empty.
  ///   - leafLimit: of each tree, at least 2.
  ///   - batchSize: nodes to expand in a round at least.
  /// - Returns: one tree an output.
  func grow(
    rows: RowMasks, features: [Int], rules: SplitRules, leafLimit: Int, batchSize: Int
  ) throws(TrainingError) -> [GrownTree] {
    begin(features: features)
    let finder = SplitFinder(layout: columns.layout, rules: rules)
    do throws(CollectiveError) {
      try evaluateRoots(rows, finder: finder)
      while true {
        timer.enter(\.rest)
        let plans = trees.map { $0.plan(leafLimit: leafLimit) }
        for (tree, plan) in plans.enumerated() {
          trees[tree].dropHistograms(keeping: plan.unexpanded.prefix(keptLimit), store: store)
        }
        let batch = plans.enumerated().flatMap { tree, plan in
          plan.unexpanded.prefix(count(of: plan.unexpanded.count, batchSize: batchSize)).map {
            Place(tree: tree, node: $0)
          }
        }
        if batch.isEmpty { return finish(plans, rules: rules) }
        if exchange == nil {
          try expand(batch, finder: finder)
        } else {
          let start = ContinuousClock.now
          try expand(batch, finder: finder)
          pace.note(seconds: (.now - start) / .seconds(1), nodeCount: batch.count)
        }
      }
    } catch {
      for tree in trees.indices { trees[tree].nodes = [] }
      store.giveBackAll()
      throw .collective(error)
    }
  }

  /// Histograms of a tree that may be kept between rounds.
  private var keptLimit: Int { max(1, store.keptLimit / trees.count) }

  /// How many of a tree's unexpanded nodes to expand in the next round.
  private func count(of unexpanded: Int, batchSize: Int) -> Int {
    let share = max(options.batchSizes.lowerBound, batchSize / trees.count)
    return max(share, min(unexpanded / 4, keptLimit / 2))
  }

  /// - Parameter features: that the trees may split on.
  private func begin(features: [Int]) {
    parts = columns.layout.parts.indices.filter { part in
      columns.layout.features(of: columns.layout.parts[part]).contains { features.contains($0) }
    }
    self.features = features
    exchange = nil
    if collective.worldSize == 1 { return }
    let exchange = HistogramExchange(
      collective: collective, layout: columns.layout, features: features,
      laneCount: store.laneCount,
      isScattered: collective.isQuick
        || options.isScattered(
          worldSize: collective.worldSize, histogramBytes: store.histogramBytes)
    )
    self.features = exchange.features
    self.exchange = exchange
    pace.begin()
  }

  /// The batch size that suits the pace of this process's rounds in the tree before.
  func proposedBatchSize(leafLimit: Int) -> Int {
    if collective.worldSize == 1 { return options.batchSizes.lowerBound }
    return min(
      pace.proposal(splitLimit: leafLimit - 1),
      max(options.batchSizes.lowerBound, store.keptLimit / 2))
  }

  // MARK: - Evaluation

  private func evaluateRoots(_ rows: RowMasks, finder: SplitFinder) throws(CollectiveError) {
    let segments = trees.map { $0.partition.begin(root: rows) }
    let histograms = trees.map { _ in store.take() }
    var sums = [NodeSums](repeating: NodeSums(), count: trees.count)
    let batch = makeHistogramBatch { [self] in
      trees.indices.map {
        HistogramBatch.Job(
          rows: rows, rowCount: segments[$0].rowCount, gradients: trees[$0].gradients,
          histogram: histograms[$0])
      }
    }
    let search = SplitSearch(finder: finder, features: features) { [features] in
      histograms.enumerated().map { tree, histogram in
        guard let feature = features.first else {
          return SplitSearch.Job(targets: [], subtraction: nil)
        }
        // Every row is in one bin of each feature.
        let bins = finder.layout.bins(of: feature)
        sums[tree] = bins.reduce(NodeSums()) { $0 + histogram.lanes.sums(at: $1) }
        let target = SplitSearch.Target(sums: sums[tree], histogram: histogram)
        let isSplittable = finder.rules.mightSplit(sums[tree], depth: 0)
        return SplitSearch.Job(targets: isSplittable ? [target] : [], subtraction: nil)
      }
    }
    try run(
      GrowthRound(
        partitions: [], histograms: batch, built: histograms, search: search,
        rowCount: trees.count * (segments.first?.rowCount ?? 0)))
    var roots: [HistogramExchange.Root] = zip(search.splits(), sums).map { ($0.first ?? nil, $1) }
    if let exchange {
      timer.enter(\.exchange)
      roots = try exchange.best(ofRoots: roots)
    }
    for (tree, root) in roots.enumerated() {
      trees[tree].nodes = [
        GrowthNode(
          sums: root.sums, depth: 0, rows: segments[tree], split: root.split,
          histogram: histograms[tree], children: nil)
      ]
    }
  }

  /// - Parameter batch: tree by tree.
  private func expand(_ batch: [Place], finder: SplitFinder) throws(CollectiveError) {
    var expansions: [Expansion] = []
    var jobs = [[RowPartition.Job]](repeating: [], count: trees.count)
    for place in batch {
      let node = trees[place.tree].nodes[place.node]
      guard let split = node.split else { continue }
      jobs[place.tree].append(
        RowPartition.Job(segment: node.rows, feature: split.feature, test: split.test))
      expansions.append(
        Expansion(
          of: place.node, in: place.tree, split: split, node: node, rules: finder.rules,
          store: store))
      // Taken over or given back by the expansion.
      trees[place.tree].nodes[place.node].histogram = nil
    }
    let partitions = trees.indices.filter { !jobs[$0].isEmpty }.map {
      trees[$0].partition.batch(jobs[$0])
    }
    let histogramBatch = makeHistogramBatch { [self] in
      zip(expansions, partitions.flatMap(\.children)).flatMap { expansion, children in
        expansion.histogramJobs(of: children, in: trees[expansion.tree])
      }
    }
    let search = SplitSearch(finder: finder, features: features) {
      expansions.map(\.searchJob)
    }
    try run(
      GrowthRound(
        partitions: partitions, histograms: histogramBatch, built: expansions.flatMap(\.built),
        search: search, rowCount: partitions.reduce(0) { $0 + $1.rowCount }))
    var splits = search.splits().flatMap(\.self)
    if let exchange {
      timer.enter(\.exchange)
      splits = try exchange.best(splits, sums: search.sums)
    }
    var rest = splits[...]
    for (expansion, rows) in zip(expansions, partitions.flatMap(\.children)) {
      trees[expansion.tree].add(expansion, rows: rows, splits: &rest, store: store)
    }
  }

  // MARK: - Running a round

  private func makeHistogramBatch(
    _ makeJobs: @escaping () -> [HistogramBatch.Job]
  ) -> HistogramBatch {
    HistogramBatch(
      columns: columns, store: store, parts: parts, threads: threads, makeJobs: makeJobs)
  }

  private func run(_ round: GrowthRound) throws(CollectiveError) {
    try round.run(exchange: exchange, threads: threads, timer: timer, counters: &counters)
    counters.peakHistograms = store.peak
  }

  private func finish(_ plans: [BestFirstPlan], rules: SplitRules) -> [GrownTree] {
    zip(trees, plans).map { tree, plan in
      let expanded = tree.nodes.count { $0.children != nil }
      counters.wastedExpansions += expanded - plan.splits.count
      counters.splits += plan.splits.count
      return GrownTree(tree, splits: plan.splits, rules: rules)
    }
  }
}
