import Foundation
import GBDTModel
import GBDTSchema
import Testing

/// docs/model.schema.json says what the exporter writes.
@Suite struct ModelSchemaTests {
  private static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("docs/model.schema.json")

  @Test func namesTheKeysThatAreWritten() throws {
    let schema = try JSONValue.parse(Array(Data(contentsOf: Self.path)))
    let top = try #require(schema["properties"]).keys
    #expect(top == ModelJSON.keys + ["extra"])
    let always = ModelJSON.keys.filter { $0 != "classes" }
    #expect(schema["required"]?.strings == always)

    let model = try ModelFileTests.fullModel(seed: 3)
    let text = try JSONValue.parse(ModelJSON.encode(model))
    #expect(text.keys == always)
    let ofClasses = try JSONValue.parse(ModelJSON.encode(ModelFileTests.fullModel(seed: 1)))
    #expect(ofClasses.keys == ModelJSON.keys)
    // Every object that is written has exactly the keys of its definition.
    var definitions: [[String]] = []
    Self.collectProperties(schema, into: &definitions)
    let known = Set(definitions.map { $0.sorted() })
    var written: [[String]] = []
    for key in ["objective", "schema", "features", "trees", "history", "data"] {
      Self.collectKeys(try #require(text[key]), into: &written)
    }
    // The history of a model that was measured after every iteration does not list them, nor do the data
    // of one that was trained in one go list earlier models.
    for keys in written {
      #expect(
        [[], ["iterations"], ["made_from"]].contains { known.contains((keys + $0).sorted()) },
        "\(keys)")
    }
    #expect(text["self_test"]?.elements.allSatisfy { $0.keys == ["row", "raw"] } == true)
    #expect(known.contains(["raw", "row"]))
  }

  @Test(
    .enabled(
      if: (try? Python.run(["-c", "import jsonschema"])) != nil,
      "the Python package jsonschema is not installed"))
  func acceptsWhatIsWritten() throws {
    let path =
      FileManager.default.temporaryDirectory.path
      + "/gbdt-schema-\(UInt64.random(in: 0 ... .max)).json"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try ModelJSON.write(ModelFileTests.fullModel(seed: 3), path: path)
    let program = """
      import json, sys, jsonschema
      schema = json.load(open(sys.argv[1]))
      jsonschema.Draft202012Validator.check_schema(schema)
      jsonschema.Draft202012Validator(schema).validate(json.load(open(sys.argv[2])))
      """
    _ = try Python.run(["-c", program, Self.path.path, path])
  }

  /// Keys of every `properties` in a JSON Schema.
  private static func collectProperties(_ value: JSONValue, into found: inout [[String]]) {
    if let properties = value["properties"] { found.append(properties.keys) }
    for member in value.members { collectProperties(member.value, into: &found) }
    for element in value.elements { collectProperties(element, into: &found) }
  }

  /// Keys of every object in a document.
  private static func collectKeys(_ value: JSONValue, into found: inout [[String]]) {
    if case .object = value { found.append(value.keys) }
    for member in value.members { collectKeys(member.value, into: &found) }
    for element in value.elements { collectKeys(element, into: &found) }
  }
}

extension JSONValue {
  fileprivate var members: [JSONMember] {
    if case .object(let members) = self { members } else { [] }
  }
  fileprivate var elements: [JSONValue] {
    if case .array(let elements) = self { elements } else { [] }
  }
  fileprivate var keys: [String] { members.map(\.key) }
  fileprivate var strings: [String] {
    elements.compactMap { if case .string(let text) = $0 { text } else { nil } }
  }
  fileprivate subscript(key: String) -> JSONValue? { members.first { $0.key == key }?.value }
}
