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
    let treeCount = progress.trees.count
    let agreed = try collectively { () throws(CollectiveError) in
      try collective.join(treeCount: treeCount, baseScore: baseScore)
    }
    if let other = agreed.baseScore, other.bitPattern != baseScore.bitPattern {
      throw .data(
        "Training cannot go on from trees that add to the raw score \(other), for these rows begin with "
          + "\(baseScore): the trees belong to other rows or parameters. Start anew.")
    }
    try replay(agreed.trees)
    progress.metricLines = agreed.metricLines
    progress.isStopping = agreed.isStopping
    let missing = progress.trees.count - progress.metricLines.count
    guard progress.trees.count <= parameters.numIterations, missing == 0 || missing == 1,
      progress.metricLines.allSatisfy({ $0.count == board.lineWidth })
    else {
      throw .data(
        "Training cannot go on from \(progress.trees.count) trees with "
          + "\(progress.metricLines.count) lines of metrics: they belong to other parameters or sets "
          + "of rows. Start anew.")
    }
    stopping = Self.makeStopping(parameters)
    for line in progress.metricLines { noteForStopping(line) }
  }

  /// Adds trees that others have grown to the scores of all rows, in order: as if this process had
  /// grown them itself.
  private func replay(_ trees: [Tree]) throws(TrainingError) {
    timer.enter(\.scores)
    var binned: [BinnedTree] = []
    for tree in trees {
      let tests = try BinnedTree(tree, layout: layout)
      reach = try reach(with: tree)
      // A tree of one leaf changes no score.
      if tests.nodes.count > 1 { binned.append(tests) }
    }
    addValues(of: binned)
    progress.trees += trees
    if binned.count > 1 { isOrderStale = true }
  }

  /// Makes the tree part of the model, in all processes.
  func commit(_ tree: Tree) throws(TrainingError) {
    timer.enter(\.rest)
    let directive = try collectively { () throws(CollectiveError) in try collective.commit(tree) }
    progress.trees.append(tree)
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
