internal import Foundation
internal import GBDTKernels

/// What values of a parameter tuning tries, and how often each.
public enum SearchRange: Sendable, Equatable {
  /// Numbers, all equally likely: `linear:0.5..1`.
  case linear(ClosedRange<Double>)
  /// Numbers, all orders of magnitude equally likely: `log:0.01..0.3`.
  case log(ClosedRange<Double>)
  /// Whole numbers, all equally likely: `int:1..10`.
  case integer(ClosedRange<Int>)
  /// Whole numbers, all orders of magnitude equally likely: `int-log:8..256`.
  case integerLog(ClosedRange<Int>)
  /// Words, all equally likely: `choice:regression,huber`.
  case choice([String])

  /// Words before the colon.
  package static let kinds = ["linear", "log", "int", "int-log", "choice"]

  /// Whether a text is meant as a range, right or wrong.
  package static func isRange(_ text: String) -> Bool {
    kinds.contains { text.hasPrefix($0 + ":") }
  }

  /// From text such as `log:0.01..0.3`.
  ///
  /// - Throws: `.usage` for what is no range, and for one that is empty.
  public init(_ text: String) throws(GBDTError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, Self.kinds.contains(String(parts[0])) else {
      throw GBDTError(
        .usage,
        "`\(text)` is no range; write linear:0.5..1, log:0.01..0.3, int:1..10, int-log:8..256 or "
          + "choice:a,b.")
    }
    let values = String(parts[1])
    switch parts[0] {
    case "linear": self = .linear(try Self.numbers(values))
    case "log":
      let bounds = try Self.numbers(values)
      guard bounds.lowerBound > 0 else {
        throw GBDTError(.usage, "`\(text)`: a range by magnitude begins above 0.")
      }
      self = .log(bounds)
    case "int": self = .integer(try Self.integers(values))
    case "int-log":
      let bounds = try Self.integers(values)
      guard bounds.lowerBound > 0 else {
        throw GBDTError(.usage, "`\(text)`: a range by magnitude begins above 0.")
      }
      self = .integerLog(bounds)
    default:
      let words = values.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard words.count >= 2, Set(words).count == words.count, !words.contains("") else {
        throw GBDTError(.usage, "`\(text)`: name at least two different choices.")
      }
      self = .choice(words)
    }
  }

  /// As `init` reads it.
  public var text: String {
    switch self {
    case .linear(let bounds):
      "linear:\(Self.text(bounds.lowerBound))..\(Self.text(bounds.upperBound))"
    case .log(let bounds): "log:\(Self.text(bounds.lowerBound))..\(Self.text(bounds.upperBound))"
    case .integer(let bounds): "int:\(bounds.lowerBound)..\(bounds.upperBound)"
    case .integerLog(let bounds): "int-log:\(bounds.lowerBound)..\(bounds.upperBound)"
    case .choice(let words): "choice:" + words.joined(separator: ",")
    }
  }

  /// The smallest and the largest value, or all choices, as a parameter is written.
  var ends: [String] {
    switch self {
    case .linear(let bounds), .log(let bounds):
      [Self.text(bounds.lowerBound), Self.text(bounds.upperBound)]
    case .integer(let bounds), .integerLog(let bounds):
      ["\(bounds.lowerBound)", "\(bounds.upperBound)"]
    case .choice(let words): words
    }
  }

  /// The value at a place in the range, as a parameter is written. Numbers have three digits.
  ///
  /// - Parameter place: from 0, below 1.
  func value(at place: Double) -> String {
    switch self {
    case .linear(let bounds):
      let width = bounds.upperBound - bounds.lowerBound
      return Self.text(Self.rounded(bounds.lowerBound + place * width, in: bounds))
    case .log(let bounds):
      return Self.text(Self.rounded(Self.byMagnitude(place, bounds), in: bounds))
    case .integer(let bounds):
      return "\(bounds.lowerBound + Int(place * Double(bounds.count)))"
    case .integerLog(let bounds):
      let value = Self.byMagnitude(
        place, Double(bounds.lowerBound)...(Double(bounds.upperBound) + 1))
      return "\(min(max(Int(value), bounds.lowerBound), bounds.upperBound))"
    case .choice(let words): return words[Int(place * Double(words.count))]
    }
  }

  /// Our own functions, not the C library's: the same value on every machine.
  private static func byMagnitude(_ place: Double, _ bounds: ClosedRange<Double>) -> Double {
    let low = UnaryFunction.log(bounds.lowerBound)
    return UnaryFunction.exp(low + place * (UnaryFunction.log(bounds.upperBound) - low))
  }

  private static func rounded(_ value: Double, in bounds: ClosedRange<Double>) -> Double {
    let short = Double(String(format: "%.3g", value)) ?? value
    return min(max(short, bounds.lowerBound), bounds.upperBound)
  }

  private static func text(_ number: Double) -> String {
    let text = number.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  private static func numbers(_ text: String) throws(GBDTError) -> ClosedRange<Double> {
    let ends = text.components(separatedBy: "..").map(Double.init)
    guard ends.count == 2, let low = ends[0], let high = ends[1], low.isFinite, high.isFinite else {
      throw GBDTError(.usage, "`\(text)` is not a range of numbers, such as 0.01..0.3.")
    }
    guard low < high else { throw empty(text) }
    return low...high
  }

  private static func integers(_ text: String) throws(GBDTError) -> ClosedRange<Int> {
    let ends = text.components(separatedBy: "..").map { Int($0) }
    guard ends.count == 2, let low = ends[0], let high = ends[1],
      max(low.magnitude, high.magnitude) < 1 << 53
    else {
      throw GBDTError(.usage, "`\(text)` is not a range of whole numbers, such as 8..256.")
    }
    guard low < high else { throw empty(text) }
    return low...high
  }

  private static func empty(_ text: String) -> GBDTError {
    GBDTError(.usage, "`\(text)` is empty: the first number must be below the second.")
  }
}
