internal import GBDTCore

/// A metric by name, perhaps with a number: `rmse`, `ndcg@5`, `quantile@0.9`.
package struct MetricName: Sendable, Hashable {
  package let kind: MetricKind
  /// The number behind the `@`; nil: what the training parameters say.
  package let argument: Double?

  /// - Precondition: the kind takes such an argument.
  package init(_ kind: MetricKind, at argument: Double? = nil) {
    precondition(
      argument.map { kind.argument?.accepts($0) ?? false } ?? true,
      "the metric takes such a number")
    self.kind = kind
    self.argument = argument
  }

  package static let rmse = MetricName(.rmse)
  package static let mae = MetricName(.mae)

  package var isHigherBetter: Bool { kind.isHigherBetter }

  /// The names that this one stands for: without a number, one for each of `positions` if the metric
  /// looks at the first rows of a query.
  package func expanded(positions: [Int]) -> [MetricName] {
    switch kind {
    case .ndcg, .map: argument == nil ? positions.map { MetricName(kind, at: Double($0)) } : [self]
    default: [self]
    }
  }
}

extension MetricName: CustomStringConvertible {
  /// Reading it again gives the same metric.
  package var description: String {
    kind.rawValue + (argument.map { "@\(TypedValue.number($0))" } ?? "")
  }
}

extension MetricName {
  /// What is wrong with a text that should be a metric: the rest of a sentence that begins with it.
  package struct Complaint: Error {
    package let text: String
  }

  /// A name or alias as a person writes it.
  ///
  /// - Throws: for a name that there is not, with all that there are and the nearest; for a number that
  ///   the metric does not take.
  package init(parsing text: String) throws(Complaint) {
    let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let word = parts[0].lowercased()
    let found = MetricKind.allCases.first { $0.rawValue == word || $0.aliases.contains(word) }
    guard let kind = found else {
      let names = MetricKind.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
      let spellings = MetricKind.allCases.flatMap { [$0.rawValue] + $0.aliases }
      let hint =
        Suggestion.nearest(to: word, among: spellings).map { " (did you mean `\($0)`?)" } ?? ""
      throw Complaint(text: "must be one of \(names)\(hint)")
    }
    guard parts.count == 2 else {
      self.init(kind)
      return
    }
    guard let argument = kind.argument else {
      throw Complaint(text: "has an `@`, but `\(kind.rawValue)` takes no number")
    }
    guard let number = argument.number(String(parts[1])) else {
      throw Complaint(
        text: "must have \(argument.description) behind the `@`, as in "
          + "`\(kind.rawValue)@\(argument.example)`")
    }
    self.init(kind, at: number)
  }
}

extension MetricArgument {
  /// Queries and class lists are not longer.
  private static let largestCount = Double(Int32.max)

  func accepts(_ number: Double) -> Bool {
    switch self {
    case .number(let lower, let upper, _): number > lower && number < upper
    case .count:
      number >= 1 && number <= Self.largestCount && number == number.rounded(.towardZero)
    }
  }

  /// The number that a text is, if it is one of these; digits only where they are counts.
  fileprivate func number(_ text: String) -> Double? {
    let alphabet =
      switch self {
      case .number: "0123456789.eE+-"
      case .count: "0123456789"
      }
    guard text.allSatisfy(alphabet.contains), let number = Double(text) else { return nil }
    return accepts(number) ? number : nil
  }

  fileprivate var description: String {
    switch self {
    case .number(let lower, let upper, _):
      "a number above \(TypedValue.number(lower))"
        + (upper.isFinite ? " and below \(TypedValue.number(upper))" : "")
    case .count: "a whole number from 1"
    }
  }

  fileprivate var example: String {
    switch self {
    case .number(_, _, let example): TypedValue.number(example).description
    case .count(let example): String(example)
    }
  }
}
