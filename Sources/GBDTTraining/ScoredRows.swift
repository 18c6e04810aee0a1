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
  /// Whether some row may weigh other than 1.
  let hasWeights: Bool
  private let scores: KernelBuffer<Double>
  private let outputCount: Int
  /// The unit of parallel work over rows.
  let stretches: [Range<Int>]
  let labels: KernelBuffer<Double>
  let weights: KernelBuffer<Double>?

  /// - Parameters:
  ///   - blocks: lose labels and weights, whose memory is taken over if there is one block and nobody
  ///     else holds it.
  ///   - outputCount: raw scores a row.
  init(taking blocks: inout [RowBlock], name: String, outputCount: Int) {
    let rowCount = blocks.reduce(0) { $0 + $1.rowCount }
    self.name = name
    self.rowCount = rowCount
    hasWeights = blocks.contains { $0.weights != nil }
    self.outputCount = outputCount
    scores = KernelBuffer(count: outputCount * rowCount)
    stretches = stride(from: 0, to: rowCount, by: Self.stretchRows).map {
      $0..<min($0 + Self.stretchRows, rowCount)
    }
    labels = Self.joined(
      blocks.indices.map { (blocks[$0].rowCount, blocks[$0].takeLabels()) }, rowCount: rowCount)
    weights =
      hasWeights
      ? Self.joined(
        blocks.indices.map { (blocks[$0].rowCount, blocks[$0].takeWeights()) }, rowCount: rowCount)
      : nil
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

  /// Puts the rows in another order.
  func reorder(_ order: RowOrder, threads: Int) {
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
    var total = LabelSummary(classCount: classCount)
    for first in stride(from: 0, to: stretches.count, by: Self.stretchesAtATime) {
      let count = min(Self.stretchesAtATime, stretches.count - first)
      let parts = try Parallel.map(count: count, threads: threads) {
        (index) throws(TrainingError) in
        let rows = rows(stretches[first + index])
        if let complaint = rows.complaint(objective: objective) {
          throw .data("The \(name) set has \(complaint.text)")
        }
        var summary = LabelSummary(classCount: classCount)
        summary.add(rows)
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

  /// Sets every row's scores.
  ///
  /// - Parameter values: one an output.
  func fillScores(_ values: [Double]) {
    for (output, value) in values.enumerated() {
      scores(of: output).update(repeating: value, count: rowCount)
    }
  }
}
