internal import GBDTParameters

/// What `--help` prints, from the tables that parsing reads.
package enum HelpText {
  private static let width = 96
  private static let indent = 30

  /// `gbdt --help`.
  package static func overview(of commands: [Command]) -> String {
    var lines = [
      "gbdt: gradient-boosted trees that give equal models for equal data.", "",
      "Usage: gbdt COMMAND [--option value]... [parameter=value]...", "", "Commands:",
    ]
    for command in commands {
      lines += WrappedText.definition(command.name, command.summary, indent: 14, width: width)
    }
    lines += [
      "", "`gbdt COMMAND --help` explains a command, `gbdt --version` says which version this is.",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// `gbdt COMMAND --help`.
  package static func page(of command: Command) -> String {
    var lines = ["gbdt \(command.name): \(command.summary)", ""] + usage(of: command)
    for paragraph in command.details { lines += [""] + WrappedText.lines(paragraph, width: width) }
    for group in CommandOption.Group.allCases {
      let options = command.options.filter { $0.group == group }
      if options.isEmpty { continue }
      lines += ["", "\(group.rawValue):"]
      for option in options {
        lines += WrappedText.definition(
          option.usage, option.sentence, indent: indent, width: width)
      }
    }
    if command.takesParameters { lines += parameters() }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The command with its required options.
  static func usageLine(of command: Command) -> String {
    (["gbdt \(command.name)"] + command.options.filter(\.isRequired).map(\.usage)
      + ["[--option value]..."] + (command.takesParameters ? ["[parameter=value]..."] : []))
      .joined(separator: " ")
  }

  private static func usage(of command: Command) -> [String] {
    WrappedText.lines("Usage: " + usageLine(of: command), width: width)
  }

  private static func parameters() -> [String] {
    var lines = [
      "",
      "Training parameters with their defaults, as name=value, --name value or in --config FILE:",
    ]
    for group in ParameterGroup.allCases {
      let entries = ParameterCatalogue.entries.filter { $0.group == group }
      if entries.isEmpty { continue }
      lines += ["", "\(group.rawValue):"]
      for entry in entries {
        lines += WrappedText.definition(
          "\(entry.name)=\(entry.defaultValue)", entry.sentence + " " + facts(about: entry),
          indent: indent, width: width)
      }
    }
    return lines
  }

  private static func facts(about entry: ParameterEntry) -> String {
    var facts = [entry.field.range.map { "\(entry.field.type) \($0)" } ?? entry.field.type]
    if !entry.aliases.isEmpty { facts.append("or: " + entry.aliases.joined(separator: ", ")) }
    return "(" + facts.joined(separator: "; ") + ")"
  }
}
