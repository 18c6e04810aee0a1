internal import GBDTCore
internal import GBDTData
internal import GBDTKernels
internal import GBDTObjectives

/// Labels, weights and raw scores of the training rows or of a validation set.
///
/// Scores of an output lie together: that of output k and row r at k * rowCount + r.
final class ScoredRows {
  /// In all processes together: sums over more might not fit their lanes, nor positions 32 bits.
  static let maximumRowCount = Int(UInt32.max)

  private static let stretchRows = 1 << 15
  private static let stretchesAtATime = 64

  /// What the rows are called in metrics and messages.
  let name: String
  let rowCount: Int
  /// Agreed by all processes.
  let roles: RowRoles
  private let scores: KernelBuffer<Double>
  /// Whether `scores` began as what the blocks have.
  private let hasStartScores: Bool
  private let outputCount: Int
  /// The unit of parallel work over rows.
  let stretches: [Range<Int>]
  let labels: KernelBuffer<Double>
  let weights: KernelBuffer<Double>?
  /// Nil where rows are of no queries.
  let queries: RowQueries?
  /// Of each stretch, while rows are in their first order; empty where rows are of no queries.
  private let queriesOfStretches: [Range<Int>]
  /// Whether somebody asks for the rows in their first order.
  private var keepsFirstOrder = false
  /// Nil while rows are in their first order.
  private var places: RowPlaces?
  /// Until the scores begin.
  private var exposures: KernelBuffer<Double>?

  /// - Parameters:
  ///   - blocks: lose labels and all that goes with them, whose memory is taken over if there is one
  ///     block and nobody else holds it.
  ///   - outputCount: raw scores a row.
  ///   - roles: of the rows of all processes; they suit the objective.
  init(taking blocks: inout [RowBlock], name: String, outputCount: Int, roles: RowRoles) {
    let rowCount = blocks.reduce(0) { $0 + $1.rowCount }
    self.name = name
    self.rowCount = rowCount
    self.roles = roles
    self.outputCount = outputCount
    scores = KernelBuffer(count: outputCount * rowCount)
    hasStartScores = blocks.contains { !$0.startScores.isEmpty }
    let queries = roles.hasQueries ? RowQueries(blocks) : nil
    let groups = queries?.stretches(ofRows: Self.stretchRows) ?? []
    stretches =
      queries.map { queries in groups.map { queries.rows(of: $0) } }
      ?? stride(from: 0, to: rowCount, by: Self.stretchRows).map {
        $0..<min($0 + Self.stretchRows, rowCount)
      }
    queriesOfStretches = groups
    self.queries = queries
    labels = Self.joined(
      blocks.indices.map { (blocks[$0].rowCount, blocks[$0].takeLabels()) }, rowCount: rowCount)
    weights =
      roles.hasWeights
      ? Self.joined(
        blocks.indices.map { (blocks[$0].rowCount, blocks[$0].takeWeights()) }, rowCount: rowCount)
      : nil
    exposures =
      roles.hasExposures
      ? Self.joined(
        blocks.indices.map { (blocks[$0].rowCount, blocks[$0].takeExposures()) },
        rowCount: rowCount) : nil
    takeInitScores(of: &blocks)
    if hasStartScores { takeStartScores(of: &blocks) }
  }

  /// - Precondition: all blocks with rows have as many start scores as there are outputs.
  private func takeStartScores(of blocks: inout [RowBlock]) {
    var row = 0
    for index in blocks.indices {
      let starts = blocks[index].takeStartScores()
      let count = blocks[index].rowCount
      precondition(starts.count == outputCount || count == 0, "a start for each output")
      for (output, values) in starts.enumerated() {
        let first = output * rowCount + row
        _ = scores.slice(first..<first + count).update(fromContentsOf: values)
      }
      row += count
    }
  }

  /// Where the scores of rows begin, but for the base scores and exposures.
  private func takeInitScores(of blocks: inout [RowBlock]) {
    var row = 0
    for index in blocks.indices {
      for (output, values) in blocks[index].takeInitScores().enumerated() {
        let first = output * rowCount + row
        _ = scores.slice(first..<first + values.count).update(fromContentsOf: values)
      }
      row += blocks[index].rowCount
    }
  }

  /// The values of blocks end to end; 1 for the rows of a block that has none.
  private static func joined(
    _ parts: consuming [(rowCount: Int, values: RowValues?)], rowCount: Int
  ) -> KernelBuffer<Double> {
    if parts.count == 1, let own = parts[0].values?.ownBuffer(), own.count >= rowCount {
      return own
    }
    let whole = KernelBuffer<Double>(count: rowCount)
    var row = 0
    for part in parts {
      let rows = row..<row + part.rowCount
      if let values = part.values {
        _ = whole.slice(rows).update(fromContentsOf: values)
      } else {
        whole.slice(rows).update(repeating: 1)
      }
      row = rows.upperBound
    }
    return whole
  }

  /// The rows of a stretch; valid as long as this object lives.
  func rows(_ stretch: Range<Int>) -> LabelledRows {
    let last = (outputCount - 1) * rowCount + stretch.upperBound
    return LabelledRows(
      scores: UnsafeBufferPointer(scores.slice(stretch.lowerBound..<last)),
      outputCount: outputCount, scoreStride: rowCount,
      labels: UnsafeBufferPointer(labels.slice(stretch)),
      weights: weights.map { UnsafeBufferPointer($0.slice(stretch)) })
  }

  /// Lets `withAllRows` be called whatever order rows are put in from now on.
  ///
  /// - Precondition: they are in their first order.
  func keepFirstOrder() { keepsFirstOrder = true }

