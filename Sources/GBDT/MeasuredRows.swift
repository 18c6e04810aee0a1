internal import GBDTCore
internal import GBDTData
internal import GBDTKernels
internal import GBDTModel
internal import GBDTObjectives
internal import GBDTParameters

/// Rows with their labels and a model's raw scores: what metrics are measured on.
struct MeasuredRows: Sendable {
  /// Rows, or queries, of a block of parallel work.
  private static let blockRows = 1 << 14
  private static let blockQueries = 1 << 9

  let objective: any Objective
  /// For each feature, how many rows had a category that the model does not know.
  private(set) var unseenCategories: [Int]
  private var numbers: [UInt64] = []
  /// Output by output, offsets included.
  private var scores: [Double] = []
  private var labels: [Double] = []
  private var weights: [Double]?
  /// Which rows are of one query; nil where rows have none.
  private var queries: RowGroups?

  /// The rows of a source, scored by the first `iterations` of a model, or by all of it.
  ///
  /// - Throws: `.data` naming the first row with a label or weight that is out of range, and the first
  ///   one whose query has ended before.
  init(
    _ source: some FeatureChunkSource, of model: Model, iterations: Int?, threads: Int
  ) throws(GBDTError) {
    try self.init(
      source, objective: ModelRecords.objective(of: model.trained), threads: threads
    ) { (chunk) throws(GBDTError) in
      try GBDTError.wrapping { () throws(ModelError) in
        try model.predictor.rawScores(of: chunk.featureRows, iterations: iterations)
      }
    }
  }

  /// The rows of a source, with raw scores of any origin.
  ///
  /// - Throws: as above, and what `rawScores` throws.
  init(
    _ source: some FeatureChunkSource, objective: any Objective, threads: Int,
    rawScores: @Sendable (FeatureChunk) throws(GBDTError) -> RawScores
  ) throws(GBDTError) {
    self.objective = objective
    let parts = try Parallel.map(
      count: source.chunkCount, threads: threads
    ) { (index) throws(GBDTError) in
      let chunk = try GBDTError.wrapping { () throws(DataError) in try source.chunk(at: index) }
      return Part(chunk, scores: try rawScores(chunk))
    }
    unseenCategories = [Int](repeating: 0, count: source.featureNames.count)
    let hasWeights = parts.contains { $0.roles.weights != nil }
    weights = hasWeights ? [] : nil
    for part in parts {
      for feature in unseenCategories.indices {
        unseenCategories[feature] += part.unseenCategories[feature]
      }
      numbers += part.numbers
      labels += part.roles.labels
      weights? += part.roles.weights ?? [Double](repeating: 1, count: part.numbers.count)
      if let keys = part.roles.groups {
        if queries == nil { queries = RowGroups() }
        queries?.append(keys[...])
      }
    }
    for output in 0..<objective.outputCount {
      for part in parts { scores += part.scores[output] }
    }
    if let (place, text) = withRows(0..<count, { $0.complaint(objective: objective) }) {
      throw error("Row \(numbers[place]) has \(text)", row: place)
    }
    try checkQueries()
  }

  /// What is kept of a chunk.
  private struct Part: Sendable {
    let numbers: [UInt64]
    let roles: RoleValues
    /// For each output one a row, offsets included.
    var scores: [[Double]]
    let unseenCategories: [Int]

    init(_ chunk: FeatureChunk, scores raw: RawScores) {
      numbers = chunk.rowNumbers
      roles = chunk.roles
      unseenCategories = raw.unseenCategories
      scores = (0..<raw.outputCount).map { output in
        stride(from: output, to: raw.values.count, by: raw.outputCount).map { raw.values[$0] }
      }
      for output in roles.initScores.indices where output < scores.count {
        for row in numbers.indices { scores[output][row] += roles.initScores[output][row] }
      }
      guard let exposures = roles.exposures else { return }
      let offsets = UnaryFunction.log(exposures)
      for row in numbers.indices { scores[0][row] += offsets[row] }
    }
  }

  /// Each query's rows lie together.
  private func checkQueries() throws(GBDTError) {
    guard let queries else {
      if objective.isGrouped {
        throw GBDTError(
          .data,
          "The objective \(objective.name.rawValue) ranks the rows of queries, and the rows "
            + "have none.")
      }
      return
    }
    var seen: Set<UInt64> = []
    for query in 0..<queries.queryCount where !seen.insert(queries.keys[query]).inserted {
      let row = queries.rows(ofQuery: query).lowerBound
      throw error(
        "Row \(numbers[row]) is of a query that has ended before: the rows of a query must be adjacent. "
          + "Sort the rows by query.", row: row)
    }
  }

  private func error(_ problem: String, row: Int) -> GBDTError {
    let place = DataError.Place(row: DataError.Place.Row(number: numbers[row]))
    return GBDTError(DataError(.data, problem, at: place))
  }

  var count: Int { labels.count }

  var hasQueries: Bool { queries != nil }

  private func blocks(of count: Int, size: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
  }

