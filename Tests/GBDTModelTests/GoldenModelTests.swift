import Foundation
import GBDTCore
import GBDTModel
import GBDTSchema
import Testing

/// Files written by an earlier build must be read, and written again, unchanged: a test that fails here
/// means that the format changed and needs a new version number.
@Suite struct GoldenModelTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Golden")

  @Test func tinyModel() throws {
    let file = Self.folder.appendingPathComponent("tiny.gbdt").path
    let text = Self.folder.appendingPathComponent("tiny.json").path
    if ProcessInfo.processInfo.environment["GBDT_WRITE_GOLDEN"] != nil {
      try ModelFile.write(Self.model(), path: file)
      try ModelJSON.write(Self.model(), path: text)
    }
    let model = try ModelFile.read(path: file)
    #expect(try model == Self.model())
    #expect(try ModelJSON.read(path: text) == model)
    #expect(FileManager.default.contents(atPath: file) == Data(ModelFile.encode(model)))
    #expect(FileManager.default.contents(atPath: text) == Data(ModelJSON.encode(model)))
    try SelfTest.verify(model)
  }

  /// Format version 2.
  @Test(arguments: ["numbers", "strings"]) func classes(kind: String) throws {
    var expected = try Self.model()
    expected.classes =
      kind == "numbers" ? [.number(-0.5), .number(7)] : [.string("<=50K"), .string("é")]
    let file = Self.folder.appendingPathComponent("classes-\(kind).gbdt").path
    let text = Self.folder.appendingPathComponent("classes-\(kind).json").path
    if ProcessInfo.processInfo.environment["GBDT_WRITE_GOLDEN"] != nil {
      try ModelFile.write(expected, path: file)
      try ModelJSON.write(expected, path: text)
    }
    let model = try ModelFile.read(path: file)
    #expect(model == expected)
    #expect(try ModelJSON.read(path: text) == model)
    #expect(FileManager.default.contents(atPath: file) == Data(ModelFile.encode(model)))
    #expect(FileManager.default.contents(atPath: text) == Data(ModelJSON.encode(model)))
  }

  /// Two outputs, both kinds of feature and of test, both policies, all column types, self-test rows.
  private static func model() throws -> TrainedModel {
    var model = TrainedModel(
      features: [
        ModelFeature(name: "distance_km", kind: .numeric),
        ModelFeature(
          name: "zone \"ü\"", kind: .categorical(categories: ["", "1", "7"], unseen: .missing)),
        ModelFeature(name: "vendor", kind: .categorical(categories: ["CMT"], unseen: .error)),
      ], trees: [Tree(output: 0, nodes: nodes), Tree(output: 1, nodes: [nodes[4]])],
      baseScore: [11.35, -0.1])
    model.schema = Schema(
      columns: ColumnType.allCases.map { ColumnSchema(name: "a \($0.rawValue)", type: $0) })
    model.recipe = Recipe(
      label: "a number", weight: "a boolean",
      types: [ColumnSchema(name: "a timestamp", type: .timestamp)],
      dropRowsWhere: ["`a number` < 2.5"],
      features: [
        Recipe.Feature(name: "distance_km", expression: "`a integer` / 1000"),
        Recipe.Feature(name: "zone \"ü\"", expression: "`a category`"),
        Recipe.Feature(name: "vendor", expression: "`a category`"),
      ], categorical: ["vendor"])
    model.parameters = .object([
      JSONMember("learning_rate", .number(0.1)), JSONMember("num_leaves", .integer(31)),
    ])
    model.history = .object([JSONMember("train", .array([.number(1), .number(1e-7)]))])
    model.data = .object([JSONMember("fingerprint", .string("00ff")), JSONMember("x", .null)])
    let rows = FeatureRows(
      columns: [
        .numbers([1.5, .nan, 1e300]),
        .categories(codes: [-1, 0, 1], dictionary: ["7", "elsewhere"]),
        .categories(codes: [0, -1, -1], dictionary: ["CMT"]),
      ], rowCount: 3)
    model.selfTest = try SelfTest.rows(rows, predictor: ForestPredictor(model: model))
    return model
  }

  private static var nodes: [TreeNode] {
    [
      .split(
        SplitNode(
          feature: 0, test: .atMost(3.25), missingTakesThen: false, gain: 812.5, count: 1000,
          cover: 1000, elseIndex: 4)),
      .split(
        SplitNode(
          feature: 1, test: .isOneOf([0, 2]), missingTakesThen: true, gain: 4.5, count: 400,
          cover: 99.75, elseIndex: 3)),
      .leaf(LeafNode(value: 0.125, count: 300, cover: 300)),
      .leaf(LeafNode(value: -0.5, count: 100, cover: 100)),
      .leaf(LeafNode(value: 1.75, count: 600, cover: 600)),
    ]
  }
}
