import Foundation
import GBDTSchema
import Testing

@testable import GBDTData

/// datasets/nyc-taxi/recipe.json, read as users would.
@Suite struct TaxiRecipeTests {
  private static let path = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../datasets/nyc-taxi/recipe.json")

  /// Names and values of the features, and the labels, of the rows that the recipe keeps.
  private func evaluate(
    _ file: String
  ) throws -> (features: [(name: String, values: [Double])], labels: [Double]) {
    let recipe = try Recipe(jsonText: [UInt8](Data(contentsOf: Self.path)))
    var options = ReadOptions()
    options.types = recipe.types
    let table = try TableReader.read(paths: [file], options: options).table
    let checked = try CheckedRecipe(recipe, schema: table.schema)
    let evaluator = try RecipeEvaluator(checked, tableSchema: table.schema, purpose: .training)
    var features = checked.featureNames.map { (name: $0, values: [Double]()) }
    var labels: [Double] = []
    for chunk in table.chunks {
      let evaluated = try evaluator.evaluate(chunk)
      labels += evaluated.labels
      for (index, column) in evaluated.features.enumerated() {
        guard case .number(let values) = column else { continue }
        features[index].values += values
      }
    }
    return (features, labels)
  }

  @Test func oneRideFromUptownToKennedy() throws {
    let folder = try TextFolder()
    let file = try folder.file(
      "rides.csv",
      """
      key,fare_amount,pickup_datetime,pickup_longitude,pickup_latitude,dropoff_longitude,\
      dropoff_latitude,passenger_count
      zero,9.5,2012-09-04 00:00:00 UTC,0,0,0,0,1
      good,57.33,2012-09-04 07:05:00 UTC,-73.97,40.75,-73.7781,40.6413,2
      free,0,2012-09-04 07:05:00 UTC,-73.97,40.75,-73.7781,40.6413,2
      full,57.33,2012-09-04 07:05:00 UTC,-73.97,40.75,-73.7781,40.6413,9

      """)
    let rides = try evaluate(file)
    #expect(rides.labels == [57.33])
    let values = Dictionary(uniqueKeysWithValues: rides.features.map { ($0.name, $0.values[0]) })
    #expect(abs(values["pickup_uptown_km", default: .nan]) < 1e-9)
    #expect(values["dropoff_jfk_km"] == 0)
    #expect(values["pickup_jfk_km"] == values["distance_km"])
    #expect((20.1...20.3).contains(values["distance_km", default: .nan]))
    #expect(values["day_number"] == 15_587)
    #expect(values["weekday"] == 1)
    #expect(values["hour"] == 7)
    #expect(values["passenger_count"] == 2)
  }

  @Test(.enabled(if: SharedData.isPresent, "shared/data is absent"))
  func featuresOfPublicRidesAreThoseOfTheFeatureStudy() throws {
    let rides = try evaluate(SharedData.path("nyc-taxi/kaggle-train.csv.gz"))
    #expect(rides.labels.count == 52_457)
    // Means that datasets/nyc-taxi/feature-study computes with numpy.
    let means = [
      ("pickup_uptown_km", -0.08974288356352803), ("pickup_crosstown_km", -0.43877833320863635),
      ("dropoff_uptown_km", 0.005516250814047586), ("dropoff_crosstown_km", -0.38106033053825494),
      ("uptown_distance_km", 2.496206241167302), ("crosstown_distance_km", 1.604238837251578),
      ("distance_km", 3.3527508664375048), ("bearing", 151.11083901268663),
      ("pickup_jfk_km", 20.883279749720995), ("dropoff_jfk_km", 20.918931763984478),
      ("pickup_laguardia_km", 9.672875562658607), ("dropoff_laguardia_km", 9.667711549268589),
      ("pickup_newark_km", 18.36510774178319), ("dropoff_newark_km", 18.52556872072621),
      ("day_number", 15419.863278494768), ("weekday", 3.0321024839392265),
      ("hour", 13.489906018262577), ("passenger_count", 1.6698438721238347),
    ]
    #expect(rides.features.map(\.name) == means.map(\.0))
    for (feature, (_, mean)) in zip(rides.features, means) {
      let found = feature.values.reduce(0, +) / Double(feature.values.count)
      #expect(abs(found - mean) < 1e-5 * max(1, abs(mean)), "\(feature.name)")
    }
  }
}
