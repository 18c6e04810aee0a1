internal import GBDTCore
internal import GBDTData
internal import GBDTKernels
internal import GBDTObjectives

/// Labels, weights and raw scores of the training rows or of a validation set.
final class ScoredRows {
  /// A stretch of rows within one block: the unit of parallel work over rows.
  struct Stretch {
    let block: Int
    /// Rows within the block.
    let places: Range<Int>
    /// Position of the first of them.
    let firstRow: Int
  }

  private static let stretchRows = 1 << 15

  /// What the rows are called in metrics and messages.
  let name: String
  let rowCount: Int
  /// Whether some row may weigh other than 1.
  let hasWeights: Bool
  let scores: KernelBuffer<Double>
  let stretches: [Stretch]
  private let labels: [[Double]]
  private let weights: [[Double]?]

  init(_ source: some RowBlockSource, name: String) {
    let blocks = (0..<source.blockCount).map { source.block(at: $0) }
    self.name = name
    labels = blocks.map(\.labels)
    weights = blocks.map(\.weights)
    hasWeights = weights.contains { $0 != nil }
    var (stretches, rowCount): ([Stretch], Int) = ([], 0)
    for (index, block) in blocks.enumerated() {
      for first in stride(from: 0, to: block.rowCount, by: Self.stretchRows) {
        let places = first..<min(first + Self.stretchRows, block.rowCount)
        stretches.append(Stretch(block: index, places: places, firstRow: rowCount + first))
      }
      rowCount += block.rowCount
    }
    self.stretches = stretches
    self.rowCount = rowCount
    scores = KernelBuffer(count: rowCount)
  }

  /// Calls `body` with the rows of a stretch.
  func withRows<Result>(of stretch: Stretch, _ body: (LabelledRows) -> Result) -> Result {
    let scores = UnsafeBufferPointer(
      scores.slice(stretch.firstRow..<stretch.firstRow + stretch.places.count))
    return labels[stretch.block].withUnsafeBufferPointer { labels in
      let labels = UnsafeBufferPointer(rebasing: labels[stretch.places])
      guard let weights = weights[stretch.block] else {
        return body(LabelledRows(scores: scores, labels: labels, weights: nil))
      }
      return weights.withUnsafeBufferPointer { weights in
        body(
          LabelledRows(
            scores: scores, labels: labels,
            weights: UnsafeBufferPointer(rebasing: weights[stretch.places])))
      }
    }
  }

  /// Exact sums over all rows of all processes, after every label and weight was looked at.
  ///
  /// - Throws: for a label or weight that cannot be trained on, for no rows, or for no weight.
  func summarise(
    objective: any Objective, collective: any TrainingCollective, threads: Int
  ) throws(TrainingError) -> LabelSummary {
    let parts = try Parallel.map(count: stretches.count, threads: threads) {
      (index) throws(TrainingError) in
      let stretch = stretches[index]
      if let complaint = withRows(of: stretch, { $0.complaint(objective: objective) }) {
        throw .data("The \(name) set has \(complaint.text)")
      }
      return withRows(of: stretch) { rows in
        var summary = LabelSummary()
        summary.add(rows)
        return summary
      }
    }
    var total = LabelSummary()
    for part in parts { total.add(part) }
    do throws(CollectiveError) {
      var count = ExactSum()
      count.add(Double(total.rowCount))
      let sums = try collective.sum([total.weightedLabels, total.weights, count])
      total.weightedLabels = sums[0]
      total.weights = sums[1]
      total.rowCount = UInt64(sums[2].value)
    } catch {
      throw .collective(error)
    }
    if total.rowCount == 0 {
      throw .data("The \(name) set has no rows; check the files and the recipe's filters.")
    }
    if total.weights.value == 0 {
      throw .data("All weights of the \(name) set are 0; at least one row must have a weight.")
    }
    return total
  }

  /// Sets every row's score.
  func fillScores(_ value: Double) { scores.elements.update(repeating: value) }
}
