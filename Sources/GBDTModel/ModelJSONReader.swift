internal import GBDTCore
internal import GBDTSchema

/// Reads the JSON form of a model, strictly.
struct ModelJSONReader {
  private let slices: JSONSlices
  private let members: [String: Range<Int>]

  /// Finds the document's members and checks their keys.
  init(bytes: [UInt8]) throws(ModelError) {
    slices = JSONSlices(bytes: bytes)
    var members: [String: Range<Int>] = [:]
    for (key, range) in try slices.members() {
      guard ModelJSON.keys.contains(key) || key == "extra" else {
        throw ModelError(
          .data,
          "`\(key)`: unknown key.\(Suggestion.sentence(for: key, among: ModelJSON.keys)) What is not "
            + "part of a model belongs under `extra`, which is ignored.")
      }
      members[key] = range
    }
    self.members = members
    for key in ModelJSON.keys where key != "classes" && members[key] == nil {
      throw ModelError(.data, "The key `\(key)` is missing.")
    }
    // Ignored, but still JSON.
    if let extra = members["extra"] { _ = try slices.value(in: extra) }
  }

  /// What the document says; `ModelValidator` and the self-test have yet to see it.
  func model() throws(ModelError) -> TrainedModel {
    try checkFormat()
    var draft = ModelDraft()
    draft.objective = try read("objective") { (reader) throws(JSONError) in
      let object = try reader.object(keys: ["name", "link"])
      return ObjectiveDescription(
        name: try object.required("name").string(), link: try object.required("link").string())
    }
    draft.baseScore = try read("base_score", doubles)
    let outputs = try read("outputs") { (reader) throws(JSONError) in
      try reader.integer(in: 1...Int.max)
    }
    guard draft.baseScore.count == outputs else {
      throw ModelError(
        .data,
        "`base_score`: expected \(outputs) numbers, as `outputs` says, found "
          + "\(draft.baseScore.count).")
    }
    if members["classes"] != nil { draft.classes = try read("classes", classes) }
    let columns = try read("schema", columns)
    try ModelValidator.checkDistinct(columns.map(\.name), in: "schema")
    draft.schema = Schema(columns: columns)
    draft.features = try read("features", features)
    draft.recipe = try recipe()
    draft.parameters = try value("parameters")
    draft.history = try value("history")
    draft.data = try value("data")
    let treeReader = try TreeJSONReader(features: draft.features)
    draft.trees = try trees(treeReader)
    draft.selfTest = try read("self_test") {
      [features = draft.features] (reader) throws(JSONError) in
      try Self.selfTest(reader, features)
    }
    return draft.model
  }

  private func checkFormat() throws(ModelError) {
    let format = try read("format") { (reader) throws(JSONError) in try reader.string() }
    guard format == ModelJSON.format else {
      throw ModelError(
        .data, "`format`: expected \"\(ModelJSON.format)\", found \"\(format)\".")
    }
    let version: Int64 = try read("version") { (reader) throws(JSONError) in try reader.integer() }
    guard ModelJSON.versions.contains(version) else {
      throw ModelError(
        .data,
        "The model has format version \(version), this program reads versions "
          + "\(ModelJSON.versions.lowerBound) to \(ModelJSON.versions.upperBound). "
          + "Use the version of gbdt that wrote it, or a newer one.")
    }
    guard (members["classes"] != nil) == (version == 2) else {
      throw ModelError(
        .data,
        version == 2
          ? "The key `classes` is missing, which format version 2 has."
          : "`classes`: format version \(version) has no such key; version 2 has.")
    }
    let encodings = try read("encodings") { (reader) throws(JSONError) in try reader.array() }
    guard encodings.isEmpty else {
      throw ModelError(.data, "`encodings`: must be empty in format version \(version).")
    }
  }

  private func trees(_ treeReader: TreeJSONReader) throws(ModelError) -> [Tree] {
    guard let range = members["trees"] else { return [] }
    var trees: [Tree] = []
    for (index, element) in try slices.elements(in: range).enumerated() {
      let value = try slices.value(in: element)
      do throws(JSONError) {
        trees.append(try treeReader.tree(JSONReader(value)))
      } catch {
        throw Self.place(error, under: "trees[\(index)]")
      }
    }
    return trees
  }

  private func recipe() throws(ModelError) -> Recipe {
    let value = try value("recipe")
    do throws(RecipeError) {
      return try Recipe(json: value)
    } catch {
      throw ModelError(.data, error.message)
    }
  }

