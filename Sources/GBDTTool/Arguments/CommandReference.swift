internal import GBDTCore

/// docs/COMMANDS.md, from the tables that parsing reads.
package enum CommandReference {
  package static func markdown(of commands: [Command]) -> String {
    var lines = [
      "# Commands", "",
      "<!-- Written by tools/generate-docs from Sources/GBDTTool. Do not edit. -->", "",
      "    gbdt COMMAND [--option value]... [parameter=value]...", "",
      "`--option=value` works too. An option with several values takes all words up to the next one",
      "that begins with `--` or sets a parameter; it may be repeated. After `--` only parameters follow.",
      "Unknown names are errors with a suggestion. Data goes to standard output or `--output`, messages",
      "and progress to standard error. Output files are written beside their names and renamed when",
      "complete.", "",
      "| command | what it does |", "|---|---|",
    ]
    lines += commands.map { "| [`\($0.name)`](#gbdt-\($0.name)) | \($0.summary) |" }
    for command in commands { lines += section(of: command) }
    lines += ["", "## Exit codes", "", "| code | meaning |", "|---|---|", "| 0 | done |"]
    lines += ErrorCategory.allCases.map { "| \($0.exitCode) | \($0.meaning) |" }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func section(of command: Command) -> [String] {
    var lines = [
      "", "## gbdt \(command.name)", "", "\(command.summary)", "",
      "    " + HelpText.usageLine(of: command),
    ]
    for paragraph in command.details { lines += ["", paragraph] }
    lines += ["", "| option | what it does |", "|---|---|"]
    for group in CommandOption.Group.allCases {
      for option in command.options where option.group == group {
        let usage = option.usage.replacing("|", with: "\\|")
        lines.append("| `\(usage)` | \(option.sentence.replacing("|", with: "\\|")) |")
      }
    }
    if command.takesParameters {
      lines += ["", "Training parameters: [PARAMETERS.md](PARAMETERS.md)."]
    }
    return lines
  }
}

extension ErrorCategory {
  fileprivate var meaning: String {
    switch self {
    case .usage: "an option, parameter or combination of them is wrong"
    case .data: "rows, columns, a recipe or a model file are not what they must be"
    case .noInput: "an input file does not exist or cannot be opened"
    case .internal: "a defect of this program"
    case .cannotCreate: "an output file cannot be created"
    case .inputOutput: "reading or writing failed half-way; the disk may be full"
    case .tryAgain: "memory is short, or a peer was lost and could not be replaced"
    case .notAuthorised: "a peer could not show that it knows the secret"
    case .interrupted: "interrupted; the model so far is kept, marked as such"
    }
  }
}
