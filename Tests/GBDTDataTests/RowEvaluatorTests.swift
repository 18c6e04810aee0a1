import GBDTData
import GBDTSchema
import Testing

/// A recipe on one row at a time against the same on columns. The tests of the columns call it too.
enum RowTwin {
  /// Expects equal features, bit for bit, in every row of the chunk.
  static func expectEqual(
    _ checked: CheckedRecipe, schema: Schema, _ chunk: TableChunk,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let columns = try RecipeEvaluator(checked, tableSchema: schema, purpose: .prediction)
      .evaluate(chunk).features
    let evaluator = RowEvaluator(checked)
    let positions = evaluator.columns.columns.map { column in
      schema.columns.firstIndex { $0.name == column.name } ?? -1
    }
    for row in 0..<chunk.rowCount {
      var values = positions.map { value(chunk.columns[$0], row) }
      try evaluator.appendFeatures(to: &values)
      for (feature, expected) in zip(values.dropFirst(positions.count), columns) {
        switch expected {
        case .number(let numbers):
          let number = feature.asNumber
          #expect(
            number.isNaN && numbers[row].isNaN || number.bitPattern == numbers[row].bitPattern,
            "row \(row): \(number), not \(numbers[row])", sourceLocation: sourceLocation)
        case .category(let strings):
          let text = strings.codes[row] < 0 ? nil : strings.dictionary[Int(strings.codes[row])]
          #expect(
            feature.asText.map { Array($0.utf8) } == text.map { Array($0.utf8) },
            sourceLocation: sourceLocation)
        default: Issue.record("features are numbers or categories")
        }
      }
      #expect(values.count == positions.count + columns.count)
    }
  }

  private static func value(_ column: Column, _ row: Int) -> RowValue {
    switch column {
    case .number(let values): .number(values[row])
    case .integer(let values): .integer(values[row])
    case .boolean(let values): .boolean(values[row])
    case .timestamp(let values): .timestamp(values[row])
    case .category(let values):
      .string(values.codes[row] < 0 ? nil : values.dictionary[Int(values.codes[row])])
    }
  }
}

@Suite struct RowEvaluatorTests {
  @Test func integersThatNoDoubleHoldsAreErrors() throws {
    let recipe = Recipe(
      label: nil, weight: nil, types: [], dropRowsWhere: [],
      features: [
        Recipe.Feature(name: "a", expression: "id"),
        Recipe.Feature(name: "b", expression: "id + 0"),
      ], categorical: ["a"])
    let schema = Schema(columns: [ColumnSchema(name: "id", type: .integer)])
    let evaluator = RowEvaluator(try CheckedRecipe(recipe, schema: schema))
    var values = [RowValue.integer(1 << 53)]
    try evaluator.appendFeatures(to: &values)
    #expect(values[1].asText == "9007199254740992" && values[2] == .number(0x1p53))
    values = [.integer(1 << 53 + 1)]
    let error = #expect(throws: DataError.self) { try evaluator.appendFeatures(to: &values) }
    #expect(
      error?.message.hasPrefix(
        "column `id`: the row has the integer 9007199254740993, which a double does not hold exactly"
      )
        == true)
  }
}
