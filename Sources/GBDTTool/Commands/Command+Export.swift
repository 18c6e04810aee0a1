internal import GBDT
internal import GBDTCore

/// Formats that models are exported to and imported from.
private enum ModelFormat: String, CaseIterable {
  case json
}

extension Command {
  static let export = Command(
    name: "export",
    summary: "Write a model in another format.",
    details: ["`json` holds every field of the model, its trees as nested if-else."],
    options: [.model, .format, .output]
  ) { arguments in
    let format: ModelFormat = try arguments.choice(.format) ?? .json
    try OutputPaths.check(arguments, outputs: [(.output, nil)], inputs: [.model])
    let model = try Model(contentsOf: arguments.required(.model))
    let output = try DataOutput(path: arguments.value(.output))
    switch format {
    case .json: try output.write(model.json)
    }
    try output.commit()
  }

  static let `import` = Command(
    name: "import",
    summary: "Make a model file of an exported model.",
    details: [
      "The model's self-test rows must give the same scores, bit for bit. Importing what was exported "
        + "gives the same model file."
    ],
    options: [.from, .importedModel]
  ) { arguments in
    let (name, source) = try arguments.requiredPair(.from)
    guard let format = ModelFormat(rawValue: name) else {
      throw ToolError(
        "`--from \(name)` must be one of "
          + ModelFormat.allCases.map(\.rawValue).joined(separator: ", ") + ".")
    }
    let path = try arguments.required(.importedModel)
    try OutputPaths.check(arguments, outputs: [(.importedModel, nil)], inputs: [.from])
    switch format {
    case .json: try Model(jsonContentsOf: source).write(to: path)
    }
  }
}

extension CommandOption {
  fileprivate static let format = choice(
    "format", of: ModelFormat.self, .output, "The format to write; by default json.")
  fileprivate static let from = two(
    "from", ModelFormat.allCases.map(\.rawValue).joined(separator: "|") + " FILE",
    isRequired: true, .input, "Format and file to read.")
  fileprivate static let importedModel = one(
    "model", "FILE", isRequired: true, .output, "The model file to write.")
}
