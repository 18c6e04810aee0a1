extension Recipe {
  private static let keys =
    ColumnRole.allCases.map(\.rawValue) + ["types", "drop_rows_where", "features", "categorical"]

  /// Reads a recipe file: a JSON object with the keys of `docs/RECIPE.md`, of which `features` is
  /// required. Expressions are not looked at.
  ///
  /// - Throws: for text that is not JSON, unknown keys and other types, naming the place.
  package init(jsonText: [UInt8]) throws(RecipeError) {
    do throws(JSONError) {
      try self.init(reading: JSONReader(JSONValue.parse(jsonText)))
    } catch {
      throw RecipeError("recipe: \(error.message)")
    }
  }

  /// Reads a recipe that is part of another document, such as a model.
  package init(json: JSONValue) throws(RecipeError) {
    do throws(JSONError) {
      try self.init(reading: JSONReader(json))
    } catch {
      throw RecipeError("recipe: \(error.message)")
    }
  }

  private init(reading reader: JSONReader) throws(JSONError) {
    let object = try reader.object(keys: Self.keys)
    roles = ColumnRoles()
    for role in ColumnRole.allCases {
      if let value = object.optional(role.rawValue) { try roles.set(role, value) }
    }
    types = []
    for (name, type) in try object.optional("types")?.members() ?? [] {
      types.append(ColumnSchema(name: name, type: try type.oneOf(ColumnType.self)))
    }
    dropRowsWhere = try Self.strings(object.optional("drop_rows_where"))
    features = []
    for feature in try object.required("features").array() {
      let object = try feature.object(keys: ["name", "expr"])
      features.append(
        Feature(
          name: try object.required("name").string(),
          expression: try object.required("expr").string()))
    }
    categorical = try Self.strings(object.optional("categorical"))
  }

  private static func strings(_ reader: JSONReader?) throws(JSONError) -> [String] {
    var strings: [String] = []
    for element in try reader?.array() ?? [] { strings.append(try element.string()) }
    return strings
  }

  /// The recipe as a file has it: keys in a fixed order, empty lists written, absent names left out.
  package var json: JSONValue {
    let members =
      roles.json + [
        JSONMember("types", .object(types.map { JSONMember($0.name, .string($0.type.rawValue)) })),
        JSONMember("drop_rows_where", .array(dropRowsWhere.map { .string($0) })),
        JSONMember(
          "features",
          .array(
            features.map {
              .object([
                JSONMember("name", .string($0.name)), JSONMember("expr", .string($0.expression)),
              ])
            })),
        JSONMember("categorical", .array(categorical.map { .string($0) })),
      ]
    return .object(members)
  }
}

extension ColumnRoles {
  fileprivate mutating func set(_ role: ColumnRole, _ value: JSONReader) throws(JSONError) {
    switch role {
    case .label: label = try value.string()
    case .weight: weight = try value.string()
    case .group: group = try value.string()
    case .initScore:
      guard case .array = value.value else {
        initScores = [try value.string()]
        return
      }
      for column in try value.array() { initScores.append(try column.string()) }
      if initScores.isEmpty { throw value.error("an empty list; leave the key out") }
    case .exposure: exposure = try value.string()
    }
  }

  /// One key a role that is there; a list where it has several columns.
  fileprivate var json: [JSONMember] {
    ColumnRole.allCases.compactMap { role in
      let names = named.filter { $0.role == role }.map { JSONValue.string($0.column) }
      return names.first.map { JSONMember(role.rawValue, names.count == 1 ? $0 : .array(names)) }
    }
  }
}
