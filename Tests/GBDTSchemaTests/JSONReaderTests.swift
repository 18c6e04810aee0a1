import GBDTSchema
import Testing

@Suite struct JSONReaderTests {
  private enum Colour: String, CaseIterable { case red, green }

  private func message(_ text: String, _ body: (JSONReader) throws -> Void) throws -> String? {
    let reader = JSONReader(try JSONValue.parse(text))
    return #expect(throws: JSONError.self) { try body(reader) }?.message
  }

  @Test func decodes() throws {
    let reader = JSONReader(
      try JSONValue.parse(
        #"{"name": "x", "size": 3, "share": 2, "extra": {}, "list": [true, 0.5]}"#))
    let object = try reader.object(
      keys: ["name", "size", "share", "list", "other"], allowsExtra: true)
    #expect(try object.required("name").string() == "x")
    #expect(try object.required("size").integer(in: 0...UInt8.max) == 3)
    #expect(try object.required("share").double() == 2)
    let list = try object.required("list").array()
    #expect(try list[0].bool())
    #expect(try list[1].double() == 0.5)
    #expect(object.optional("other") == nil)
    #expect(try reader.members().map(\.key) == ["name", "size", "share", "extra", "list"])
  }

  @Test func namesThePlace() throws {
    let text = #"{"trees": [{"root": {"if": {"feature": 7}}}]}"#
    let found = try message(text) { reader in
      let tree = try reader.object(keys: ["trees"]).required("trees").array()[0]
      let root = try tree.object(keys: ["root"]).required("root")
      let test = try root.object(keys: ["if"]).required("if")
      _ = try test.object(keys: ["feature"]).required("feature").string()
    }
    #expect(found == "`trees[0].root.if.feature`: expected a string, found an integer")
  }

  @Test func refusesUnknownAndMissingKeys() throws {
    #expect(
      try message(#"{"naem": 1}"#) { _ = try $0.object(keys: ["name", "size"]) }
        == "`naem`: unknown key. Did you mean `name`? Known keys: `name`, `size`.")
    #expect(
      try message(#"{"extra": 1}"#) { _ = try $0.object(keys: ["name"]) }
        == "`extra`: unknown key. Known keys: `name`.")
    #expect(
      try message("{}") { _ = try $0.object(keys: ["name"]).required("name") }
        == "the key `name` is missing")
  }

  @Test func refusesOtherTypes() throws {
    #expect(try message("[1]") { _ = try $0.members() } == "expected an object, found an array")
    #expect(try message("{}") { _ = try $0.array() } == "expected an array, found an object")
    #expect(
      try message("1.0") { _ = try $0.integer() as Int } == "expected an integer, found a number")
    #expect(try message("300") { _ = try $0.integer() as UInt8 } == "300 is not within 0...255")
    #expect(try message("null") { _ = try $0.bool() } == "expected true or false, found null")
    #expect(try message("true") { _ = try $0.double() } == "expected a number, found a boolean")
    #expect(
      try message("9007199254740993") { _ = try $0.double() }
        == "the integer 9007199254740993 does not fit a double")
    #expect(
      try message("\"gren\"") { _ = try $0.oneOf(Colour.self) }
        == "`gren` is not one of `red`, `green`. Did you mean `green`?")
  }
}
