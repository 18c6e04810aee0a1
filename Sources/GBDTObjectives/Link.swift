internal import GBDTKernels

/// How raw scores become predictions. Models store the name.
package enum Link: String, Sendable, CaseIterable {
  /// The prediction is the raw score.
  case identity
  /// e to the raw score drawn to -700...700: finite and above 0.
  case exp
  /// 1 / (1 + e^-score): the chance whose log odds the raw score is.
  case logistic
  /// e^score[k] / sum of e^score over the outputs of a row, computed without overflow.
  case softmax
  /// `logistic` of each output.
  case logisticEach = "logistic_each"
  /// The raw scores of a row in ascending order.
  case ascending

  /// Makes predictions of raw scores, in place.
  ///
  /// - Parameters:
  ///   - scores: those of each output together: that of output k and row r at k * rowCount + r. Finite; so
  ///     are the predictions.
  ///   - outputCount: raw scores a row; there are as many predictions.
  package func apply(to scores: UnsafeMutableBufferPointer<Double>, outputCount: Int) {
    switch self {
    case .identity: break
    case .exp: LinkKernel.exp(scores)
    case .logistic, .logisticEach: LinkKernel.logistic(scores)
    case .softmax: LinkKernel.softmax(scores, classCount: outputCount)
    case .ascending: Self.sort(scores, outputCount: outputCount)
    }
  }

  /// Bubble sort of all rows at once: outputs are few, and a pass over rows has no branches.
  private static func sort(_ scores: UnsafeMutableBufferPointer<Double>, outputCount: Int) {
    let rowCount = scores.count / outputCount
    for last in stride(from: outputCount - 1, to: 0, by: -1) {
      for output in 0..<last {
        let (lower, upper) = (output * rowCount, (output + 1) * rowCount)
        for row in 0..<rowCount {
          let (a, b) = (scores[lower + row], scores[upper + row])
          scores[lower + row] = b < a ? b : a
          scores[upper + row] = b < a ? a : b
        }
      }
    }
  }
}
