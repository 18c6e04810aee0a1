internal import GBDTSchema

/// Prints a model as JSON. Trees go straight to text, without values of the whole.
struct ModelJSONWriter {
  /// A piece is handed over when it is at least this long.
  private static let pieceSize = 1 << 20

  let model: TrainedModel
  /// Of each feature, its name as JSON text; of each category too.
  private let names: [[UInt8]]
  private let categoryNames: [[[UInt8]]]

  init(model: TrainedModel) {
    self.model = model
    names = model.features.map { JSONValue.string($0.name).encoded(.compact) }
    categoryNames = model.features.map { feature in
      guard case .categorical(let categories, _) = feature.kind else { return [] }
      return categories.map { JSONValue.string($0).encoded(.compact) }
    }
  }

  /// Hands over the text in order, in pieces of about a megabyte.
  func forEachPiece<Failure: Error>(
    _ body: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    var text = Array("{\n".utf8)
    let keys = ModelJSON.keys.filter { $0 != "classes" || !model.classes.isEmpty }
    for (position, key) in keys.enumerated() {
      if position > 0 { text += ",\n".utf8 }
      text += "  \"\(key)\": ".utf8
      guard key == "trees" else {
        value(of: key).append(to: &text, style: .pretty, indentation: 2)
        continue
      }
      text += "[".utf8
      for (index, tree) in model.trees.enumerated() {
        text += (index > 0 ? ",\n" : "\n").utf8
        append(tree, to: &text)
        if text.count >= Self.pieceSize {
          try body(text)
          text.removeAll(keepingCapacity: true)
        }
      }
      text += (model.trees.isEmpty ? "]" : "\n  ]").utf8
    }
    text += "\n}\n".utf8
    try body(text)
  }

  private func value(of key: String) -> JSONValue {
    switch key {
    case "format": .string(ModelJSON.format)
    case "version": .integer(model.classes.isEmpty ? 1 : 2)
    case "objective":
      .object([
        JSONMember("name", .string(model.objective.name)),
        JSONMember("link", .string(model.objective.link)),
      ])
    case "outputs": .integer(Int64(model.baseScore.count))
    case "base_score": .array(model.baseScore.map { .number($0) })
    case "classes":
      .array(
        model.classes.map { label in
          switch label {
          case .number(let value): .number(value)
          case .string(let value): .string(value)
          }
        })
    case "schema":
      .array(
        model.schema.columns.map {
          .object([
            JSONMember("name", .string($0.name)), JSONMember("type", .string($0.type.rawValue)),
          ])
        })
    case "features": .array(model.features.map(value))
    case "recipe": model.recipe.json
    case "parameters": model.parameters
    case "history": model.history
    case "data": model.data
    case "self_test": .array(model.selfTest.map(value))
    // No model has encodings yet.
    default: .array([])
    }
  }

  private func value(of feature: ModelFeature) -> JSONValue {
    switch feature.kind {
    case .numeric:
      .object([
        JSONMember("name", .string(feature.name)), JSONMember("type", .string("numeric")),
      ])
    case .categorical(let categories, let unseen):
      .object([
        JSONMember("name", .string(feature.name)), JSONMember("type", .string("categorical")),
        JSONMember("categories", .array(categories.map { .string($0) })),
        JSONMember("unseen", .string(unseen.rawValue)),
      ])
    }
  }

  private func value(of row: SelfTestRow) -> JSONValue {
    let values = zip(model.features, row.values).map { feature, value in
      switch value {
      case .missing: JSONMember(feature.name, .null)
      case .number(let number): JSONMember(feature.name, .number(number))
      case .category(let category): JSONMember(feature.name, .string(category))
      }
    }
    return .object([
      JSONMember("row", .object(values)), JSONMember("raw", .array(row.raw.map { .number($0) })),
    ])
  }

  /// One line a node, indented by its depth; nothing recurses.
  private func append(_ tree: Tree, to text: inout [UInt8]) {
    enum Step {
      case node(Int, depth: Int)
      case text(String)
    }
    text += "    {\"output\": \(tree.output), \"root\":\n".utf8
    var steps = [Step.text("}"), .node(0, depth: 0)]
    while let step = steps.popLast() {
      switch step {
      case .text(let piece):
        text += piece.utf8
      case .node(let index, let depth):
        text += repeatElement(0x20, count: 6 + depth)
        switch tree.nodes[index] {
        case .leaf(let leaf):
          text += "{\"leaf\": \(leaf.value), \"count\": \(leaf.count), ".utf8
          text += "\"cover\": \(leaf.cover)}".utf8
        case .split(let split):
          append(split, to: &text)
          text += ", \"then\":\n".utf8
          steps += [
            .text("}"), .node(split.elseIndex, depth: depth + 1), .text(", \"else\":\n"),
            .node(index + 1, depth: depth + 1),
          ]
        }
      }
    }
  }

  private func append(_ split: SplitNode, to text: inout [UInt8]) {
    text += "{\"if\": {\"feature\": ".utf8
    text += names[split.feature]
    switch split.test {
    case .atMost(let threshold):
      text += ", \"le\": \(threshold)".utf8
    case .isOneOf(let categories):
      text += ", \"in\": [".utf8
      for (position, category) in categories.enumerated() {
        if position > 0 { text += ", ".utf8 }
        text += categoryNames[split.feature][Int(category)]
      }
      text += "]".utf8
    }
    text += ", \"missing\": \(split.missingTakesThen)}, \"gain\": \(split.gain), ".utf8
    text += "\"count\": \(split.count), \"cover\": \(split.cover)".utf8
  }
}
