internal import GBDT
internal import GBDTCore
internal import GBDTModel
internal import GBDTSchema

extension Command {
  static let inspect = Command(
    name: "inspect",
    summary: "Show what a model is: inputs, features with their importance, parameters, trees.",
    details: [
      "Importance: `splits` counts a feature's tests, `gain` sums what they took off the objective. "
        + "The whole model, with every tree, is what `gbdt export` writes."
    ],
    options: [.model, .tree, .output, .json]
  ) { arguments in
    if arguments.has(.tree), arguments.has(.json) {
      throw ToolError("`--tree` conflicts with `--json`; `gbdt export` writes trees as JSON.")
    }
    try OutputPaths.check(arguments, outputs: [(.output, nil)], inputs: [.model])
    let model = try Model(contentsOf: arguments.required(.model))
    let output = try DataOutput(path: arguments.value(.output))
    if arguments.has(.tree) {
      let last = model.treeCount - 1
      guard last >= 0 else { throw ToolError("The model has no trees.", category: .data) }
      let number = try arguments.integer(.tree, in: 0...last) ?? 0
      try output.write(Array(TreeText.lines(of: number, in: model.trained).utf8))
    } else if arguments.has(.json) {
      try output.write(ModelOverview(model).json.encoded(.pretty))
    } else {
      try output.write(Array(ModelOverview(model).text.utf8))
    }
    try output.commit()
  }
}

extension CommandOption {
  fileprivate static let tree = one(
    "tree", "N", .output, "Show only this tree, from 0, as if-else.")
}
