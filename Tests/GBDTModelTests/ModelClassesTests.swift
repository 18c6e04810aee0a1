import GBDTModel
import GBDTSchema
import GBDTTestSupport
import Testing

/// The classes of a model's label, and what is refused as such.
@Suite struct ModelClassesTests {
  private func model(outputs: Int, _ classes: [ClassLabel]) -> TrainedModel {
    var source = RandomModel(seed: 4)
    (source.outputs, source.iterations, source.splits) = (outputs, 1, 2)
    var model = source.model()
    model.classes = classes
    return model
  }

  @Test(arguments: [
    (1, [ClassLabel.number(0), .number(1)]), (1, [.string("no"), .string("yes")]),
    (2, [.string("a"), .string("b")]), (3, [.number(-7), .number(0.25), .number(1e300)]),
    (3, [.string(""), .string("a\u{301}"), .string("á")]),
  ])
  func comeBack(outputs: Int, classes: [ClassLabel]) throws {
    let model = model(outputs: outputs, classes)
    try ModelValidator.validate(model)
    #expect(try ModelFile.decode(ModelFile.encode(model)) == model)
    let read = try ModelJSON.decode(ModelJSON.encode(model))
    #expect(read == model)
    #expect(ModelFile.encode(read) == ModelFile.encode(model))
  }

  @Test(arguments: [
    (1, [ClassLabel.number(0)], "`classes`: expected 2 for 1 outputs, found 1."),
    (1, [.number(0), .number(1), .number(2)], "`classes`: expected 2 for 1 outputs, found 3."),
    (3, [.number(0), .number(1)], "`classes`: expected 3 for 3 outputs, found 2."),
    (
      1, [.number(1), .string("a")], "`classes`: expected all numbers or all strings, found both."
    ),
    (1, [.number(2), .number(1)], "`classes`: must be distinct and ascend, but `1` follows `2`."),
    (
      1, [.string("a"), .string("a")],
      "`classes`: must be distinct and ascend, but `a` follows `a`."
    ),
    (1, [.number(-0.0), .number(1)], "`classes`: a number is not finite, or is negative zero."),
    (
      1, [.number(0), .number(.infinity)], "`classes`: a number is not finite, or is negative zero."
    ),
  ])
  func refused(outputs: Int, classes: [ClassLabel], message: String) {
    let model = model(outputs: outputs, classes)
    let error = #expect(throws: ModelError.self) { try ModelValidator.validate(model) }
    #expect(error?.message == message)
    #expect(throws: ModelError.self) { try ModelFile.decode(ModelFile.encode(model)) }
  }

  @Test(arguments: [
    ("[null, 1]", "`classes[0]`: expected a number, found null"),
    ("[]", "`classes`: an empty list"),
  ])
  func refusedInJSON(list: String, message: String) {
    let model = model(outputs: 1, [.number(0), .number(1)])
    let text = String(decoding: ModelJSON.encode(model), as: UTF8.self)
    let other = text.replacing(#/"classes": \[[^\]]*\]/#, with: "\"classes\": \(list)")
    #expect(other != text)
    let error = #expect(throws: ModelError.self) { try ModelJSON.decode(Array(other.utf8)) }
    #expect(error?.message.contains(message) == true)
  }
}
