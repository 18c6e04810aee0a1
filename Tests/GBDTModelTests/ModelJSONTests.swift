import Foundation
import GBDTCore
import GBDTModel
import GBDTSchema
import GBDTTestSupport
import Testing

@Suite struct ModelJSONTests {
  @Test(arguments: 0..<20) func roundTripGivesEqualFileBytes(seed: UInt64) throws {
    let model = try ModelFileTests.fullModel(seed: seed, splits: Int(seed) * 3)
    let text = ModelJSON.encode(model)
    let decoded = try ModelJSON.decode(text)
    #expect(decoded == model)
    #expect(ModelFile.encode(decoded) == ModelFile.encode(model))
    #expect(ModelJSON.encode(decoded) == text)
  }

  @Test func extremeNumbersKeepTheirBits() throws {
    let numbers = [
      .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude,
      .greatestFiniteMagnitude, -0.0, 0.1, 1e15, 1e16, 1e-7, 123456789012345680,
      0.30000000000000004, 1 / 3.0,
    ]
    var nodes: [TreeNode] = []
    for (level, number) in numbers.enumerated() {
      nodes.append(
        .split(
          SplitNode(
            feature: 0, test: .atMost(number), missingTakesThen: true, gain: abs(number), count: 1,
            cover: abs(number), elseIndex: 2 * level + 2)))
      // Leaves as far from 0 as a model may have them.
      nodes.append(.leaf(LeafNode(value: min(number, 1e119), count: 1 << 53, cover: 1)))
    }
    nodes.append(.leaf(LeafNode(value: 0, count: 0, cover: 0)))
    let model = TrainedModel(
      features: [ModelFeature(name: "x", kind: .numeric)], trees: [Tree(output: 0, nodes: nodes)],
      baseScore: [-0.0])
    let decoded = try ModelJSON.decode(ModelJSON.encode(model))
    #expect(ModelFile.encode(decoded) == ModelFile.encode(model))
  }

  @Test func deepestTree() throws {
    let model = Self.chain(depth: Tree.maximumDepth)
    #expect(try ModelJSON.decode(ModelJSON.encode(model)) == model)
    #expect(try ModelFile.decode(ModelFile.encode(model)) == model)
    let deeper = Self.chain(depth: Tree.maximumDepth + 1)
    for decode in [
      { try ModelJSON.decode(ModelJSON.encode(deeper)) },
      { try ModelFile.decode(ModelFile.encode(deeper)) },
    ] {
      let error = #expect(throws: ModelError.self) { try decode() }
      #expect(error?.message.contains("deeper than 512 tests") == true)
    }
  }

  /// The document of the format's description, with names that need escaping.
  static let small = """
    {
      "format": "gbdt-if-else",
      "version": 1,
      "objective": {"name": "regression", "link": "identity"},
      "outputs": 1,
      "base_score": [11.35],
      "schema": [
        {"name": "distance_km", "type": "number"},
        {"name": "zone", "type": "category"}
      ],
      "features": [
        {"name": "distance_km", "type": "numeric"},
        {"name": "zone", "type": "categorical", "categories": ["1", "7"], "unseen": "missing"}
      ],
      "recipe": {"features": [
        {"name": "distance_km", "expr": "distance_km"}, {"name": "zone", "expr": "zone"}]},
      "encodings": [],
      "trees": [
        {"output": 0, "root":
          {"if": {"feature": "distance_km", "le": 3.25, "missing": false},
           "gain": 812.5, "count": 1000, "cover": 1000,
           "then": {"if": {"feature": "zone", "in": ["7", "1"], "missing": true},
                    "gain": 4.5, "count": 400, "cover": 400,
                    "then": {"leaf": 0.125, "count": 300, "cover": 300},
                    "else": {"leaf": -0.5, "count": 100, "cover": 100}},
           "else": {"leaf": 1.75, "count": 600, "cover": 600}}}
      ],
      "parameters": {}, "history": {}, "data": {},
      "self_test": [ {"row": {"zone": null, "distance_km": 1.5}, "raw": [11.475]} ]
    }
    """

