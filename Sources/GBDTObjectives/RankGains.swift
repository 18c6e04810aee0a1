/// What ranked rows gain in DCG, by label (Jarvelin and Kekalainen 2002, "Cumulated gain-based
/// evaluation of IR techniques").
package struct RankGains: Sendable {
  /// Of the labels 0, 1, 2, ...; not descending.
  private let gains: [Double]

  /// - Parameter gains: none: 2^label - 1, for labels up to 30.
  package init(_ gains: [Double] = []) {
    self.gains = gains.isEmpty ? (0...30).map { Double((1 << $0) - 1) } : gains
  }

  /// The gain of a label that `complaint` finds nothing wrong with.
  package subscript(label: Double) -> Double { gains[Int(label)] }

  /// What is wrong with the label, as the end of the sentence "the label 7 ..."; nil if nothing.
  package func complaint(about label: Double) -> String? {
    label >= 0 && label < Double(gains.count) && label == label.rounded(.towardZero)
      ? nil
      : "is no grade; ranked rows have whole labels from 0 to \(gains.count - 1), as many as "
        + "label_gain has gains"
  }
}
