import Foundation
import GBDTData
import GBDTSchema
import Testing

/// The recipe of `datasets/nyc-taxi`, as it stands in the repository.
@Suite struct RecipeTaxiTests {
  @Test func describesARide() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let bytes = try Data(contentsOf: root.appending(path: "datasets/nyc-taxi/recipe.json"))
    let recipe = try Recipe(jsonText: [UInt8](bytes))
    let names = [
      "fare_amount", "pickup_datetime", "pickup_longitude", "pickup_latitude",
      "dropoff_longitude", "dropoff_latitude", "passenger_count",
    ]
    let types: [ColumnType] = [.number, .timestamp, .number, .number, .number, .number, .integer]
    let schema = Schema(columns: zip(names, types).map { ColumnSchema(name: $0, type: $1) })
    let checked = try CheckedRecipe(recipe, schema: schema)
    let evaluator = try RecipeEvaluator(checked, tableSchema: schema, purpose: .training)
    // 2010-04-23 15:12:00; the second fare is too low, the third ride begins in the sea.
    let start: Int64 = 1_272_035_520_000_000
    let result = try evaluator.evaluate(
      TableChunk(
        firstRowNumber: 0, rowCount: 4,
        columns: [
          .number([4.1, 1, 9, 7]), .timestamp([start, start, start, .min]),
          .number([-73.973925, -73.9, 0, -73.973925]), .number([40.74895, 40.7, 0, .nan]),
          .number([-73.966458, -73.9, -73.9, -73.9]), .number([40.753695, 40.7, 40.7, 40.7]),
          .integer([1, 1, 1, .min]),
        ]))
    #expect(result.rowNumbers == [0, 3])
    #expect(result.labels == [4.1, 7])
    let expected = ["distance_km": 0.8211, "weekday": 4, "hour": 15, "passenger_count": 1]
    for (name, value) in expected {
      let feature = try #require(checked.featureNames.firstIndex(of: name))
      guard case .number(let values) = result.features[feature] else {
        return #expect(Bool(false), "\(name) is a number")
      }
      #expect(abs(values[0] - value) < 0.01, "\(name)")
      #expect(values[1].isNaN)
    }
  }
}
