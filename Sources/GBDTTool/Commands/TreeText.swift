package import GBDTModel

/// One tree for people: a line a node, indented by depth.
package enum TreeText {
  /// Tree `number` of `model`, which must have it.
  package static func lines(of number: Int, in model: TrainedModel) -> String {
    let tree = model.trees[number]
    var text = ""
    // Nodes yet to be printed with their depths, the next one last: trees may be deep.
    var pending: [(node: Int, depth: Int, label: String)] = [(0, 0, "")]
    while let (index, depth, label) = pending.popLast() {
      let margin = String(repeating: "  ", count: depth)
      switch tree.nodes[index] {
      case .leaf(let leaf):
        text += "\(margin)\(label)leaf \(leaf.value)  (\(leaf.count) rows)\n"
      case .split(let split):
        let branch = split.missingTakesThen ? "then" : "else"
        text +=
          "\(margin)\(label)if \(test(split, in: model))  (missing: \(branch); "
          + "gain \(split.gain), \(split.count) rows)\n"
        pending.append((split.elseIndex, depth + 1, "else "))
        pending.append((index + 1, depth + 1, "then "))
      }
    }
    return text
  }

  private static func test(_ split: SplitNode, in model: TrainedModel) -> String {
    let feature = model.features[split.feature]
    switch (split.test, feature.kind) {
    case (.isOneOf(let indices), .categorical(let categories, _)):
      let names = indices.map { "\"\(categories[Int($0)])\"" }
      return "\(feature.name) in [\(names.joined(separator: ", "))]"
    case (.atMost(let threshold), _):
      return "\(feature.name) <= \(threshold)"
    case (.isOneOf, .numeric):
      preconditionFailure("only categorical features are tested for categories")
    }
  }
}