  private func value(_ key: String) throws(ModelError) -> JSONValue {
    guard let range = members[key] else { return .null }
    return try slices.value(in: range)
  }

  /// A member's value, with its key in the errors.
  private func read<Value>(
    _ key: String, _ decode: (JSONReader) throws(JSONError) -> Value
  ) throws(ModelError) -> Value {
    let value = try value(key)
    do throws(JSONError) {
      return try decode(JSONReader(value))
    } catch {
      throw Self.place(error, under: key)
    }
  }

  private static func place(_ error: JSONError, under key: String) -> ModelError {
    guard case .path(let path) = error.place else { return ModelError(.data, error.message) }
    let joined = path.isEmpty || path.hasPrefix("[") ? key + path : "\(key).\(path)"
    return ModelError(.data, JSONError(place: .path(joined), reason: error.reason).message)
  }

  private func doubles(_ reader: JSONReader) throws(JSONError) -> [Double] {
    try Self.doubles(reader)
  }

  private static func doubles(_ reader: JSONReader) throws(JSONError) -> [Double] {
    var values: [Double] = []
    for element in try reader.array() { values.append(try element.double()) }
    return values
  }

  private func classes(_ reader: JSONReader) throws(JSONError) -> [ClassLabel] {
    var classes: [ClassLabel] = []
    if try reader.array().isEmpty {
      throw reader.error("an empty list; a model without classes has format version 1")
    }
    for element in try reader.array() {
      if case .string(let text) = element.value {
        classes.append(.string(text))
      } else {
        classes.append(.number(try element.double()))
      }
    }
    return classes
  }

  private func columns(_ reader: JSONReader) throws(JSONError) -> [ColumnSchema] {
    var columns: [ColumnSchema] = []
    for element in try reader.array() {
      let object = try element.object(keys: ["name", "type"])
      columns.append(
        ColumnSchema(
          name: try object.required("name").string(),
          type: try object.required("type").oneOf(ColumnType.self)))
    }
    return columns
  }

  private func features(_ reader: JSONReader) throws(JSONError) -> [ModelFeature] {
    var features: [ModelFeature] = []
    for element in try reader.array() { features.append(try feature(element)) }
    return features
  }

  private func feature(_ reader: JSONReader) throws(JSONError) -> ModelFeature {
    let object = try reader.object(keys: ["name", "type", "categories", "unseen"])
    let name = try object.required("name").string()
    let type = try object.required("type")
    switch try type.string() {
    case "numeric":
      for key in ["categories", "unseen"] where object.optional(key) != nil {
        throw reader.error("a numeric feature has no `\(key)`")
      }
      return ModelFeature(name: name, kind: .numeric)
    case "categorical":
      var categories: [String] = []
      for element in try object.required("categories").array() {
        categories.append(try element.string())
      }
      let unseen = try object.required("unseen").oneOf(UnseenCategoryPolicy.self)
      return ModelFeature(name: name, kind: .categorical(categories: categories, unseen: unseen))
    case let other:
      throw type.error("expected `numeric` or `categorical`, found `\(other)`")
    }
  }

  private static func selfTest(
    _ reader: JSONReader, _ features: [ModelFeature]
  ) throws(JSONError) -> [SelfTestRow] {
    var rows: [SelfTestRow] = []
    for element in try reader.array() {
      let object = try element.object(keys: ["row", "raw"])
      let values = try selfTestValues(try object.required("row"), features)
      rows.append(SelfTestRow(values: values, raw: try doubles(try object.required("raw"))))
    }
    return rows
  }

  /// One value a feature. Linear in the number of features, of which there may be many thousands.
  private static func selfTestValues(
    _ row: JSONReader, _ features: [ModelFeature]
  ) throws(JSONError) -> [SelfTestRow.Value] {
    let members = Dictionary(uniqueKeysWithValues: try row.members().map { ($0.key, $0.value) })
    var values: [SelfTestRow.Value] = []
    for feature in features {
      guard let value = members[feature.name] else {
        throw row.error("the key `\(feature.name)` is missing")
      }
      switch (value.value, feature.kind) {
      case (.null, _): values.append(.missing)
      case (_, .numeric): values.append(.number(try value.double()))
      case (_, .categorical): values.append(.category(try value.string()))
      }
    }
    if members.count > features.count {
      // Every feature was found, so that one key more is one that no feature has.
      _ = try row.object(keys: features.map(\.name))
    }
    return values
  }
}