  /// Calls `body` with all rows of this process in their first order.
  func withAllRows(_ body: (LabelledRows) -> Void) {
    guard let places else { return body(rows(0..<rowCount)) }
    withRows(at: places.positions(of: 0..<rowCount), body)
  }

  /// Calls `body` with copies of the rows at some positions.
  private func withRows(
    at positions: UnsafeBufferPointer<UInt32>, _ body: (LabelledRows) -> Void
  ) {
    let count = positions.count
    withUnsafeTemporaryAllocation(of: Double.self, capacity: (outputCount + 2) * count) {
      memory in
      // SAFETY: positions are those of rows, for which all values are there.
      func gather(_ values: UnsafePointer<Double>, into part: Int) {
        for (place, position) in positions.enumerated() {
          memory.initializeElement(at: part * count + place, to: values[Int(position)])
        }
      }
      func gathered(_ part: Int) -> UnsafeBufferPointer<Double> {
        UnsafeBufferPointer(rebasing: memory[part * count..<(part + 1) * count])
      }
      for output in 0..<outputCount { gather(scores(of: output), into: output) }
      gather(labels.start, into: outputCount)
      if let weights { gather(weights.start, into: outputCount + 1) }
      body(
        LabelledRows(
          scores: UnsafeBufferPointer(rebasing: memory[0..<outputCount * count]),
          outputCount: outputCount, scoreStride: count,
          labels: gathered(outputCount), weights: weights.map { _ in gathered(outputCount + 1) }))
    }
  }

  /// Puts the rows in another order.
  func reorder(_ order: RowOrder, threads: Int) {
    if queries != nil || keepsFirstOrder {
      let places = places ?? RowPlaces(rowCount: rowCount)
      places.reorder(order, threads: threads)
      self.places = places
    }
    for output in 0..<outputCount { order.apply(to: scores(of: output), threads: threads) }
    order.apply(to: labels.start, threads: threads)
    if let weights { order.apply(to: weights.start, threads: threads) }
  }

  /// Exact sums over all rows of all processes, after every label and weight was looked at.
  ///
  /// - Parameter classCount: classes of the labels; 0 where labels are numbers.
  /// - Throws: for a label or weight that cannot be trained on, for no rows or too many, or for no
  ///   weight.
  func summarise(
    objective: any Objective, classCount: Int = 0, collective: any TrainingCollective, threads: Int
  ) throws(TrainingError) -> LabelSummary {
    // Several rounds: a summary of many classes is large.
    var total = LabelSummary(classCount: classCount, hasExposures: roles.hasExposures)
    for first in stride(from: 0, to: stretches.count, by: Self.stretchesAtATime) {
      let count = min(Self.stretchesAtATime, stretches.count - first)
      let parts = try Parallel.map(count: count, threads: threads) {
        (index) throws(TrainingError) in
        let stretch = stretches[first + index]
        let rows = rows(stretch)
        if let complaint = rows.complaint(objective: objective) {
          throw .data("The \(name) set has \(complaint.text)")
        }
        var summary = LabelSummary(classCount: classCount, hasExposures: roles.hasExposures)
        summary.add(
          rows, exposures: exposures.map { UnsafeBufferPointer($0.slice(stretch)) })
        return summary
      }
      for part in parts { total.add(part) }
    }
    do throws(CollectiveError) {
      total.setSums(try collective.sum(total.sums))
    } catch {
      throw .collective(error)
    }
    if total.rowCount == 0 {
      throw .data("The \(name) set has no rows; check the files and the recipe's filters.")
    }
    if total.rowCount > UInt64(Self.maximumRowCount) {
      throw .data(
        "The \(name) set has \(total.rowCount) rows; the limit is \(Self.maximumRowCount), in all "
          + "processes together. Train on a sample of them.")
    }
    if total.weights.value == 0 {
      throw .data("All weights of the \(name) set are 0; at least one row must have a weight.")
    }
    return total
  }

  /// The scores of one output; valid as long as this object lives.
  func scores(of output: Int) -> UnsafeMutablePointer<Double> {
    scores.start + output * rowCount
  }

  /// Adds the base scores to every row's, and the logarithm of its exposure, unless blocks have said where
  /// scores start: called once, before the first tree.
  ///
  /// - Parameter values: one an output.
  func beginScores(_ values: [Double]) {
    defer { exposures = nil }
    if hasStartScores { return }
    for (output, value) in values.enumerated() {
      let scores = scores(of: output)
      for row in 0..<rowCount { scores[row] += value }
    }
    guard let exposures else { return }
    for row in 0..<rowCount { scores[row] += UnaryFunction.log(exposures[row]) }
  }

  // MARK: - Queries

  /// The unit of parallel work over queries: all of them, in as many parts as there are stretches.
  func queries(ofStretch stretch: Int) -> Range<Int> { queriesOfStretches[stretch] }

  /// Calls `body` with the rows of a query, in their first order, and where they lie now.
  ///
  /// - Parameter iteration: from 0, for random choices.
  func withRows(
    ofQuery query: Int, in queries: RowQueries, iteration: Int,
    _ body: (LabelledRows, RowPositions) -> Void
  ) {
    let range = queries.rows(of: query)
    let context = QueryContext(number: queries.number(of: query), iteration: UInt64(iteration))
    guard let places else {
      var rows = rows(range)
      rows.query = context
      return body(rows, .from(range.lowerBound))
    }
    let positions = places.positions(of: range)
    withRows(at: positions) {
      var rows = $0
      rows.query = context
      body(rows, .listed(positions))
    }
  }
}
