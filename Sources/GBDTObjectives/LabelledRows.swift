internal import GBDTKernels

/// What random choices about a query's rows are a function of, beside the seed.
package struct QueryContext: Sendable {
  /// A number that no other query has, the same for any partitioning: that of its first row, say.
  package let number: UInt64
  /// From 0.
  package let iteration: UInt64

  package init(number: UInt64, iteration: UInt64) {
    self.number = number
    self.iteration = iteration
  }
}

/// Consecutive rows as an objective or a metric sees them. Valid during one call only.
package struct LabelledRows {
  /// Labels further from 0 leave no room for their squares' sums in a double.
  package static let maximumLabelMagnitude = 1e100
  package static let maximumWeight = 1e30

  /// Raw scores of the first output, one a row.
  package var scores: UnsafeBufferPointer<Double> { scores(of: 0) }
  /// Raw scores a row.
  package let outputCount: Int
  /// Finite, one a row.
  package let labels: UnsafeBufferPointer<Double>
  /// Finite and not negative, one a row; nil: every row weighs 1.
  package let weights: UnsafeBufferPointer<Double>?
  /// Which query's rows these are, and when; nil where rows belong to no query.
  package var query: QueryContext?

  /// Of the first output; that of the next ones lies `scoreStride` further each.
  private let scoreStart: UnsafePointer<Double>?
  let scoreStride: Int

  /// Rows with one score each.
  ///
  /// - Precondition: equal lengths.
  package init(
    scores: UnsafeBufferPointer<Double>, labels: UnsafeBufferPointer<Double>,
    weights: UnsafeBufferPointer<Double>?
  ) {
    self.init(
      scores: scores, outputCount: 1, scoreStride: scores.count, labels: labels, weights: weights)
  }

  /// Rows with several scores each.
  ///
  /// - Parameters:
  ///   - scores: output by output, `scoreStride` apart.
  ///   - scoreStride: at least the number of rows.
  package init(
    scores: UnsafeBufferPointer<Double>, outputCount: Int, scoreStride: Int,
    labels: UnsafeBufferPointer<Double>, weights: UnsafeBufferPointer<Double>?
  ) {
    precondition(
      outputCount >= 1 && scoreStride >= labels.count
        && scores.count >= (outputCount - 1) * scoreStride + labels.count
        && weights?.count ?? labels.count == labels.count,
      "a score for each output, a label and a weight a row")
    self.outputCount = outputCount
    self.scoreStride = scoreStride
    scoreStart = scores.baseAddress
    self.labels = labels
    self.weights = weights
  }

  package var count: Int { labels.count }

  /// Raw scores of one output, one a row.
  package func scores(of output: Int) -> UnsafeBufferPointer<Double> {
    precondition(0 <= output && output < outputCount, "there is such an output")
    // SAFETY: `init` has seen that so many scores follow.
    return UnsafeBufferPointer(
      start: scoreStart.map { $0 + output * scoreStride }, count: labels.count)
  }

  /// Raw scores from the first of the first output to the last of the last.
  var allScores: UnsafeBufferPointer<Double> {
    // SAFETY: `init` has seen that so many scores follow.
    UnsafeBufferPointer(
      start: scoreStart, count: (outputCount - 1) * scoreStride + labels.count)
  }

  /// The first row with a label or weight that can be neither learned from nor measured with.
  ///
  /// - Returns: its place, and what it has: "the label 1e+120; labels lie between ...".
  package func complaint(objective: any Objective) -> (place: Int, text: String)? {
    for place in 0..<count {
      let label = labels[place]
      if !(label.magnitude <= Self.maximumLabelMagnitude) {
        return (
          place,
          "the label \(label); labels lie between -\(Self.maximumLabelMagnitude) and "
            + "\(Self.maximumLabelMagnitude). Scale the label."
        )
      }
      if let complaint = objective.complaint(about: label) {
        return (place, "the label \(label), which \(complaint).")
      }
      if let weight = weights?[place], !(weight >= 0 && weight <= Self.maximumWeight) {
        return (
          place, "the weight \(weight); weights lie between 0 and \(Self.maximumWeight)."
        )
      }
    }
    return nil
  }

  /// The rows at `places`.
  package subscript(places: Range<Int>) -> LabelledRows {
    precondition(0 <= places.lowerBound && places.upperBound <= count, "the rows are among these")
    // SAFETY: the scores of the last output end where those of all rows do, or earlier.
    var rows = LabelledRows(
      scores: UnsafeBufferPointer(
        start: scoreStart.map { $0 + places.lowerBound },
        count: (outputCount - 1) * scoreStride + places.count),
      outputCount: outputCount, scoreStride: scoreStride,
      labels: UnsafeBufferPointer(rebasing: labels[places]),
      weights: weights.map { UnsafeBufferPointer(rebasing: $0[places]) })
    rows.query = query
    return rows
  }

  /// Writes what `gradient` makes of the score and label of each row, times the weight.
  ///
  /// - Parameter gradients: of `output`, one a row.
  @inline(__always)
  func write(
    output: Int = 0, gradients: UnsafeMutableBufferPointer<Double>,
    _ gradient: (_ score: Double, _ label: Double) -> Double
  ) {
    let scores = scores(of: output)
    guard let weights else {
      for place in 0..<count { gradients[place] = gradient(scores[place], labels[place]) }
      return
    }
    for place in 0..<count {
      gradients[place] = gradient(scores[place], labels[place]) * weights[place]
    }
  }

  /// Writes the weight of each row, for each output.
  func writeConstant(hessians: UnsafeMutableBufferPointer<Double>?) {
    guard let hessians else { return }
    guard let weights else { return hessians.update(repeating: 1) }
    for output in 0..<outputCount {
      _ = hessians[places(of: output)].update(fromContentsOf: weights)
    }
  }

  /// Where the derivatives of one output lie.
  func places(of output: Int) -> Range<Int> { output * count..<(output + 1) * count }

  /// What a kernel reads and writes for one output.
  func buffers(
    output: Int = 0, gradients: UnsafeMutableBufferPointer<Double>,
    hessians: UnsafeMutableBufferPointer<Double>?
  ) -> DerivativeBuffers {
    guard let hessians else { preconditionFailure("hessians that differ by row are written") }
    return DerivativeBuffers(
      scores: scores(of: output), labels: labels, weights: weights,
      gradients: UnsafeMutableBufferPointer(rebasing: gradients[places(of: output)]),
      hessians: UnsafeMutableBufferPointer(rebasing: hessians[places(of: output)]))
  }
}
