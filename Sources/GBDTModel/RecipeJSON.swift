internal import GBDTCore
internal import GBDTSchema

// Stands in until GBDTSchema reads and writes recipes.

struct RecipeError: DescribedError {
  let category = ErrorCategory.data
  let message: String
}

extension Recipe {
  var json: JSONValue {
    var members: [JSONMember] = []
    if let label { members.append(JSONMember("label", .string(label))) }
    if let weight { members.append(JSONMember("weight", .string(weight))) }
    if !types.isEmpty {
      members.append(
        JSONMember(
          "types", .object(types.map { JSONMember($0.name, .string($0.type.rawValue)) })))
    }
    if !dropRowsWhere.isEmpty {
      members.append(JSONMember("drop_rows_where", .array(dropRowsWhere.map { .string($0) })))
    }
    members.append(
      JSONMember(
        "features",
        .array(
          features.map {
            .object([
              JSONMember("name", .string($0.name)), JSONMember("expr", .string($0.expression)),
            ])
          })))
    members.append(JSONMember("categorical", .array(categorical.map { .string($0) })))
    return .object(members)
  }

  init(json: JSONValue) throws(RecipeError) {
    do throws(JSONError) {
      let object = try JSONReader(json).object(
        keys: ["label", "weight", "types", "drop_rows_where", "features", "categorical"])
      self.init(
        label: try object.optional("label")?.string(),
        weight: try object.optional("weight")?.string(), types: [], dropRowsWhere: [], features: [],
        categorical: [])
      for (key, value) in try object.optional("types")?.members() ?? [] {
        types.append(ColumnSchema(name: key, type: try value.oneOf(ColumnType.self)))
      }
      for value in try object.optional("drop_rows_where")?.array() ?? [] {
        dropRowsWhere.append(try value.string())
      }
      for value in try object.required("features").array() {
        let feature = try value.object(keys: ["name", "expr"])
        features.append(
          Feature(
            name: try feature.required("name").string(),
            expression: try feature.required("expr").string()))
      }
      for value in try object.optional("categorical")?.array() ?? [] {
        categorical.append(try value.string())
      }
    } catch {
      throw RecipeError(message: error.message)
    }
  }
}
