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

  struct ValidationSet {
    let rows: ScoredRows
    let columns: BinnedColumns
    let all: RowMaskBuffer
  }

  let parameters: TrainParameters
  let objective: any Objective
  let collective: any TrainingCollective
  let threads: Int
  let timer: StageTimer
  let layout: FeatureLayout
  let columns: BinnedColumns
  let rows: ScoredRows
  let validation: [ValidationSet]
  let store: GradientStore
  /// For leaf values, where the objective finds them anew.
  let quantiles: ExactQuantiles?
  /// Of each output's tree.
  let partitions: [RowPartition]
  private let grower: TreeGrower
  let allRows: RowMaskBuffer
  let bag: Bag?
  private let featureSample: FeatureSample
  let board: MetricBoard
  /// The metric that early stopping looks at, among those of a line.
  private let watchedPlace: Int
  let rates: LearningRates
  /// That the newest iteration's trees were grown with.
  var learningRate: Double
  /// One an output.
  let baseScores: [Double]
  /// Of another run, that this one goes on from.
  private let earlierIterationCount: Int
  /// Agreed by all processes.
  var progress = AgreedProgress()
  var stopping: EarlyStopping?
  /// The metrics after the last iteration, if they were computed only because it was the last.
  var lastLine: [Double]?
  /// No row's raw score of an output is further from 0.
  var reach: [Double]
  private var treeCosts: [TreeCost] = []
  private var costSoFar = TreeCost()
  /// Whether rows lie in the order of an old tree.
  var isOrderStale = false

  init(
    _ source: some RowBlockSource, validation: [(name: String, source: any RowBlockSource)],
    parameters: TrainParameters, metrics: MetricList, objective: any Objective, classCount: Int,
    start: TrainingStart?,
    collective: any TrainingCollective, threads: Int, growth: GrowthOptions, timer: StageTimer
  ) throws(TrainingError) {
    self.parameters = parameters
    self.collective = collective
    self.threads = threads
    self.timer = timer
    layout = FeatureLayout(features: source.features)
    // Each block is asked for once: whoever hands rows over gives them away then.
    var blocks = (0..<source.blockCount).map { source.block(at: $0) }
    let outputCount = objective.outputCount
    var validationBlocks = validation.map { set in
      (0..<set.source.blockCount).map { set.source.block(at: $0) }
    }
    let allRoles = try RowRoles.agreed(
      [RowRoles(blocks)] + validationBlocks.map { RowRoles($0) }, by: collective)
    let roles = allRoles[0]
    for (name, roles) in zip([Self.trainingSetName] + validation.map(\.name), allRoles) {
      try roles.check(for: objective, of: name)
    }
    rows = ScoredRows(
      taking: &blocks, name: Self.trainingSetName, outputCount: outputCount, roles: roles)
    let summary = try rows.summarise(
      objective: objective, classCount: classCount, collective: collective, threads: threads)
    if let complaint = objective.complaint(about: summary) {
      throw .data("The training set's labels \(complaint).")
    }
    self.objective = objective.adapted(to: summary)
    let isWeighted = roles.hasWeights || !objective.hasConstantHessian
    baseScores =
      if let start {
        start.baseScores
      } else {
        try Self.baseScores(
          of: rows, summary: summary, objective: objective, isWeighted: isWeighted,
          parameters: parameters, collective: collective, threads: threads)
      }
    earlierIterationCount = start?.iterationCount ?? 0
    progress.baseScores = baseScores
    reach = start?.reach ?? baseScores.map(\.magnitude)
    rows.beginScores(baseScores)
    columns = try BinnedColumns(
      taking: &blocks, features: source.features, layout: layout, withRecords: true,
      threads: threads)
    var sets = parameters.isProvideTrainingMetric ? [(rows: rows, labels: summary)] : []
    var validationSets: [ValidationSet] = []
    for (place, set) in validation.enumerated() {
      var blocks = validationBlocks[place]
      validationBlocks[place] = []
      let scored = ScoredRows(
        taking: &blocks, name: set.name, outputCount: outputCount, roles: allRoles[place + 1])
      let summary = try scored.summarise(
        objective: objective, classCount: classCount, collective: collective, threads: threads)
      scored.beginScores(baseScores)
      sets.append((scored, summary))
      validationSets.append(
        ValidationSet(
          rows: scored,
          columns: try BinnedColumns(
            taking: &blocks, features: source.features, layout: layout, withRecords: false,
            threads: threads),
          all: RowMaskBuffer(rowCount: scored.rowCount)))
    }
    self.validation = validationSets
    board = try MetricBoard(
      sets: sets, metrics: metrics, parameters: parameters, objective: objective,
      collective: collective, threads: threads)
    let isTrainingFirst = parameters.isProvideTrainingMetric
    watchedPlace =
      (metrics.watched ?? 0)
      + (isTrainingFirst && parameters.earlyStoppingSet == .valid ? metrics.count : 0)
    rates = LearningRates(parameters)
    learningRate = parameters.learningRate
    store = GradientStore(
      rowCount: rows.rowCount, outputCount: outputCount, isWeighted: isWeighted)
    quantiles = Self.makeQuantiles(
      objective.leafRenewal?.weighting, rowCount: rows.rowCount, isWeighted: isWeighted,
      collective: collective, threads: threads)
    partitions = (0..<outputCount).map { [columns] _ in
      RowPartition(columns: columns.pointers, rowCount: columns.rowCount)
    }
    grower = TreeGrower(
      columns: columns, partitions: partitions, gradients: store.gradients, collective: collective,
      options: growth, threads: threads, timer: timer)
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

  // MARK: - Iterations

  /// The next iteration, as the parameters say.
  var upcoming: UpcomingIteration {
    let iteration = progress.iterations.count + 1
    return UpcomingIteration(
      iteration: iteration, iterationLimit: parameters.numIterations,
      learningRate: rates.rate(ofIteration: iteration), board: board,
      metricLines: progress.metricLines)
  }

  /// Adds the trees of the next iteration.
  ///
  /// - Parameter learningRate: above 0 and finite; the same in all processes.
  /// - Returns: false, without trees, if no split was found and none will be.
  func growTrees(learningRate: Double) throws(TrainingError) -> Bool {
    let iteration = earlierIterationCount + progress.iterations.count
    timer.enter(\.gradients)
    let (grids, batchSize) = try store.update(
      of: rows, objective: objective, iteration: iteration, collective: collective,
      threads: threads, proposal: grower.proposedBatchSize(leafLimit: parameters.numLeaves))
    timer.enter(\.rest)
    bag?.update(iteration: iteration, threads: threads)
    let rules = SplitRules(
      parameters: parameters, learningRate: learningRate, grids: grids,
      maximumDepth: Tree.maximumDepth, stepLimit: objective.stepLimit)
    var grown = try grower.grow(
      rows: bag?.rows ?? allRows.rows,
      features: featureSample.features(iteration: iteration), rules: rules,
      leafLimit: parameters.numLeaves, batchSize: batchSize)
    let isSplit = grown.contains { !$0.isLeaf }
    guard isSplit || bag != nil || parameters.featureFraction < 1 else { return false }
    grown = try renewed(grown, learningRate: learningRate)
    let trees = grown.map(\.agreed)
    let reach = try reach(with: trees)
    try commit(trees)
    self.reach = reach
    self.learningRate = learningRate
    timer.enter(\.scores)
    for tree in grown where !tree.isLeaf { addValues(of: tree) }
    let count = progress.iterations.count
    if isSplit, isOrderStale || RowOrder.isDue(treeCount: count),
      count < parameters.numIterations
    {
      timer.enter(\.order)
      // That of one output: the others' trees are not less alike than those of other iterations.
      if let tree = grown.first(where: { !$0.isLeaf }) {
        reorderRows(by: tree, others: bag?.otherRows)
      }
      isOrderStale = false
    }
    return true
  }

  /// How far from 0 the raw scores of each output may be once these trees are added.
  func reach(with trees: [Tree]) throws(TrainingError) -> [Double] {
    let reach = zip(reach, trees).map { $0 + $1.largestLeafMagnitude }
    guard reach.allSatisfy({ $0 <= ModelValidator.maximumRawScore }) else {
      throw .overflow(
        "The leaf values grew so large that predictions could exceed "
          + "\(ModelValidator.maximumRawScore); lower learning_rate or scale the label.")
    }
    return reach
  }

  // MARK: - Metrics, and the end

  /// Whether the metrics after the newest iteration are not known yet.
  var isMetricLineDue: Bool { progress.metricLines.count < progress.iterations.count }

  /// Computes the metrics after the newest iteration, if it is one to be measured.
  func updateMetrics() throws(TrainingError) -> [MetricValue] {
    timer.enter(\.metrics)
    let iteration = progress.metricLines.count + 1
    let line = try collectively { () throws(CollectiveError) in
      let line =
        parameters.isMeasured(afterIteration: iteration)
        ? try board.line(collective: collective, threads: threads) : []
      try collective.record(metrics: line)
      return line
    }
    try board.check(line, iteration: iteration)
    progress.metricLines.append(line)
    noteForStopping(line, iteration: iteration)
    return board.values(of: line)
  }

  /// Computes the metrics after the last iteration, if they are not known: only its being the last, which
  /// nobody knew, makes it one to be measured. They are not part of what is agreed: a run that goes on
  /// from here goes on as if it had never ended.
  func measureEnd() throws(TrainingError) {
    guard lastLine == nil, progress.metricLines.last?.isEmpty ?? false else { return }
    timer.enter(\.metrics)
    let line = try collectively { () throws(CollectiveError) in
      try board.line(collective: collective, threads: threads)
    }
    try board.check(line, iteration: progress.iterations.count)
    lastLine = line
    noteForStopping(line, iteration: progress.iterations.count)
  }

  /// Whether the watched metric has not improved for too long.
  var isWorn: Bool { stopping?.isWorn ?? false }

  func noteForStopping(_ line: [Double], iteration: Int) {
    if !line.isEmpty { stopping?.append(line[watchedPlace], iteration: iteration) }
  }

  func makeStopping() -> EarlyStopping? {
    board.metrics.watched.map {
      EarlyStopping(
        isHigherBetter: board.metrics.isHigherBetter($0),
        patience: parameters.earlyStoppingRound, minimumGain: parameters.earlyStoppingMinDelta)
    }
  }

  /// Notes what the newest iteration's trees have cost: all since those before, their metrics included.
  func noteTreeCost() {
    let now = TreeCost(counters: grower.counters, traffic: collective.traffic)
    treeCosts.append(now - costSoFar)
    costSoFar = now
  }

  private var counters: TrainingCounters {
    var counters = grower.counters
    counters.trees = treeCosts
    counters.traffic = collective.traffic
    return counters
  }

  /// All of it; with early stopping, the trees up to the best iteration.
  func result(stopReason: StopReason) -> TrainingResult {
    timer.enter(\.rest)
    let kept = stopping?.bestIteration ?? progress.iterations.count
    var lines = progress.metricLines
    if let lastLine { lines[lines.count - 1] = lastLine }
    return TrainingResult(
      baseScores: baseScores, trees: progress.iterations.prefix(kept).flatMap(\.self),
      history: board.history(of: lines), bestIteration: kept, stopReason: stopReason,
      lastLine: lines.last ?? [], counters: counters, timings: timer.timings)
  }
}