  /// Calls `body` with some of the rows, with their weights times `factors`, one a row.
  private func withRows<Result>(
    _ range: Range<Int>, factors: [Double]? = nil, _ body: (LabelledRows) -> Result
  ) -> Result {
    scores.withUnsafeBufferPointer { scores in
      labels.withUnsafeBufferPointer { labels in
        func call(_ weights: UnsafeBufferPointer<Double>?) -> Result {
          body(
            LabelledRows(
              scores: UnsafeBufferPointer(
                rebasing: scores[
                  range.lowerBound..<(objective.outputCount - 1) * labels.count + range.upperBound]),
              outputCount: objective.outputCount, scoreStride: labels.count,
              labels: UnsafeBufferPointer(rebasing: labels[range]), weights: weights))
        }
        guard let factors else {
          guard let weights else { return call(nil) }
          return weights.withUnsafeBufferPointer {
            call(UnsafeBufferPointer(rebasing: $0[range]))
          }
        }
        let products = zip(range, factors).map { (weights?[$0] ?? 1) * $1 }
        return products.withUnsafeBufferPointer { call($0) }
      }
    }
  }

  /// What metrics must know of the labels.
  func labels(threads: Int) -> MeasuredLabels {
    let blocks = blocks(of: count, size: Self.blockRows)
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

  /// The values of metrics on all rows.
  ///
  /// - Parameter weights: the sum of the rows' weights, not 0.
  func values(of panel: MetricPanel, weights: Double, threads: Int) -> [Double] {
    let blocks = blocks(of: count, size: Self.blockRows)
    let queryBlocks =
      panel.hasMetrics(of: .query)
      ? self.blocks(of: queries?.queryCount ?? 0, size: Self.blockQueries) : []
    let parts = Parallel.map(count: blocks.count + queryBlocks.count, threads: threads) { block in
      var states = panel.states
      if block < blocks.count {
        withRows(blocks[block]) { panel.add($0, to: &states) }
        for place in states.indices { states[place].masses.sort() }
      } else if let queries {
        for query in queryBlocks[block - blocks.count] {
          withRows(queries.rows(ofQuery: query)) { panel.add(query: $0, to: &states) }
        }
      }
      return states
    }
    var states = parts.reduce(into: panel.states) { sum, part in
      for place in sum.indices { sum[place].add(part[place]) }
    }
    if panel.hasMetrics(of: .all) {
      withRows(0..<count) { panel.add(all: $0, to: &states) }
    }
    return panel.values(of: states, weights: weights)
  }

  /// The values of metrics on rows drawn with replacement; NaN for a metric that has none on those.
  ///
  /// Each row, or where rows have queries each query, is drawn as often as a Poisson variable of mean 1
  /// says, a function of the seed, the sample and the number of the (first) row: a sample is the same
  /// for any thread and any partition.
  func values(of panel: MetricPanel, sample: Int, seed: UInt64) -> [Double] {
    let hash = CounterHash(seed: seed, purpose: .bootstrap).atIteration(UInt64(sample))
    var states = panel.states
    var total = ExactSum()
    func addWeights(of rows: LabelledRows) {
      guard let weights = rows.weights else { return }
      for weight in weights { total.add(weight) }
    }
    if let queries {
      for query in 0..<queries.queryCount {
        let rows = queries.rows(ofQuery: query)
        let factor = Self.drawCount(hash.value(numbers[rows.lowerBound]))
        if factor == 0 { continue }
        withRows(rows, factors: rows.map { _ in factor }) {
          addWeights(of: $0)
          panel.add($0, to: &states)
          panel.add(query: $0, to: &states)
        }
      }
    } else {
      for block in blocks(of: count, size: Self.blockRows) {
        withRows(block, factors: numbers[block].map { Self.drawCount(hash.value($0)) }) {
          addWeights(of: $0)
          panel.add($0, to: &states)
        }
      }
    }
    if panel.hasMetrics(of: .all) {
      withRows(0..<count, factors: drawCounts(hash)) { panel.add(all: $0, to: &states) }
    }
    let weights = total.value
    return weights > 0
      ? panel.values(of: states, weights: weights) : panel.metrics.map { _ in .nan }
  }

  /// How often each row is drawn.
  private func drawCounts(_ hash: CounterHash) -> [Double] {
    guard let queries else { return numbers.map { Self.drawCount(hash.value($0)) } }
    return (0..<queries.queryCount).flatMap { query in
      let rows = queries.rows(ofQuery: query)
      let count = Self.drawCount(hash.value(numbers[rows.lowerBound]))
      return rows.map { _ in count }
    }
  }

  /// A Poisson variable of mean 1 from 64 random bits.
  static func drawCount(_ bits: UInt64) -> Double {
    Double(drawBounds.firstIndex { bits < $0 } ?? drawBounds.count)
  }

  /// The chances of at most 0, 1, 2, ... times 2^64, rounded down.
  private static let drawBounds: [UInt64] = [
    0x5e2d_58d8_b3bc_df1a, 0xbc5a_b1b1_6779_be35, 0xeb71_5e1d_c158_2dc2, 0xfb23_9797_34a2_52f1,
    0xff10_25f5_9174_dc3d, 0xffd9_0f3b_a405_5e19, 0xfffa_8b71_fc72_c913, 0xffff_540c_0914_b3c9,
    0xffff_ed1f_4aa8_f120, 0xffff_fe21_6e64_1462, 0xffff_ffd4_d85d_3183, 0xffff_fffc_6da2_62b4,
    0xffff_ffff_ba12_d178, 0xffff_ffff_fb07_c64c, 0xffff_ffff_ffab_8ea5, 0xffff_ffff_fffa_be22,
    0xffff_ffff_ffff_b11a, 0xffff_ffff_ffff_fba1, 0xffff_ffff_ffff_ffc5, 0xffff_ffff_ffff_fffd,
  ]
}
