package import GBDTCore

/// Exact sums over the labels of all rows, the same for any order and partitioning.
package struct LabelSummary: Sendable {
  package private(set) var weightedLabels = ExactSum()
  package private(set) var weights = ExactSum()
  /// Weights of the rows of each class; none where labels are numbers.
  package private(set) var classWeights: [ExactSum]
  /// Nil: every row's exposure is 1.
  private var exposures: ExactSum?
  package private(set) var rowCount: UInt64 = 0

  /// - Parameters:
  ///   - classCount: classes of the labels; 0 where labels are numbers.
  ///   - hasExposures: whether rows come with them.
  package init(classCount: Int = 0, hasExposures: Bool = false) {
    classWeights = [ExactSum](repeating: ExactSum(), count: classCount)
    exposures = hasExposures ? ExactSum() : nil
  }

  /// Exposures times weights.
  package var weightedExposures: ExactSum { exposures ?? weights }

  /// Adds rows; a product with the weight is rounded once a row.
  ///
  /// - Precondition: class labels are whole numbers in 0..<classCount; exposures are given as announced.
  package mutating func add(_ rows: LabelledRows, exposures: UnsafeBufferPointer<Double>? = nil) {
    precondition((exposures != nil) == (self.exposures != nil), "exposures are as announced")
    let hasClasses = !classWeights.isEmpty
    for place in 0..<rows.count {
      let weight = rows.weights?[place] ?? 1
      let label = rows.labels[place]
      weightedLabels.add(weight * label)
      weights.add(weight)
      if hasClasses { classWeights[Int(label)].add(weight) }
      if let exposures { self.exposures?.add(weight * exposures[place]) }
    }
    rowCount += UInt64(rows.count)
  }

  /// Adds what another summary of the same kind has seen.
  package mutating func add(_ other: LabelSummary) {
    let (own, others) = (sums, other.sums)
    precondition(own.count == others.count, "summaries of one kind")
    setSums(
      zip(own, others).map { sum, other in
        var sum = sum
        sum.add(other)
        return sum
      })
  }
}

// As sums that processes add up, place by place.
extension LabelSummary {
  package var sums: [ExactSum] {
    var count = ExactSum()
    count.add(Double(rowCount))
    return [weightedLabels, weights, count] + (exposures.map { [$0] } ?? []) + classWeights
  }

  /// Takes totals over several summaries of this kind.
  ///
  /// - Precondition: as many as `sums`.
  package mutating func setSums(_ totals: [ExactSum]) {
    let head = exposures == nil ? 3 : 4
    precondition(totals.count == head + classWeights.count, "the sums of such a summary")
    (weightedLabels, weights) = (totals[0], totals[1])
    rowCount = UInt64(totals[2].value)
    if exposures != nil { exposures = totals[3] }
    classWeights = Array(totals[head...])
  }
}
