internal import GBDTKernels

/// Grows the leaf-wise tree of one iteration, several nodes at a time.
///
/// ```
/// evaluate the root: histogram -> collective sum -> best split
/// repeat
///   replay best-first growth over the evaluated nodes (BestFirstPlan)
///   drop the histograms of nodes that will not be split
///   none unexpanded? that is the tree
///   expand the first few unexpanded nodes, all at once:
///     partition their rows -> histograms of the smaller children -> collective sum
///     -> the larger children's by subtraction -> best splits of all children
/// ```
///
/// The tree is that of sequential growth whatever the batch size, thread count or number of
/// processes. Without other processes, a round is one parallel region; with them, two, and one or two
/// exchanges between (`HistogramExchange`).
final class TreeGrower {
  private let columns: BinnedColumns
  private let partition: RowPartition
  private let store: HistogramStore
  private let collective: any TrainingCollective
  private let options: GrowthOptions
  private let threads: Int
  private let timer: StageTimer
  private(set) var counters = TrainingCounters()
  private var pace: BatchPace

  // Of the tree under growth.
  private var nodes: [GrowthNode] = []
  /// That this process searches.
  private var features: [Int] = []
  private var exchange: HistogramExchange?
  private var parts: [Int] = []
  private var gradients: FixedPointGradients

  init(
    columns: BinnedColumns, partition: RowPartition, gradients: FixedPointGradients,
    collective: any TrainingCollective, options: GrowthOptions, threads: Int, timer: StageTimer
  ) {
    self.columns = columns
    self.gradients = gradients
    self.collective = collective
    self.options = options
    self.threads = threads
    self.timer = timer
    self.partition = partition
    pace = BatchPace(sizes: options.batchSizes)
    store = HistogramStore(
      binCount: columns.layout.binCount, hasHessians: gradients.isWeighted,
      byteLimit: options.histogramBytes)
  }

  /// - Parameters:
  ///   - rows: that the tree is grown on.
  ///   - features: that it may split on, ascending, not empty.
  ///   - leafLimit: at least 2.
  ///   - batchSize: nodes to expand in a round at least.
  func grow(
    rows: RowMasks, features: [Int], rules: SplitRules, leafLimit: Int, batchSize: Int
  ) throws(TrainingError) -> GrownTree {
    begin(features: features)
    let finder = SplitFinder(layout: columns.layout, rules: rules)
    do throws(CollectiveError) {
      nodes = [try evaluateRoot(partition.begin(root: rows), finder: finder)]
      while true {
        timer.enter(\.rest)
        let plan = BestFirstPlan(root: 0, splitLimit: leafLimit - 1) {
          BestFirstPlan.Node(gain: nodes[$0].split?.gain, children: nodes[$0].children)
        }
        dropHistograms(keeping: plan.unexpanded)
        if plan.unexpanded.isEmpty { return finish(plan, rules: rules) }
        let count = max(batchSize, min(plan.unexpanded.count / 4, store.keptLimit / 2))
        let batch = Array(plan.unexpanded.prefix(count))
        if exchange == nil {
          try expand(batch, finder: finder)
        } else {
          let start = ContinuousClock.now
          try expand(batch, finder: finder)
          pace.note(seconds: (.now - start) / .seconds(1), nodeCount: batch.count)
        }
      }
    } catch {
      nodes = []
      store.giveBackAll()
      throw .collective(error)
    }
  }

