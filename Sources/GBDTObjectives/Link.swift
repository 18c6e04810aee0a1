/// How a raw score becomes a prediction. Models store the name.
package enum Link: String, Sendable, CaseIterable {
  /// The prediction is the raw score.
  case identity

  /// The prediction for a raw score.
  package func prediction(rawScore: Double) -> Double {
    switch self {
    case .identity: rawScore
    }
  }
}
