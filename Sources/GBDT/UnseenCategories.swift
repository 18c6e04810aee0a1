/// Rows with a category that training never saw in a feature.
public struct UnseenCategories: Sendable, Equatable {
  /// Name of the feature.
  public let feature: String
  /// Above 0.
  public let rowCount: Int

  static func nonZero(_ features: [String], _ counts: [Int]) -> [UnseenCategories] {
    zip(features, counts).filter { $0.1 > 0 }.map {
      UnseenCategories(feature: $0.0, rowCount: $0.1)
    }
  }
}
