internal import GBDTModel

extension Model {
  /// Iterations that the model has; each adds one tree to every output.
  public var iterationCount: Int { predictor.iterationCount }

  /// How much each feature moved each row's raw score away from the expected one: exact Shapley values.
  ///
  /// - Returns: row-major, for each row one number a feature in `featureNames`' order, then the expected
  ///   raw score. A row's numbers add up to its raw score, up to rounding.
  /// - Throws: as `predict`.
  public func contributions(
    _ table: DataTable, iterations: Int? = nil, threads: Int = 0
  ) throws(GBDTError) -> [Double] {
    let parts: Explained<Double> = try contributions(
      table, iterations: iterations, threads: threads)
    return parts.values
  }

  /// The leaf that each row reaches in each tree: its place among the tree's leaves in pre-order.
  ///
  /// - Returns: row-major, one number a tree.
  /// - Throws: as `predict`.
  public func leafIndices(
    _ table: DataTable, iterations: Int? = nil, threads: Int = 0
  ) throws(GBDTError) -> [UInt32] {
    let parts: Explained<UInt32> = try leafIndices(table, iterations: iterations, threads: threads)
    return parts.values
  }

  /// Numbers about rows with a count of the unseen categories met on the way.
  package struct Explained<Value: Sendable>: Sendable {
    /// Row-major.
    package let values: [Value]
    package let unseenCategories: [UnseenCategories]
  }

  package func contributions(
    _ table: DataTable, iterations: Int?, threads: Int
  ) throws(GBDTError) -> Explained<Double> {
    try explained(table, threads: threads) { (rows, threads) throws(ModelError) in
      let part = try predictor.contributions(of: rows, iterations: iterations, threads: threads)
      return (part.values, part.unseenCategories)
    }
  }

  package func leafIndices(
    _ table: DataTable, iterations: Int?, threads: Int
  ) throws(GBDTError) -> Explained<UInt32> {
    try explained(table, threads: threads) { (rows, threads) throws(ModelError) in
      let part = try predictor.leafIndices(of: rows, iterations: iterations, threads: threads)
      return (part.values, part.unseenCategories)
    }
  }

  /// Raw scores, one an output and row.
  package func rawScores(
    _ table: DataTable, iterations: Int?, threads: Int
  ) throws(GBDTError) -> Explained<Double> {
    try explained(table, threads: threads) { (rows, threads) throws(ModelError) in
      let part = try predictor.rawScores(of: rows, iterations: iterations, threads: threads)
      return (part.values, part.unseenCategories)
    }
  }

  /// What the link makes of the raw scores.
  package func explainedPredictions(
    _ table: DataTable, iterations: Int?, threads: Int
  ) throws(GBDTError) -> Explained<Double> {
    try explained(table, threads: threads) { (rows, threads) throws(ModelError) in
      let part = try predictor.rawScores(of: rows, iterations: iterations, threads: threads)
      return (link.predictions(of: part.values, outputCount: outputCount), part.unseenCategories)
    }
  }

  private func explained<Value: Sendable>(
    _ table: DataTable, threads: Int,
    _ body: (FeatureRows, Int) throws(ModelError) -> (values: [Value], unseen: [Int])
  ) throws(GBDTError) -> Explained<Value> {
    let parts = try mapChunks(of: table, threads: threads, body)
    var unseen = [Int](repeating: 0, count: trained.features.count)
    for part in parts {
      for feature in unseen.indices { unseen[feature] += part.unseen[feature] }
    }
    return Explained(
      values: parts.flatMap(\.values),
      unseenCategories: UnseenCategories.nonZero(featureNames, unseen))
  }
}
