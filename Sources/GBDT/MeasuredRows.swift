internal import GBDTCore
internal import GBDTData
internal import GBDTKernels
internal import GBDTModel
internal import GBDTObjectives

/// Rows with their labels and a model's raw scores: what metrics are measured on.
struct MeasuredRows: Sendable {
  /// Rows of a block of parallel work.
  private static let blockRows = 1 << 14

  let objective: any Objective
  /// For each feature, how many rows had a category that the model does not know.
  private(set) var unseenCategories: [Int]
  private var scores: [Double] = []
  private var labels: [Double] = []
  private var weights: [Double]?

  /// The rows of a source, scored by the first `iterations` of a model, or by all of it.
  ///
  /// - Throws: `.data` naming the first row with a label or weight that is out of range.
  init(
    _ source: some FeatureChunkSource, of model: Model, iterations: Int?, threads: Int
  ) throws(GBDTError) {
    let objective = try ModelRecords.objective(of: model.trained)
    self.objective = objective
    let parts = try Parallel.map(
      count: source.chunkCount, threads: threads
    ) { (index) throws(GBDTError) in
      let chunk = try GBDTError.wrapping { () throws(DataError) in try source.chunk(at: index) }
      let scores = try GBDTError.wrapping { () throws(ModelError) in
        try model.predictor.rawScores(of: chunk.featureRows, iterations: iterations)
      }
      return (chunk: chunk, scores: scores)
    }
    unseenCategories = [Int](repeating: 0, count: source.featureNames.count)
    let hasWeights = parts.contains { $0.chunk.weights != nil }
    var (labels, weights): ([Double], [Double]) = ([], [])
    for (chunk, scores) in parts {
      for feature in unseenCategories.indices {
        unseenCategories[feature] += scores.unseenCategories[feature]
      }
      labels += chunk.labels
      if hasWeights {
        weights += chunk.weights ?? [Double](repeating: 1, count: chunk.labels.count)
      }
    }
    self.labels = labels
    self.weights = hasWeights ? weights : nil
    scores = Self.outputMajor(parts.map(\.scores), outputCount: objective.outputCount)
    if let (place, text) = withRows(0..<count, { $0.complaint(objective: objective) }) {
      let numbers = parts.lazy.map(\.chunk.rowNumbers).joined()
      let number = numbers.dropFirst(place).first ?? 0
      throw GBDTError(.data, "Row \(number) has \(text)")
    }
  }

  /// The raw scores of each output together.
  private static func outputMajor(_ parts: [RawScores], outputCount: Int) -> [Double] {
    if outputCount == 1 { return parts.flatMap(\.values) }
    var scores: [Double] = []
    for output in 0..<outputCount {
      for part in parts {
        for place in stride(from: output, to: part.values.count, by: outputCount) {
          scores.append(part.values[place])
        }
      }
    }
    return scores
  }

  var count: Int { labels.count }

  private var blocks: [Range<Int>] {
    stride(from: 0, to: count, by: Self.blockRows).map { $0..<min($0 + Self.blockRows, count) }
  }

  /// Calls `body` with some of the rows.
  private func withRows<Result>(_ range: Range<Int>, _ body: (LabelledRows) -> Result) -> Result {
    scores.withUnsafeBufferPointer { scores in
      labels.withUnsafeBufferPointer { labels in
        func call(_ weights: UnsafeBufferPointer<Double>?) -> Result {
          body(
            LabelledRows(
              scores: scores, outputCount: objective.outputCount, scoreStride: labels.count,
              labels: labels, weights: weights)[range])
        }
        guard let weights else { return call(nil) }
        return weights.withUnsafeBufferPointer { call($0) }
      }
    }
  }

  /// What metrics must know of the labels.
  func labels(threads: Int) -> MeasuredLabels {
    let blocks = blocks
    return Parallel.map(count: blocks.count, threads: threads) { block in
      withRows(blocks[block]) { rows in
        var summary = LabelSummary()
        summary.add(rows)
        var labels = MeasuredLabels(summary)
        labels.widen(to: rows)
        return labels
      }
    }.reduce(into: MeasuredLabels()) { $0.add($1) }
  }

  /// What metrics have seen when they have seen all rows.
  func states(of panel: MetricPanel, threads: Int) -> [MetricState] {
    let blocks = blocks
    return Parallel.map(count: blocks.count, threads: threads) { block in
      var states = panel.states
      withRows(blocks[block]) { panel.add($0, to: &states) }
      for place in states.indices { states[place].masses.sort() }
      return states
    }.reduce(into: panel.states) { sum, part in
      for place in sum.indices { sum[place].add(part[place]) }
    }
  }
}
