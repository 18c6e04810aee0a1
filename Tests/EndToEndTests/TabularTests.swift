import Foundation
import GBDTTestSupport
import Testing

/// Public sets, each with its task, as they stand: one command trains, one predicts.
@Suite struct TabularTests {
  private static let isThere = realData("tabular/adult_train.csv.gz") != nil
  private static let examples = "tabular/lightgbm-examples/"
  private static let tabs = ["--no-header", "--delimiter", "tab"]

  struct Case: Sendable, CustomTestStringConvertible {
    let training: String
    var rest = ""
    /// Options of training with a file of the data's folder each.
    var sideFiles: [String: String] = [:]
    var options: [String] = []
    var reading: [String] = []
    let settings: [String]
    /// The predictions' heading.
    let columns: String
    /// Of the set that is predicted: `rest`, or the training set itself.
    let rowCount: Int

    var testDescription: String { training }
  }

  private static let cases = [
    Case(
      training: "tabular/adult_train.csv.gz", rest: "tabular/adult_test.csv.gz",
      options: ["--label", "income"], settings: ["objective=binary"],
      columns: "prediction,probability", rowCount: 9_769),
    Case(
      training: "tabular/california_housing.csv.gz", options: ["--label", "median_house_value"],
      settings: ["objective=regression"], columns: "prediction", rowCount: 20_640),
    Case(
      training: "tabular/diamonds.csv.gz", options: ["--label", "price"],
      settings: ["objective=regression"], columns: "prediction", rowCount: 53_940),
    Case(
      training: "tabular/covertype_93k.csv.gz", options: ["--label", "Cover_Type"],
      settings: ["objective=multiclass"],
      columns: "prediction," + (1...7).map { "probability_\($0)" }.joined(separator: ","),
      rowCount: 92_962),
    Case(
      training: "tabular/beMTPL97.csv.gz",
      options: [
        "--label", "nclaims", "--exposure", "expo", "--ignore", "id,claim,amount,average",
      ], settings: ["objective=poisson"], columns: "prediction", rowCount: 163_212),
    Case(
      training: "tabular/agaricus.libsvm.train", rest: "tabular/agaricus.libsvm.test",
      options: ["--label", "label"], settings: ["objective=binary"],
      columns: "prediction,probability", rowCount: 1_611),
    Case(
      training: examples + "regression.train", rest: examples + "regression.test",
      sideFiles: ["--init-score-file": examples + "regression.train.init"],
      options: ["--label", "c0"], reading: tabs, settings: ["objective=regression"],
      columns: "prediction", rowCount: 500),
    Case(
      training: examples + "binary.train", rest: examples + "binary.test",
      sideFiles: ["--weight-file": examples + "binary.train.weight"],
      options: ["--label", "c0"], reading: tabs, settings: ["objective=binary"],
      columns: "prediction,probability", rowCount: 500),
    Case(
      training: examples + "multiclass.train", rest: examples + "multiclass.test",
      options: ["--label", "c0"], reading: tabs, settings: ["objective=multiclass"],
      columns: "prediction," + (0...4).map { "probability_\($0)" }.joined(separator: ","),
      rowCount: 500),
    Case(
      training: examples + "rank.train", rest: examples + "rank.test",
      sideFiles: ["--query-file": examples + "rank.train.query"],
      options: ["--label", "label"], settings: ["objective=lambdarank"],
      columns: "prediction", rowCount: 768),
    Case(
      training: "tabular/hflights.csv.gz",
      options: [
        "--label", "ArrDelay", "--ignore", "DepDelay,AirTime,ActualElapsedTime", "--bad-rows",
        "skip",
      ], settings: ["objective=regression"], columns: "prediction", rowCount: 227_496),
    Case(
      training: examples + "categorical.data",
      options: ["--label", "label", "--categorical", "f0,f1,f2,f4,f5,f6"],
      reading: [], settings: ["objective=binary"], columns: "prediction,probability",
      rowCount: 7_000),
  ]

  @Test(.enabled(if: isThere, "no ../shared/data"), arguments: cases)
  func trainsAsItStands(_ set: Case) throws {
    let run = try TaxiRun(rows: 1)
    let training = try #require(realData(set.training))
    let sideFiles = try set.sideFiles.flatMap { [$0, try #require(realData($1))] }
    try run.gbdt(
      ["train", "--data", training, "--progress", "none", "num_iterations=2", "num_leaves=7"]
        + sideFiles + set.options + set.reading + set.settings)
    let rows = set.rest.isEmpty ? training : try #require(realData(set.rest))
    try run.gbdt(
      ["predict", "--model", "model.gbdt", "--data", rows, "--output", "p.csv"] + set.reading)
    #expect(try run.text("p.csv").prefix { $0 != "\n" } == set.columns)
    #expect(try run.rows("p.csv").count == set.rowCount)
  }

  @Test(.enabled(if: isThere, "no ../shared/data"))
  func labelsOfStringsAreGivenBack() throws {
    let run = try TaxiRun(rows: 1)
    try run.gbdt([
      "train", "--data", try #require(realData("tabular/adult_train.csv.gz")), "--label", "income",
      "objective=binary", "num_iterations=10", "--progress", "none",
    ])
    let test = try #require(realData("tabular/adult_test.csv.gz"))
    try run.gbdt([
      "predict", "--model", "model.gbdt", "--data", test, "--keep", "income", "--output", "p.csv",
    ])
    let rows = try run.rows("p.csv").map { $0.split(separator: ",") }
    #expect(Set(rows.map { $0[1] }) == ["<=50K", ">50K"])
    #expect(rows.allSatisfy { ($0[1] == ">50K") == ((Double($0[2]) ?? .nan) > 0.5) })
    let rightCount = rows.count { $0[0] == $0[1] }
    #expect(Double(rightCount) > 0.82 * Double(rows.count), "\(rightCount)")
  }
}
