internal import GBDTCore
package import GBDTParameters

/// The options and parameters of one call, each option known to its command.
package struct ParsedArguments: Sendable {
  package let commandName: String
  /// Values by option name; empty for a flag that is given.
  private let values: [String: [String]]
  /// Parameters in the order given.
  package let settings: [ParameterSetting]

  init(commandName: String, values: [String: [String]], settings: [ParameterSetting]) {
    self.commandName = commandName
    self.values = values
    self.settings = settings
  }

  /// Whether the option is given.
  package func has(_ option: CommandOption) -> Bool { values[option.name] != nil }

  /// The option's one value, if it is given.
  package func value(_ option: CommandOption) -> String? { values[option.name]?.first }

  /// The one value of a required option.
  ///
  /// - Throws: `ToolError` if it is not given, which the parser has refused already.
  package func required(_ option: CommandOption) throws(ToolError) -> String {
    guard let value = value(option) else { throw ToolError("`\(option.usage)` is required.") }
    return value
  }

  /// The two values of a required option.
  ///
  /// - Throws: `ToolError` if it is not given, which the parser has refused already.
  package func requiredPair(_ option: CommandOption) throws(ToolError) -> (String, String) {
    let pair = values(option)
    guard pair.count == 2 else { throw ToolError("`\(option.usage)` is required.") }
    return (pair[0], pair[1])
  }

  /// The option's values in order; empty if it is not given.
  package func values(_ option: CommandOption) -> [String] { values[option.name] ?? [] }

  /// The option's values with commas inside of them separating further ones: `--ignore a,b c`.
  ///
  /// - Throws: `ToolError` for an empty name, as in `a,,b`.
  package func names(_ option: CommandOption) throws(ToolError) -> [String] {
    let names = values(option).flatMap {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    if names.contains("") {
      throw ToolError(
        "`--\(option.name) \(values(option).joined(separator: " "))` has an empty name.")
    }
    return names
  }

  /// The option's value out of a closed list; nil if it is not given.
  ///
  /// - Throws: `ToolError` naming the accepted values.
  package func choice<Choice: OptionChoice>(
    _ option: CommandOption, as type: Choice.Type = Choice.self
  ) throws(ToolError) -> Choice? {
    guard let text = value(option) else { return nil }
    if let choice = Choice(rawValue: text) { return choice }
    let known = type.allCases.map(\.rawValue)
    throw ToolError(
      "`--\(option.name) \(text)` must be one of " + known.joined(separator: ", ") + "."
        + Suggestion.sentence(for: text, among: known))
  }

  /// The option's value as a whole number; nil if it is not given.
  ///
  /// - Throws: `ToolError` with the range.
  package func integer(
    _ option: CommandOption, in range: ClosedRange<Int>
  ) throws(ToolError) -> Int? {
    guard let text = value(option) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw ToolError(
        "`--\(option.name) \(text)` must be an integer from \(range.lowerBound) to "
          + "\(range.upperBound).")
    }
    return number
  }

  /// The option's value as a number; nil if it is not given.
  ///
  /// - Throws: `ToolError` with the range.
  package func number(
    _ option: CommandOption, in range: ClosedRange<Double>
  ) throws(ToolError) -> Double? {
    guard let text = value(option) else { return nil }
    guard let number = Double(text), range.contains(number) else {
      throw ToolError(
        "`--\(option.name) \(text)` must be a number from \(range.lowerBound) to "
          + "\(range.upperBound).")
    }
    return number
  }

  /// The option's value as a number of seconds; nil if it is not given.
  ///
  /// - Throws: `ToolError` with the range.
  package func seconds(
    _ option: CommandOption, in range: ClosedRange<Double>
  ) throws(ToolError) -> Double? {
    guard let text = value(option) else { return nil }
    guard let number = Double(text), range.contains(number) else {
      throw ToolError(
        "`--\(option.name) \(text)` must be a number of seconds from \(range.lowerBound) to "
          + "\(range.upperBound).")
    }
    return number
  }

  /// The option's value as a number above 0 and below 1; nil if it is not given.
  ///
  /// - Throws: `ToolError` with the range.
  package func fraction(_ option: CommandOption) throws(ToolError) -> Double? {
    guard let text = value(option) else { return nil }
    guard let number = Double(text), number > 0, number < 1 else {
      throw ToolError("`--\(option.name) \(text)` must be a number above 0 and below 1.")
    }
    return number
  }
}
