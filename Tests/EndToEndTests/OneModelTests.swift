import Foundation
import GBDTTestSupport
import Testing

/// Equal rows and parameters give equal bytes: whatever the machine does meanwhile.
@Suite struct OneModelTests {
  private static let sampling = [
    "num_iterations=12", "num_leaves=31", "bagging_fraction=0.6", "bagging_freq=2",
    "feature_fraction=0.7", "seed=11",
  ]

  private func train(
    _ run: TaxiRun, model: String, threads: Int, environment: [String: String] = [:]
  ) throws -> Data {
    try run.gbdt(
      [
        "train", "--data", "rides.csv", "--recipe", TaxiRun.recipe, "--model", model,
        "--valid-fraction", "0.2", "--threads", "\(threads)", "--progress", "none",
      ] + Self.sampling, environment: environment)
    return try run.bytes(model)
  }

  @Test func bytesDoNotDependOnThreads() throws {
    let run = try TaxiRun()
    let one = try train(run, model: "1.gbdt", threads: 1)
    for threads in [2, 3, 8] {
      #expect(
        try train(run, model: "\(threads).gbdt", threads: threads) == one, "\(threads) threads")
    }
  }

  @Test func bytesDoNotDependOnTheInstructionSet() throws {
    let run = try TaxiRun()
    let scalar = try train(run, model: "s.gbdt", threads: 2, environment: ["GBDT_SIMD": "scalar"])
    for level in ["avx2", "avx512"] {
      let model = try train(run, model: level, threads: 2, environment: ["GBDT_SIMD": level])
      #expect(model == scalar, "\(level)")
    }
  }

  @Test func bytesDoNotDependOnHowFilesAreCut() throws {
    let run = try TaxiRun()
    let whole = try train(run, model: "whole.gbdt", threads: 2)
    let lines = try run.text("rides.csv").split(separator: "\n", omittingEmptySubsequences: false)
    let header = lines[0] + "\n"
    try run.write(header + lines[1...137].joined(separator: "\n"), to: "part-1.csv")
    try run.write(header + lines[138...].joined(separator: "\r\n"), to: "part-2.csv")
    try run.gbdt(
      [
        "train", "--data", "part-*.csv", "--recipe", TaxiRun.recipe, "--model", "parts.gbdt",
        "--valid-fraction", "0.2", "--progress", "none",
      ] + Self.sampling)
    #expect(try run.bytes("parts.gbdt") == whole)
  }

  @Test func predictionsDoNotDependOnThreads() throws {
    let run = try TaxiRun()
    _ = try train(run, model: "model.gbdt", threads: 2)
    for threads in [1, 3] {
      try run.gbdt([
        "predict", "--model", "model.gbdt", "--data", "rides.csv", "--output", "\(threads).csv",
        "--threads", "\(threads)",
      ])
    }
    #expect(try run.bytes("1.csv") == run.bytes("3.csv"))
  }

  @Test(.enabled(if: realData("nyc-taxi/kaggle-train.csv.gz") != nil, "no ../shared/data"))
  func bytesDoNotDependOnThreadsOnRealRides() throws {
    let run = try TaxiRun(rows: 1)
    let rides = try #require(realData("nyc-taxi/kaggle-train.csv.gz"))
    var models: Set<Data> = []
    for (threads, level) in [(1, "avx512"), (2, "avx2"), (3, "scalar"), (8, "avx512")] {
      try run.gbdt(
        [
          "train", "--data", rides, "--recipe", TaxiRun.recipe, "--model", "real.gbdt",
          "--threads", "\(threads)", "--progress", "none",
        ] + Self.sampling, environment: ["GBDT_SIMD": level])
      models.insert(try run.bytes("real.gbdt"))
    }
    #expect(models.count == 1)
  }
}