  @Test func readsTheExample() throws {
    let model = try ModelJSON.decode(Array(Self.small.utf8))
    #expect(model.trees[0].nodes.count == 5)
    #expect(model.features[1].kind == .categorical(categories: ["1", "7"], unseen: .missing))
    #expect(model.selfTest == [SelfTestRow(values: [.number(1.5), .missing], raw: [11.475])])
    #expect(try ModelJSON.decode(ModelJSON.encode(model)) == model)
    let extra = Self.small.replacing("\"outputs\": 1,", with: "\"outputs\": 1, \"extra\": [{}],")
    #expect(try ModelJSON.decode(Array(extra.utf8)) == model)
  }

  @Test(arguments: [
    ("\"outputs\": 1,", "\"outputs\": 2,", "`base_score`: expected 2 numbers"),
    ("\"outputs\": 1,", "", "The key `outputs` is missing"),
    ("\"outputs\"", "\"output\"", "`output`: unknown key. Did you mean `outputs`?"),
    ("\"version\": 1", "\"version\": 3", "format version 3, this program reads versions 1 to 2"),
    (
      "\"version\": 1", "\"version\": 2", "The key `classes` is missing, which format version 2 has"
    ),
    (
      "\"outputs\": 1,", "\"outputs\": 1, \"classes\": [0, 1],",
      "`classes`: format version 1 has no such key"
    ),
    ("gbdt-if-else", "gbdt-else-if", "`format`: expected \"gbdt-if-else\""),
    ("[11.35]", "[1e999]", "line 6, column 18"),
    ("[11.35]", "[11.36]", "does not pass its own test: row 0"),
    ("\"leaf\": 0.125", "\"leaf\": 0.12500001", "does not pass its own test"),
    ("\"le\": 3.25", "\"le\": \"3.25\"", "`trees[0].root.if.le`: expected a number"),
    ("\"le\": 3.25", "\"in\": [\"1\"]", "the feature is numeric"),
    ("\"in\": [\"7\", \"1\"]", "\"le\": 1", "the feature is categorical"),
    ("[\"7\", \"1\"]", "[\"7\", \"9\"]", "`9` is not one of the feature's categories"),
    ("[\"7\", \"1\"]", "[\"7\", \"7\"]", "distinct"),
    ("[\"7\", \"1\"]", "[]", "at least one category"),
    ("[\"1\", \"7\"]", "[\"7\", \"1\"]", "ascending byte order"),
    ("\"gain\": 4.5", "\"gain\": -4.5", "gain must be finite and not negative"),
    ("\"gain\": 4.5, ", "", "`trees[0].root.then`: the key `gain` is missing"),
    ("\"gain\": 4.5", "\"gian\": 4.5", "Did you mean `gain`?"),
    ("\"count\": 300", "\"count\": -1", "is not within 0...9007199254740992"),
    ("{\"output\": 0, ", "{\"output\": 1, ", "output 1 is not one of the model's 1"),
    ("\"encodings\": []", "\"encodings\": [1]", "`encodings`: must be empty"),
    ("{\"feature\": \"zone\"", "{\"feature\": \"zune\"", "`zune` is not one of the features"),
    ("\"zone\": null, ", "", "the key `zone` is missing"),
    ("\"raw\": [11.475]", "\"raw\": []", "`self_test[0]`: expected a finite raw score"),
    ("\"parameters\": {},", "\"parameters\": {,", "line 30"),
    ("\"data\": {},", "\"data\": {}, \"data\": {},", "the key `data` is there twice"),
    ("\"data\": {},", "\"data\": null,", "`data`: expected an object"),
    ("\"history\": {},", "\"history\": [],", "`history`: expected an object"),
    ("\"parameters\": {},", "\"parameters\": 1,", "`parameters`: expected an object"),
    ("\"leaf\": 1.75", "\"leaf\": 1.75e120", "`trees`: base score and leaf values can add up"),
    ("[11.35]", "[-1e121]", "`trees`: base score and leaf values can add up"),
    ("\"zone\": null, ", "\"zone\": null, \"zoo\": 1, ", "`self_test[0].row.zoo`: unknown key"),
    ("\"unseen\": \"missing\"", "\"unseen\": \"mising\"", "Did you mean `missing`?"),
  ])
  func saysWhatIsWrong(old: String, new: String, expected: String) {
    let text = Self.small.replacing(old, with: new, maxReplacements: 1)
    #expect(text != Self.small)
    let error = #expect(throws: ModelError.self) { try ModelJSON.decode(Array(text.utf8)) }
    #expect(error?.category == .data)
    #expect(error?.message.contains(expected) == true, "\(error?.message ?? "")")
  }

