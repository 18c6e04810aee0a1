import GBDTModel
import GBDTTestSupport
import Testing

@Suite struct PredictionPathTests {
  @Test func tellsTheWayOfARow() throws {
    let model = TrainedModel.oneSplit(
      feature: ModelFeature(name: "distance_km", kind: .numeric), test: .atMost(3.25))
    let rows = FeatureRows(columns: [.numbers([1.5, .nan])], rowCount: 2)
    let predictor = ForestPredictor(model: model)
    let path = try predictor.path(ofRow: 0, in: rows)
    #expect(path.start == [-0.5])
    #expect(path.changes == [[1.5]])
    #expect(path.raw == [1])
    #expect(path.trees.count == 1)
    #expect(path.trees[0].leaf == 0 && path.trees[0].leafValue == 1)
    let step = path.trees[0].steps[0]
    #expect(step.test == "distance_km <= 3.25" && step.value == "1.5" && step.isTrue)
    #expect(step.meanBefore == -0.5 && step.meanAfter == 1)
    let missing = try predictor.path(ofRow: 1, in: rows)
    #expect(missing.trees[0].steps[0].value == "missing")
    #expect(missing.trees[0].steps[0].isTrue == false)
  }

  @Test func namesCategories() throws {
    let categories = (10..<25).map { "zone \($0)" }
    let model = TrainedModel.oneSplit(
      feature: ModelFeature(
        name: "zone", kind: .categorical(categories: categories, unseen: .missing)),
      test: .isOneOf([0, 2, 4, 5, 6, 7, 8, 9, 11, 14]))
    let rows = FeatureRows(
      columns: [.categories(codes: [0], dictionary: ["zone 12"])], rowCount: 1)
    let step = try ForestPredictor(model: model).path(ofRow: 0, in: rows).trees[0].steps[0]
    #expect(step.value == "\"zone 12\"")
    #expect(step.test.hasPrefix("zone in [\"zone 10\", \"zone 12\", \"zone 14\","))
    #expect(step.test.hasSuffix("\"zone 19\", ... (2 more)]"))
  }

  @Test func changesAddUpToTheRawScore() throws {
    var source = RandomModel(seed: 5)
    source.outputs = 2
    let predictor = ForestPredictor(model: source.model())
    let rows = source.rows(20)
    let raw = try predictor.rawScores(of: rows).values
    for row in 0..<20 {
      let path = try predictor.path(ofRow: row, in: rows)
      #expect(path.raw == Array(raw[(2 * row)..<(2 * row + 2)]))
      for output in 0..<2 {
        let sum = path.start[output] + path.changes[output].reduce(0, +)
        #expect(abs(sum - path.raw[output]) < 1e-12)
      }
    }
  }
}
