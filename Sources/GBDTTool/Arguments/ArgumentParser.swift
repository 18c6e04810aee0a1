internal import GBDT
internal import GBDTCore
internal import GBDTParameters

/// From the words after `gbdt COMMAND` to options and parameters.
///
/// `--name value`, `--name=value`, several values up to the next option or parameter, `name=value`
/// parameters, and `--`, after which only parameters stand. Nothing is guessed and nothing is skipped:
/// every word is used or refused.
package struct ArgumentParser {
  private let command: Command
  private var words: ArraySlice<String>
  private var values: [String: [String]] = [:]
  private var settings: [ParameterSetting] = []

  private init(_ words: [String], for command: Command) {
    self.command = command
    self.words = words[...]
  }

  /// - Throws: `ToolError` for an unknown option (with a suggestion), a missing or superfluous value, an
  ///   option given twice and a required one not given.
  package static func parse(
    _ words: [String], for command: Command
  ) throws(ToolError) -> ParsedArguments {
    var parser = ArgumentParser(words, for: command)
    try parser.parseAll()
    return ParsedArguments(
      commandName: command.name, values: parser.values, settings: parser.settings)
  }

  private mutating func parseAll() throws(ToolError) {
    var optionsHaveEnded = false
    while let word = words.popFirst() {
      if word == "--", !optionsHaveEnded {
        optionsHaveEnded = true
      } else if word.hasPrefix("--"), !optionsHaveEnded {
        try parseOption(word)
      } else {
        try parseSetting(word)
      }
    }
    for option in command.options where option.isRequired && values[option.name] == nil {
      throw ToolError("`\(option.usage)` is required: \(option.sentence)")
    }
  }

  private mutating func parseOption(_ word: String) throws(ToolError) {
    let (name, attached) = Self.halves(of: word.dropFirst(2))
    if let option = command.options.first(where: { $0.name == name }) {
      try parseValues(of: option, attached: attached)
    } else if command.takesParameters, let parameter = Self.parameterName(name) {
      let value = try oneValue(of: "--\(name)", attached, placeholder: "VALUE")
      settings.append(ParameterSetting(name: parameter, value: value))
    } else {
      throw unknownOption(name)
    }
  }

  private mutating func parseValues(
    of option: CommandOption, attached: String?
  ) throws(ToolError) {
    if option.arity != .many, values[option.name] != nil {
      throw ToolError("`--\(option.name)` is given twice; keep one of them.")
    }
    switch option.arity {
    case .none:
      if let attached {
        throw ToolError("`--\(option.name)` takes no value, and `\(attached)` is given.")
      }
      values[option.name] = []
    case .one:
      values[option.name] = [
        try oneValue(of: "--\(option.name)", attached, placeholder: option.placeholder)
      ]
    case .two:
      let first = try oneValue(of: "--\(option.name)", attached, placeholder: option.placeholder)
      let second = try oneValue(of: "--\(option.name)", nil, placeholder: option.placeholder)
      values[option.name] = [first, second]
    case .many:
      var several = [
        try oneValue(of: "--\(option.name)", attached, placeholder: option.placeholder)
      ]
      while attached == nil, let next = words.first, !next.hasPrefix("--"), !isSetting(next) {
        several.append(next)
        words.removeFirst()
      }
      values[option.name, default: []] += several
    }
  }

  /// What follows the option's `=`, or else the next word.
  private mutating func oneValue(
    of option: String, _ attached: String?, placeholder: String
  ) throws(ToolError) -> String {
    if let attached { return attached }
    guard let next = words.first, !next.hasPrefix("--") else {
      throw ToolError(
        "`\(option)` needs a value: \(placeholder)."
          + (words.first.map { " One that begins with dashes is written `\(option)=\($0)`." } ?? "")
      )
    }
    words.removeFirst()
    return next
  }

  private mutating func parseSetting(_ word: String) throws(ToolError) {
    let (name, value) = Self.halves(of: word[...])
    guard command.takesParameters, let value, !name.isEmpty else {
      let wanted = command.takesParameters ? "options and parameter=value" : "options"
      throw ToolError(
        "`\(word)` is unexpected here: `gbdt \(command.name)` takes \(wanted)."
          + Suggestion.sentence(for: "--" + word, among: command.options.map { "--" + $0.name }))
    }
    settings.append(ParameterSetting(name: name, value: value))
  }

  /// Whether `word` sets a parameter and so ends the values of an option. A range to search, such as
  /// `learning_rate=log:0.01..0.3`, is no value of any parameter.
  private func isSetting(_ word: String) -> Bool {
    let (name, value) = Self.halves(of: word[...])
    guard command.takesParameters, let value, !SearchRange.isRange(value) else { return false }
    return ParameterCatalogue.entry(named: name) != nil
  }

  private func unknownOption(_ name: String) -> ToolError {
    var names = command.options.map(\.name) + ["help"]
    if command.takesParameters { names += ParameterCatalogue.allNames }
    let hint = Suggestion.nearest(to: name, among: names).map { " Did you mean `--\($0)`?" }
    return ToolError(
      "`gbdt \(command.name)` has no option `--\(name)`."
        + (hint ?? " `gbdt \(command.name) --help` lists them."))
  }

  /// The parameter that `--name` sets; dashes may stand for underscores.
  private static func parameterName(_ name: String) -> String? {
    [name, name.replacing("-", with: "_")].first { ParameterCatalogue.entry(named: $0) != nil }
  }

  /// What stands before and after the first `=`.
  private static func halves(of word: Substring) -> (name: String, value: String?) {
    guard let sign = word.firstIndex(of: "=") else { return (String(word), nil) }
    return (String(word[..<sign]), String(word[word.index(after: sign)...]))
  }
}