  @Test func deepPlacesAreCut() {
    let text = ModelJSON.encode(Self.chain(depth: Tree.maximumDepth + 1))
    let error = #expect(throws: ModelError.self) { try ModelJSON.decode(text) }
    #expect(
      error?.message.contains("`trees[0].root.then.then") == true
        && error?.message.contains(" more).then") == true)
    #expect((error?.message.count ?? .max) < 300)
  }

  /// Hostile documents cost time in proportion to their length: a quadratic search takes minutes here.
  @Test(.timeLimit(.minutes(1))) func manyKeysAndFeaturesAreReadInLinearTime() throws {
    let keys = (0..<200_000).map { "\"k\($0)\":0" }.joined(separator: ",")
    let error = #expect(throws: ModelError.self) { try ModelJSON.decode(Array("{\(keys)}".utf8)) }
    #expect(error?.message.hasPrefix("`k0`: unknown key") == true)

    var model = TrainedModel(
      features: (0..<10_000).map { ModelFeature(name: "x\($0)", kind: .numeric) }, trees: [],
      baseScore: [0])
    model.selfTest = (0..<16).map { _ in
      SelfTestRow(values: model.features.map { _ in .number(1) }, raw: [0])
    }
    #expect(try ModelJSON.decode(ModelJSON.encode(model)) == model)
  }

  @Test func cutAnywhereAndChangedBytes() throws {
    let bytes = Array(Self.small.utf8)
    for length in 0..<bytes.count {
      #expect(throws: ModelError.self) { try ModelJSON.decode(Array(bytes[..<length])) }
    }
    var random = SeededRandom(seed: 1)
    for _ in 0..<1500 {
      var mutant = bytes
      let place = Int.random(in: 0..<bytes.count, using: &random)
      mutant[place] =
        random.chance(0.5)
        ? UInt8.random(in: 0...255, using: &random)
        : Array("[]{}\",:01e-.".utf8).randomElement(using: &random) ?? 0
      // Whatever is accepted is a valid model.
      if let model = try? ModelJSON.decode(mutant) { try ModelValidator.validate(model) }
    }
  }

  @Test func filesAreReadAndWritten() throws {
    let path =
      FileManager.default.temporaryDirectory.path + "/gbdt-\(UInt64.random(in: 0 ... .max)).json"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let model = try ModelFileTests.fullModel()
    try ModelJSON.write(model, path: path)
    #expect(try ModelJSON.read(path: path) == model)
    #expect(FileManager.default.contents(atPath: path) == Data(ModelJSON.encode(model)))
    try Data("{".utf8).write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: ModelError.self) { try ModelJSON.read(path: path) }
    #expect(error?.message.hasPrefix("\(path): line 1, column 2") == true)
  }

  private static func chain(depth: Int) -> TrainedModel {
    var nodes: [TreeNode] = []
    // `then` branches all the way down, so that the text nests as deep as it can.
    for level in 0..<depth {
      nodes.append(
        .split(
          SplitNode(
            feature: 0, test: .atMost(Double(-level)), missingTakesThen: true, gain: 1, count: 2,
            cover: 2, elseIndex: 2 * depth - level)))
    }
    for level in 0...depth {
      nodes.append(.leaf(LeafNode(value: Double(level), count: 1, cover: 1)))
    }
    return TrainedModel(
      features: [ModelFeature(name: "x", kind: .numeric)], trees: [Tree(output: 0, nodes: nodes)],
      baseScore: [0])
  }
}