  /// - Parameter features: that the tree may split on.
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
      isScattered: options.isScattered(
        worldSize: collective.worldSize, histogramBytes: store.histogramBytes))
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

  private func evaluateRoot(
    _ rows: RowPartition.Segment, finder: SplitFinder
  ) throws(CollectiveError) -> GrowthNode {
    let histogram = store.take()
    var sums = NodeSums()
    let batch = makeHistogramBatch { [self] in
      [
        HistogramBatch.Job(
          rows: partition.rows(of: rows), rowCount: rows.rowCount, histogram: histogram)
      ]
    }
    let search = SplitSearch(finder: finder, features: features) { [features] in
      guard let feature = features.first else {
        return [SplitSearch.Job(targets: [], subtraction: nil)]
      }
      // Every row is in one bin of each feature.
      let bins = finder.layout.bins(of: feature)
      sums = bins.reduce(NodeSums()) { $0 + histogram.lanes.sums(at: $1) }
      let isSplittable = finder.rules.mightSplit(sums, depth: 0)
      return [
        SplitSearch.Job(
          targets: isSplittable ? [SplitSearch.Target(sums: sums, histogram: histogram)] : [],
          subtraction: nil)
      ]
    }
    try run(
      GrowthRound(
        partition: nil, histograms: batch, built: [histogram], search: search,
        rowCount: rows.rowCount))
    var split = search.splits()[0].first ?? nil
    if let exchange {
      timer.enter(\.exchange)
      (split, sums) = try exchange.bestOfRoot(split, sums: sums)
    }
    return GrowthNode(
      sums: sums, depth: 0, rows: rows, split: split, histogram: histogram, children: nil)
  }

  private func expand(_ batch: [Int], finder: SplitFinder) throws(CollectiveError) {
    var expansions: [Expansion] = []
    var jobs: [RowPartition.Job] = []
    for index in batch {
      guard let split = nodes[index].split else { continue }
      jobs.append(
        RowPartition.Job(segment: nodes[index].rows, feature: split.feature, test: split.test))
      expansions.append(
        Expansion(of: index, split: split, node: nodes[index], rules: finder.rules, store: store))
      // Taken over or given back by the expansion.
      nodes[index].histogram = nil
    }
    let partitionBatch = partition.batch(jobs)
    let histogramBatch = makeHistogramBatch { [partition] in
      zip(expansions, partitionBatch.children).flatMap { expansion, children in
        expansion.histogramJobs(of: children, in: partition)
      }
    }
    let search = SplitSearch(finder: finder, features: features) {
      expansions.map(\.searchJob)
    }
    try run(
      GrowthRound(
        partition: partitionBatch, histograms: histogramBatch, built: expansions.flatMap(\.built),
        search: search, rowCount: partitionBatch.rowCount))
    var splits = search.splits().flatMap(\.self)
    if let exchange {
      timer.enter(\.exchange)
      splits = try exchange.best(splits, sums: search.sums)
    }
    var rest = splits[...]
    for (expansion, rows) in zip(expansions, partitionBatch.children) {
      add(expansion, rows: rows, splits: &rest)
    }
  }

  /// Makes nodes of an expansion's children.
  ///
  /// - Parameter splits: of the children that were searched and all that come after; those are taken.
  private func add(
    _ expansion: Expansion, rows: (left: RowPartition.Segment, right: RowPartition.Segment),
    splits: inout ArraySlice<Split?>
  ) {
    var children: [Int] = []
    for (child, rows) in [(expansion.left, rows.left), (expansion.right, rows.right)] {
      let split = child.isSearched ? splits.popFirst() ?? nil : nil
      if split == nil, let histogram = child.histogram { store.giveBack(histogram) }
      children.append(nodes.count)
      nodes.append(
        GrowthNode(
          sums: child.sums, depth: expansion.depth, rows: rows, split: split,
          histogram: split == nil ? nil : child.histogram, children: nil))
    }
    nodes[expansion.node].children = (left: children[0], right: children[1])
  }

  // MARK: - Running a round

  private func makeHistogramBatch(
    _ makeJobs: @escaping () -> [HistogramBatch.Job]
  ) -> HistogramBatch {
    HistogramBatch(
      columns: columns, gradients: gradients, store: store, parts: parts, threads: threads,
      makeJobs: makeJobs)
  }

  private func run(_ round: GrowthRound) throws(CollectiveError) {
    try round.run(exchange: exchange, threads: threads, timer: timer, counters: &counters)
    counters.peakHistograms = store.peak
  }

  // MARK: - Histogram memory, and the end

  /// Gives back the histograms of nodes that will not be expanded, and of those that will be
  /// expanded last where there are more than may be kept.
  private func dropHistograms(keeping unexpanded: [Int]) {
    var isKept = [Bool](repeating: false, count: nodes.count)
    for index in unexpanded.prefix(store.keptLimit) { isKept[index] = true }
    for index in nodes.indices where !isKept[index] { giveBackHistogram(of: index) }
  }

  private func giveBackHistogram(of index: Int) {
    guard let histogram = nodes[index].histogram else { return }
    store.giveBack(histogram)
    nodes[index].histogram = nil
  }

  private func finish(_ plan: BestFirstPlan, rules: SplitRules) -> GrownTree {
    let expanded = nodes.count { $0.children != nil }
    counters.wastedExpansions += expanded - plan.splits.count
    counters.splits += plan.splits.count
    return GrownTree(nodes: nodes, splits: plan.splits, rules: rules, partition: partition)
  }
}
