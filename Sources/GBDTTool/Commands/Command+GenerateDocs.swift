internal import GBDTCore
internal import GBDTParameters

extension Command {
  /// Writes what is generated in docs/: run by tools/generate-docs.
  static let generateDocs = Command(
    name: "generate-docs", summary: "Write the generated pages of docs/.",
    options: [.docsFolder]
  ) { arguments in
    let folder = try arguments.required(.docsFolder)
    let pages = [
      ("PARAMETERS.md", ParameterCatalogue.markdown),
      ("COMMANDS.md", CommandReference.markdown(of: Tool.commands)),
    ]
    for (name, text) in pages { try OutputFile.write(Array(text.utf8), to: "\(folder)/\(name)") }
  }
}

extension CommandOption {
  fileprivate static let docsFolder = one(
    "output", "FOLDER", isRequired: true, .output, "The docs folder.")
}
