internal import GBDTCore
package import GBDTParameters

/// Training parameters, by LightGBM's names or any alias of `docs/PARAMETERS.md`.
///
///     let parameters = try Parameters(["num_leaves": 63, "learning_rate": 0.05])
///
/// What is not given keeps its default. Unknown names, values out of range and settings that contradict
/// each other are errors here, before any data is read.
public struct Parameters: Sendable {
  package let validated: ValidatedTrainParameters

  package init(validated: ValidatedTrainParameters) {
    self.validated = validated
  }

  /// Parameters written as a literal: `["num_leaves": 63]`.
  ///
  /// - Throws: `.usage` naming the parameter, what it may be, and the nearest known name.
  public init(_ settings: KeyValuePairs<String, ParameterValue> = [:]) throws(GBDTError) {
    try self.init(settings.map { (name: $0.key, value: $0.value) })
  }

  /// Parameters whose names are known only when the program runs.
  ///
  /// - Throws: `.usage`, as for a literal.
  public init(_ settings: [(name: String, value: ParameterValue)]) throws(GBDTError) {
    let given = settings.map { ParameterSetting(name: $0.name, value: $0.value.text) }
    validated = try GBDTError.wrapping { () throws(ParameterError) in
      try ValidatedTrainParameters(parsing: given)
    }
  }

  /// Settings that change nothing beside the others, each with the one that makes it so:
  /// `"fair_c (objective=regression)"`.
  public var ineffectiveSettings: [String] { validated.ineffective }

  var threads: Int {
    validated.values.numThreads > 0 ? validated.values.numThreads : ProcessorCount.available
  }
}

/// A parameter's value, written as a Swift literal.
public struct ParameterValue: Sendable, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByStringLiteral, ExpressibleByBooleanLiteral
{
  /// The value as it would stand on the command line.
  public let text: String

  /// A value from text, as on the command line.
  public init(_ text: String) { self.text = text }
  /// A value from a number.
  public init(_ number: Double) { text = "\(number)" }
  /// A value from an integer.
  public init(_ integer: Int) { text = "\(integer)" }
  /// A value from an integer literal.
  public init(integerLiteral value: Int) { self.init(value) }
  /// A value from a number literal.
  public init(floatLiteral value: Double) { self.init(value) }
  /// A value from a string literal.
  public init(stringLiteral value: String) { self.init(value) }
  /// `true` or `false`.
  public init(booleanLiteral value: Bool) { text = value ? "true" : "false" }
}
