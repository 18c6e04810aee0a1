internal import GBDTKernels
internal import GBDTModel
internal import GBDTParameters

/// What a run agrees on with the other processes.
extension BoostingRun {
  /// Waits for all processes, and takes over what was agreed: trees that this process lacks, and
  /// exactly the metrics that are known to all.
  ///
  /// - Throws: for a base score, trees or metrics that do not fit the rows and parameters of this run.
  func join() throws(TrainingError) {
    timer.enter(\.rest)
    let count = progress.iterations.count
    let agreed = try collectively { () throws(CollectiveError) in
      try collective.join(iterationCount: count, baseScores: baseScores)
    }
    if let others = agreed.baseScores, others.map(\.bitPattern) != baseScores.map(\.bitPattern) {
      let text = { (scores: [Double]) in scores.map { "\($0)" }.joined(separator: ", ") }
      throw .data(
        "Training cannot go on from trees that add to the raw score \(text(others)), for these rows "
          + "begin with \(text(baseScores)): the trees belong to other rows or parameters. Start anew."
      )
    }
    try replay(agreed.iterations)
    learningRate = rates.rate(ofIteration: max(1, progress.iterations.count))
    progress.metricLines = agreed.metricLines
    progress.isStopping = agreed.isStopping
    let missing = progress.iterations.count - progress.metricLines.count
    guard progress.iterations.count <= parameters.numIterations, missing == 0 || missing == 1,
      progress.metricLines.enumerated().allSatisfy({ index, line in
        line.count == (parameters.isMeasured(afterIteration: index + 1) ? board.lineWidth : 0)
      })
    else {
      throw .data(
        "Training cannot go on from \(progress.iterations.count) iterations with "
          + "\(progress.metricLines.count) lines of metrics: they belong to other parameters or sets "
          + "of rows. Start anew.")
    }
    lastLine = nil
    stopping = makeStopping()
    for (index, line) in progress.metricLines.enumerated() {
      noteForStopping(line, iteration: index + 1)
    }
  }

  /// Adds trees that others have grown to the scores of all rows, in order: as if this process had
  /// grown them itself.
  private func replay(_ iterations: [[Tree]]) throws(TrainingError) {
    timer.enter(\.scores)
    var binned: [(output: Int, tree: BinnedTree)] = []
    for trees in iterations {
      guard trees.map(\.output) == Array(baseScores.indices) else {
        throw .data(
          "Training cannot go on from iterations of \(trees.count) trees, for these rows take "
            + "\(baseScores.count): the trees belong to another objective. Start anew.")
      }
      for tree in trees {
        let tests = try BinnedTree(tree, layout: layout)
        // A tree of one leaf changes no score.
        if tests.nodes.count > 1 { binned.append((tree.output, tests)) }
      }
      reach = try reach(with: trees)
    }
    addValues(of: binned)
    progress.iterations += iterations
    if iterations.count > 1, !binned.isEmpty { isOrderStale = true }
  }

  /// Makes the trees of an iteration part of the model, in all processes.
  func commit(_ trees: [Tree]) throws(TrainingError) {
    timer.enter(\.rest)
    let directive = try collectively { () throws(CollectiveError) in try collective.commit(trees) }
    progress.iterations.append(trees)
    if directive == .stop { progress.isStopping = true }
    noteTreeCost()
  }

  /// Ends training after this iteration.
  func stop() { progress.isStopping = true }

  /// All processes have come to this end.
  func finish(_ reason: StopReason) throws(TrainingError) {
    try collectively { () throws(CollectiveError) in try collective.finish(reason) }
  }

  func collectively<Result>(
    _ call: () throws(CollectiveError) -> Result
  ) throws(TrainingError) -> Result {
    do throws(CollectiveError) {
      return try call()
    } catch {
      throw .collective(error)
    }
  }
}
