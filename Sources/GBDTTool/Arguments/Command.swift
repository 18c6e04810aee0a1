/// One command of `gbdt`: what it is called, which words it takes, what it does.
package struct Command: Sendable {
  package let name: String
  /// One line, for the list of commands.
  package let summary: String
  /// Further paragraphs of help.
  package let details: [String]
  package let options: [CommandOption]
  /// Whether `name=value` words and `--name value` set training parameters.
  package let takesParameters: Bool
  /// - Throws: any `DescribedError` or `GBDTError`.
  package let run: @Sendable (ParsedArguments) throws -> Void

  package init(
    name: String, summary: String, details: [String] = [], options: [CommandOption],
    takesParameters: Bool = false, run: @escaping @Sendable (ParsedArguments) throws -> Void
  ) {
    self.name = name
    self.summary = summary
    self.details = details
    self.options = options
    self.takesParameters = takesParameters
    self.run = run
  }
}
