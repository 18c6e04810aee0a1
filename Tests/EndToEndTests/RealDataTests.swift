import Foundation
import GBDTTestSupport
import Testing

/// Real files with all their dirt.
@Suite struct RealDataTests {
  private static let green2013 = realData("nyc-taxi/tlc_green_tripdata_2013-08.csv.gz")
  private static let kaggle = realData("nyc-taxi/kaggle-train.csv.gz")
  private static let kaggleTest = realData("nyc-taxi/kaggle-test-unlabelled.csv.gz")
  private static let california = realData("tabular/california_housing.csv.gz")

  @Test(.enabled(if: green2013 != nil, "no ../shared/data"))
  func surplusFieldsAreAnErrorThatNamesTheOption() throws {
    let run = try TaxiRun(rows: 1)
    let file = try #require(Self.green2013)
    let train = [
      "train", "--data", file, "--label", "Fare_amount", "--ignore", "lpep_pickup_datetime",
      "Lpep_dropoff_datetime", "--summary", "summary.json", "num_iterations=5",
    ]
    let refused = try run.result(train)
    #expect(refused.exitCode == 65)
    #expect(refused.messages.contains("22 fields"), "\(refused.messages)")
    #expect(refused.messages.contains("20"), "\(refused.messages)")
    #expect(refused.messages.contains("--extra-fields empty"), "\(refused.messages)")
    try run.gbdt(train + ["--extra-fields", "empty"])
    #expect(try run.text("summary.json").contains("7623"))
  }

  @Test(.enabled(if: kaggle != nil && kaggleTest != nil, "no ../shared/data"))
  func faresAreLearntFromRawRides() throws {
    let run = try TaxiRun(rows: 1)
    let rides = try #require(Self.kaggle)
    try run.gbdt([
      "train", "--data", rides, "--recipe", TaxiRun.recipe, "--valid-fraction", "0.2",
      "--summary", "summary.json", "--progress", "none", "num_iterations=60", "learning_rate=0.2",
    ])
    let summary = try run.text("summary.json")
    #expect(summary.contains("\"rmse\""), "\(summary)")
    try run.gbdt([
      "predict", "--model", "model.gbdt", "--data", try #require(Self.kaggleTest), "--keep", "key",
      "--output", "fares.csv",
    ])
    let fares = try run.rows("fares.csv").map { line in
      try #require(Double(line.split(separator: ",")[1]))
    }
    #expect(fares.count == 9_914)
    #expect(fares.allSatisfy { (-10...300).contains($0) })
    let mean = fares.reduce(0, +) / Double(fares.count)
    #expect((10...13).contains(mean), "\(mean)")
  }

  @Test(.enabled(if: california != nil, "no ../shared/data"))
  func aTableWithoutRecipeJustWorks() throws {
    let run = try TaxiRun(rows: 1)
    let houses = try #require(Self.california)
    let result = try run.gbdt([
      "train", "--data", houses, "--label", "median_house_value", "--valid-fraction", "0.2",
      "--progress", "lines", "early_stopping_round=10", "num_iterations=40",
    ])
    #expect(result.messages.contains("rmse"), "\(result.messages)")
    let evaluated = try run.gbdt([
      "evaluate", "--model", "model.gbdt", "--data", houses, "--metric", "mae", "rmse",
    ])
    #expect(evaluated.output.contains("mae"), "\(evaluated.output)")
    let inspected = try run.gbdt(["inspect", "--model", "model.gbdt"])
    #expect(inspected.output.contains("ocean_proximity"), "\(inspected.output)")
  }
}
