internal import GBDT
internal import GBDTCore

/// The `gbdt` command: finds the command of the first word, runs it, and turns errors into messages and
/// exit codes.
package enum Tool {
  package static let version = LibraryVersion.current

  /// In the order of help.
  package static let commands: [Command] = [
    .train, .refit, .crossValidate, .tune, .report, .predict, .evaluate, .inspect, .export, .import,
  ]

  /// Commands for other programs and for those who work on this one: left out of help.
  private static let hiddenCommands: [Command] = [.worker, .generateDocs]

  /// Runs `gbdt` with the words after its name.
  ///
  /// - Returns: the exit code, by `ErrorCategory`.
  package static func run(_ arguments: [String]) -> Int32 {
    guard let first = arguments.first else {
      Console.write(HelpText.overview(of: commands))
      return ErrorCategory.usage.exitCode
    }
    do {
      try run(first, Array(arguments.dropFirst()))
      return 0
    } catch is DataOutput.ReaderWentAway {
      return 0
    } catch {
      let isCommand = commands.contains { $0.name == first }
      Console.write("gbdt\(isCommand ? " " + first : ""): error: \(message(of: error))\n")
      return exitCode(of: error)
    }
  }

  private static func run(_ first: String, _ rest: [String]) throws {
    switch first {
    case "--version", "version":
      if let word = rest.first {
        throw ToolError("`\(word)` is unexpected here: `\(first)` takes no words.")
      }
      return try DataOutput.standardOutput.write(Array("gbdt \(version)\n".utf8))
    case "--help", "-h", "help":
      if rest.count > 1 {
        throw ToolError("`\(rest[1])` is unexpected here: `\(first)` takes one command.")
      }
      return try help(on: rest.first)
    default:
      let command = try command(named: first)
      if rest.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" }) {
        return try help(on: first)
      }
      try command.run(ArgumentParser.parse(rest, for: command))
    }
  }

  private static func help(on name: String?) throws {
    let text =
      if let name { HelpText.page(of: try command(named: name)) } else {
        HelpText.overview(of: commands)
      }
    try DataOutput.standardOutput.write(Array(text.utf8))
  }

  private static func command(named name: String) throws(ToolError) -> Command {
    if let command = (commands + hiddenCommands).first(where: { $0.name == name }) {
      return command
    }
    let names = commands.map(\.name)
    let hint = Suggestion.sentence(for: name, among: names)
    throw ToolError(
      "There is no command `\(name)`."
        + (hint.isEmpty ? " The commands are \(names.joined(separator: ", "))." : hint))
  }

  private static func message(of error: any Error) -> String {
    switch error {
    case let error as GBDTError: error.message
    case let error as any DescribedError: error.message
    default: "\(error)"
    }
  }

  private static func exitCode(of error: any Error) -> Int32 {
    switch error {
    case let error as GBDTError: error.exitCode
    case let error as any DescribedError: error.category.exitCode
    default: ErrorCategory.internal.exitCode
    }
  }
}
