internal import GBDTCore
internal import GBDTSchema

/// The parts of a model file, in the order in which they are written.
enum ModelPart: String, CaseIterable {
  case objective
  case baseScore = "base_score"
  /// In files of format version 2 only.
  case classes
  case schema
  case recipe
  case features
  case trees
  case parameters
  case history
  case data
  case selfTest = "self_test"

  /// The parts of a file of a format version, in order.
  static func all(version: UInt64) -> [ModelPart] {
    version == 1 ? allCases.filter { $0 != .classes } : allCases
  }

  func encode(_ model: TrainedModel) -> ByteWriter {
    var writer = ByteWriter()
    switch self {
    case .objective:
      writer.string(model.objective.name)
      writer.string(model.objective.link)
    case .baseScore:
      for score in model.baseScore { writer.double(score) }
    case .classes:
      for label in model.classes { writer.value(label) }
    case .schema:
      for column in model.schema.columns { writer.value(column) }
    case .recipe: writer.raw(model.recipe.json.encoded(.compact))
    case .features:
      for feature in model.features { writer.feature(feature) }
    case .trees:
      for tree in model.trees { writer.tree(tree) }
    case .parameters: writer.raw(model.parameters.encoded(.compact))
    case .history: writer.raw(model.history.encoded(.compact))
    case .data: writer.raw(model.data.encoded(.compact))
    case .selfTest:
      for row in model.selfTest { writer.selfTestRow(row) }
    }
    return writer
  }

  /// Reads all of `reader`; `draft` has the parts before this one.
  func decode(_ reader: inout ByteReader, into draft: inout ModelDraft) throws(ModelError) {
    switch self {
    case .schema: draft.schema = try reader.schema()
    case .recipe: draft.recipe = try reader.recipe()
    case .parameters: draft.parameters = try reader.json()
    case .history: draft.history = try reader.json()
    case .data: draft.data = try reader.json()
    case .objective, .baseScore, .classes, .features, .trees, .selfTest:
      try ModelError.wrapping { () throws(ByteError) in
        try decodeValues(&reader, into: &draft)
      }
    }
  }

  /// Reads a part that is no text and needs no check but that of its bytes.
  private func decodeValues(
    _ reader: inout ByteReader, into draft: inout ModelDraft
  ) throws(ByteError) {
    switch self {
    case .objective:
      let name = try reader.string()
      draft.objective = ObjectiveDescription(name: name, link: try reader.string())
    case .baseScore:
      // At least one, so that every self-test row takes bytes.
      repeat { draft.baseScore.append(try reader.double()) } while reader.remaining > 0
    case .classes:
      // At least one: a model without classes is a file of version 1.
      repeat { draft.classes.append(try reader.value()) } while reader.remaining > 0
    case .features:
      while reader.remaining > 0 { draft.features.append(try reader.feature()) }
    case .trees:
      while reader.remaining > 0 {
        draft.trees.append(
          try reader.tree(featureCount: draft.features.count, outputCount: draft.baseScore.count))
      }
    case .selfTest:
      while reader.remaining > 0 {
        draft.selfTest.append(
          try reader.selfTestRow(features: draft.features, outputCount: draft.baseScore.count))
      }
    case .schema, .recipe, .parameters, .history, .data:
      preconditionFailure("`decode` reads the other parts")
    }
  }
}

extension ByteReader {
  mutating func schema() throws(ModelError) -> Schema {
    let columns = try ModelError.wrapping { () throws(ByteError) in try columnSchemas() }
    try ModelValidator.checkDistinct(columns.map(\.name), in: "schema")
    return Schema(columns: columns)
  }

  private mutating func columnSchemas() throws(ByteError) -> [ColumnSchema] {
    var columns: [ColumnSchema] = []
    while remaining > 0 { columns.append(try value()) }
    return columns
  }

  /// The rest as JSON, in the one form in which it is written.
  mutating func json() throws(ModelError) -> JSONValue {
    let text = rest()
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue.parse(text)
    } catch {
      throw ModelError(.data, "The model file is damaged: \(error.message)")
    }
    guard value.encoded(.compact) == text else {
      throw ModelError(error("JSON that is not compact"))
    }
    return value
  }

  mutating func recipe() throws(ModelError) -> Recipe {
    let value = try json()
    let recipe: Recipe
    do throws(RecipeError) {
      recipe = try Recipe(json: value)
    } catch {
      throw ModelError(.data, "The model file is damaged: \(error.message)")
    }
    guard recipe.json == value else {
      throw ModelError(error("a recipe that is not in its usual form"))
    }
    return recipe
  }
}
