import Foundation
import GBDT
import GBDTModel
import GBDTTestSupport
import Testing

@Suite struct ModelTests {
  @Test func comesBackFromEveryFormBitForBit() throws {
    let rides = Rides()
    let outcome = try rides.outcome(validation: .fraction(0.2))
    let model = outcome.model
    let folder = try TemporaryFolder()
    try model.write(to: folder.file("m.gbdt"))
    try model.writeJSON(to: folder.file("m.json"))
    #expect(try folder.bytes(of: "m.gbdt") == model.bytes)
    #expect(try folder.bytes(of: "m.json") == model.json)
    let predictions = try model.predict(rides.table()).map(\.bitPattern)
    for again in [
      try Model(bytes: model.bytes), try Model(json: model.json),
      try Model(contentsOf: folder.file("m.gbdt")),
      try Model(jsonContentsOf: folder.file("m.json")),
    ] {
      #expect(again.bytes == model.bytes && again.sha256 == model.sha256)
      #expect(try again.predict(rides.table()).map(\.bitPattern) == predictions)
    }
  }

  @Test func saysWhatItIs() throws {
    let model = try Rides().model()
    #expect(model.featureNames == ["distance", "zone"])
    #expect(model.treeCount == 20 && model.iterationCount == 20)
    #expect(model.inputColumns.map(\.name) == ["distance", "zone"])
    #expect(model.inputColumns.map(\.type) == ["number", "category"])
    #expect(model.recipe.label == "fare")
    #expect(try FeatureRecipe(json: model.recipe.json) == model.recipe)
    #expect(model.sha256.count == 64)
  }

  @Test func importanceIsOfEveryFeatureByGain() throws {
    let rides = Rides()
    let table = try DataTable(
      columns: rides.columns + [("noise", .numbers(.init(repeating: 1, count: 600)))])
    let model = try Training(parameters: ["num_iterations": 10]).run(
      on: table, recipe: FeatureRecipe(everyColumnOf: table, label: "fare")
    ).model
    let importance = model.featureImportance
    #expect(Set(importance.map(\.feature)) == ["distance", "zone", "noise"])
    #expect(importance.map(\.gain) == importance.map(\.gain).sorted(by: >))
    let last = try #require(importance.last)
    #expect(last.feature == "noise" && last.splitCount == 0 && last.gain == 0)
  }

  @Test func filesOfOtherKindsAreErrorsThatNameThem() throws {
    let folder = try TemporaryFolder()
    let model = try Rides(count: 100).model()
    try model.writeJSON(to: folder.file("m.json"))
    try folder.write("", to: "empty")
    for (name, code, message) in [
      ("m.json", GBDTError.Code.data, "gbdt import"), ("empty", .data, "model"),
      ("absent", .noInput, "Cannot open"),
    ] {
      let error = #expect(throws: GBDTError.self) { try Model(contentsOf: folder.file(name)) }
      #expect(error?.code == code)
      #expect(error?.message.contains(folder.file(name)) == true)
      #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }
    var damaged = model.bytes
    damaged[damaged.count / 2] ^= 1
    let error = #expect(throws: GBDTError.self) { try Model(bytes: damaged) }
    #expect(error?.message.contains("checksum") == true)
    let unwritable = #expect(throws: GBDTError.self) { try model.write(to: "/nowhere/m.gbdt") }
    #expect(unwritable?.code == .cannotCreate)
    #expect(
      #expect(throws: GBDTError.self) { try model.writeJSON(to: "/nowhere/m.json") }?.code
        == .cannotCreate)
  }

  /// A model that keeps every rule of its format may still be of a kind that nobody here can apply, or
  /// say what nobody understands.
  @Test(arguments: [
    ("\"link\": \"identity\"", "\"link\": \"logit\"", "the link `logit`"),
    ("\"name\": \"regression\"", "\"name\": \"poisson\"", "the objective `poisson`"),
    ("\"stop_reason\"", "\"stopped\"", "The model's `history`: `stopped`: unknown key"),
    ("\"completed\"", "\"exhausted\"", "`exhausted` is not one of"),
    ("\"rows_read\": 100", "\"rows_read\": -1", "`data`: `rows_read`"),
    ("\"valid_fraction\": null", "\"valid_fraction\": 2.5", "not a share between 0 and 1"),
    ("\"num_leaves\": 7", "\"num_leafs\": 7", "Did you mean `num_leaves`?"),
    ("\"num_leaves\": 7", "\"num_leaves\": {}", "`parameters.num_leaves`"),
  ])
  func unknownKindsAndFieldsAreRefused(old: String, new: String, message: String) throws {
    let text = String(decoding: try Rides(count: 100).model().json, as: UTF8.self)
    let edited = text.replacingOccurrences(of: old, with: new)
    #expect(edited != text)
    let error = #expect(throws: GBDTError.self) { try Model(json: Array(edited.utf8)) }
    #expect(error?.code == .data)
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
  }

  @Test func severalOutputsAreRefused() throws {
    var random = RandomModel(seed: 1)
    random.outputs = 2
    let bytes = ModelFile.encode(random.model())
    let error = #expect(throws: GBDTError.self) { try Model(bytes: bytes) }
    #expect(error?.message.contains("2 outputs") == true, "\(error?.message ?? "")")
  }
}
