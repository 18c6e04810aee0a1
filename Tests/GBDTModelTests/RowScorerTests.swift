import GBDTCore
import GBDTModel
import GBDTTestSupport
import Testing

@Suite struct RowScorerTests {
  /// One row's values as `RowScorer.score` takes them.
  private func values(
    of rows: FeatureRows, row: Int, _ scorer: RowScorer
  ) throws -> [Double] {
    try rows.columns.enumerated().map { feature, column in
      switch column {
      case .numbers(let values): return values[row]
      case .categories(let codes, let dictionary):
        guard codes[row] >= 0 else { return .nan }
        return try scorer.categoryNumber(dictionary[Int(codes[row])], feature: feature)
      }
    }
  }

  private func scores(_ values: [Double], _ scorer: RowScorer, outputs: Int = 1) throws -> [Double]
  {
    var scores = [Double](repeating: .nan, count: outputs)
    var span = scores.mutableSpan
    try scorer.score(values.span, into: &span)
    return scores
  }

  @Test(arguments: 0..<32)
  func oneRowAtATimeGivesTheBitsOfMany(seed: UInt64) throws {
    var source = RandomModel(seed: seed)
    source.outputs = 1 + Int(seed % 3)
    source.iterations = [0, 1, 5, 67, 130][Int(seed % 5)]
    source.splits = [0, 1, 20, 90][Int(seed / 3 % 4)]
    source.categories = [1, 2, 33, 70][Int(seed / 2 % 4)]
    source.numericFeatures = [0, 3, 9][Int(seed % 3)]
    source.categoricalFeatures = source.numericFeatures == 9 ? 0 : 2
    // Beyond 16 bits of codes in some.
    if seed % 8 == 7 { (source.grid, source.splits) = (1e6, 700) }
    let model = source.model()
    let predictor = ForestPredictor(model: model)
    let rows = source.rows(40)
    let expected = try predictor.rawScores(of: rows).values.map(\.bitPattern)
    let scorer = RowScorer(predictor)
    for row in 0..<40 {
      let found = try scores(
        values(of: rows, row: row, scorer), scorer, outputs: source.outputs)
      let range = (row * source.outputs)..<((row + 1) * source.outputs)
      #expect(found.map(\.bitPattern) == Array(expected[range]), "row \(row)")
    }
  }

  @Test func valuesMustFitTheFeatures() throws {
    var source = RandomModel(seed: 1)
    source.numericFeatures = 1
    source.categoricalFeatures = 1
    source.categories = 4
    let scorer = RowScorer(ForestPredictor(model: source.model()))
    #expect(throws: ModelError(.data, "The model has 2 features, the row has 1.")) {
      try scores([1], scorer)
    }
    #expect(
      throws: ModelError(
        .data,
        "The feature `number 0` is -inf; features are finite, or NaN where missing.")
    ) { try scores([-.infinity, 0], scorer) }
    for wrong in [4, -1, 0.5, .infinity] {
      #expect(
        throws: ModelError(
          .data,
          "The feature `category \"0\"` has the category number \(wrong), but its numbers are 0 to "
            + "3, and NaN where missing.")
      ) { try scores([1, wrong], scorer) }
    }
    #expect(try scores([.nan, .nan], scorer)[0].isFinite)
  }

  @Test func unseenCategoriesFollowThePolicy() throws {
    var source = RandomModel(seed: 1)
    source.numericFeatures = 0
    let missing = RowScorer(ForestPredictor(model: source.model()))
    #expect(try missing.categoryNumber("c1", feature: 1) == 1)
    #expect(try missing.categoryNumber("elsewhere", feature: 0).isNaN)
    source.unseen = .error
    let refusing = RowScorer(ForestPredictor(model: source.model()))
    let error = #expect(throws: ModelError.self) {
      try refusing.categoryNumber("C12", feature: 0)
    }
    #expect(
      error?.message.hasPrefix("The feature `category \"0\"` has the category \"C12\", which")
        == true)
    #expect(error?.message.contains("Did you mean `c12`?") == true)
  }
}
