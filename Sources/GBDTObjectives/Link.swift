/// How raw scores become predictions. Models store the name.
package enum Link: String, Sendable, CaseIterable {
  /// The prediction is the raw score.
  case identity

  /// Makes predictions of raw scores, in place.
  ///
  /// - Parameters:
  ///   - scores: those of each output together: that of output k and row r at k * rowCount + r.
  ///   - outputCount: raw scores a row; there are as many predictions.
  package func apply(to scores: UnsafeMutableBufferPointer<Double>, outputCount: Int) {
    switch self {
    case .identity: break
    }
  }
}
