internal import GBDTObjectives

extension Link {
  /// The predictions for raw scores, both row-major.
  func predictions(of scores: [Double], outputCount: Int) -> [Double] {
    if self == .identity { return scores }
    if outputCount == 1 {
      var predictions = scores
      predictions.withUnsafeMutableBufferPointer { apply(to: $0, outputCount: 1) }
      return predictions
    }
    // Links take the scores of an output together.
    let rowCount = scores.count / outputCount
    var byOutput = [Double](unsafeUninitializedCapacity: scores.count) { byOutput, count in
      // SAFETY: the buffer has room for all scores, and each is initialised once.
      for (place, score) in scores.enumerated() {
        byOutput.initializeElement(
          at: place % outputCount * rowCount + place / outputCount, to: score)
      }
      count = scores.count
    }
    byOutput.withUnsafeMutableBufferPointer { apply(to: $0, outputCount: outputCount) }
    return scores.indices.map { byOutput[$0 % outputCount * rowCount + $0 / outputCount] }
  }
}
