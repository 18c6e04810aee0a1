import GBDTCore
import GBDTModel
import GBDTTestSupport
import Testing

@Suite struct ForestPredictorTests {
  @Test(arguments: 0..<24) func scoresAndLeavesEqualTheDefinition(seed: UInt64) throws {
    var source = RandomModel(seed: seed)
    source.outputs = 1 + Int(seed % 3)
    source.iterations = [0, 1, 5, 70][Int(seed % 4)]
    source.splits = [0, 1, 20][Int(seed / 3 % 3)]
    source.categories = [1, 2, 33, 70][Int(seed / 2 % 4)]
    let model = source.model()
    let predictor = ForestPredictor(model: model)
    for rowCount in [0, 1, 7, 9, 100] {
      let rows = source.rows(rowCount)
      let naive = NaiveForest(model: model)
      let expected = (0..<rowCount).flatMap { naive.raw(rows, row: $0) }
      for threads in [1, 3] {
        let found = try predictor.rawScores(of: rows, threads: threads)
        #expect(found.values.map(\.bitPattern) == expected.map(\.bitPattern))
      }
      let leaves = try predictor.leafIndices(of: rows, threads: 2)
      let expectedLeaves = (0..<rowCount).flatMap { row in
        model.trees.map { UInt32(naive.leaf($0, rows, row: row).number) }
      }
      #expect(leaves.values == expectedLeaves)
    }
  }

  @Test func firstIterationsOnly() throws {
    var source = RandomModel(seed: 7)
    source.outputs = 2
    source.iterations = 70
    let model = source.model()
    let predictor = ForestPredictor(model: model)
    let rows = source.rows(20)
    for iterations in [0, 1, 33, 70] {
      let found = try predictor.rawScores(of: rows, iterations: iterations)
      let naive = NaiveForest(model: model)
      #expect(
        found.values == (0..<20).flatMap { naive.raw(rows, row: $0, iterations: iterations) })
      let leaves = try predictor.leafIndices(of: rows, iterations: iterations)
      #expect(leaves.treeCount == 2 * iterations)
    }
    let error = #expect(throws: ModelError.self) {
      try predictor.rawScores(of: rows, iterations: 71)
    }
    #expect(error?.category == .usage)
    #expect(error?.message.contains("has 70 iterations; 71 were asked for") == true)
  }

  @Test func unseenCategoriesAreCounted() throws {
    var source = RandomModel(seed: 3)
    source.numericFeatures = 1
    source.categoricalFeatures = 1
    let model = source.model()
    let rows = FeatureRows(
      columns: [
        .numbers([1, 2, 3, 4]),
        .categories(codes: [0, 1, 1, -1], dictionary: ["c0", "elsewhere", "unused"]),
      ], rowCount: 4)
    #expect(try ForestPredictor(model: model).rawScores(of: rows).unseenCategories == [0, 2])
  }

  @Test func unseenCategoriesAreRefusedWhereTheModelSaysSo() {
    var source = RandomModel(seed: 3)
    source.numericFeatures = 0
    source.categoricalFeatures = 1
    source.unseen = .error
    let rows = FeatureRows(
      columns: [.categories(codes: [-1, 0, 1], dictionary: ["c0", "C12"])], rowCount: 3,
      firstRowNumber: 1000)
    let predictor = ForestPredictor(model: source.model())
    let error = #expect(throws: ModelError.self) { try predictor.rawScores(of: rows) }
    #expect(error?.category == .data)
    #expect(
      error?.message.hasPrefix(
        "Row 1002: the feature `category \"0\"` has the category \"C12\", which training never saw")
        == true)
    #expect(error?.message.contains("Did you mean `c12`?") == true)
  }

  @Test func columnsMustFitTheFeatures() {
    var source = RandomModel(seed: 3)
    let predictor = ForestPredictor(model: source.model())
    let short = FeatureRows(columns: [.numbers([1])], rowCount: 1)
    #expect(throws: ModelError(.data, "The model has 5 features, the rows have 1.")) {
      try predictor.rawScores(of: short)
    }
    let wrong = FeatureRows(columns: Array(repeating: .numbers([1]), count: 5), rowCount: 1)
    #expect(
      throws: ModelError(
        .data, "The feature `category \"0\"` takes categories, but the rows have numbers.")
    ) { try predictor.rawScores(of: wrong) }
  }

  @Test func categoriesAreComparedByTheirBytes() throws {
    let composed = "caf\u{E9}"
    let decomposed = "cafe\u{301}"
    let model = TrainedModel.oneSplit(
      feature: ModelFeature(
        name: "word", kind: .categorical(categories: [decomposed, composed], unseen: .missing)),
      test: .isOneOf([1]))
    let rows = FeatureRows(
      columns: [.categories(codes: [0, 1], dictionary: [composed, decomposed])], rowCount: 2)
    #expect(try ForestPredictor(model: model).rawScores(of: rows).values == [1, -1])
  }
}
