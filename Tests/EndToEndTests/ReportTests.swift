import Foundation
import GBDTTestSupport
import Testing

/// `gbdt report` on rows that training held out.
@Suite struct ReportTests {
  private static let report = [
    "report", "--model", "model.gbdt", "--data", "rides.csv", "--baseline", "distance_km",
  ]

  private func trained(_ settings: String...) throws -> TaxiRun {
    let run = try TaxiRun(rows: 3_000)
    try run.gbdt(
      [
        "train", "--data", "rides.csv", "--recipe", TaxiRun.recipe, "--summary", "summary.json",
        "--progress", "none", "num_iterations=40",
      ] + settings)
    return run
  }

  /// The last numbers of the line that begins with `title`.
  private func numbers(_ text: String, _ title: String) throws -> [Double] {
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("  " + title) })
    return line.dropFirst(title.count + 2).split(separator: " ")
      .compactMap { Double($0.replacing(",", with: "")) }
  }

  @Test func rowsAddUpAndErrorsAreThoseOfTraining() throws {
    let run = try trained("--valid-fraction", "0.25")
    let text = try run.gbdt(Self.report).output
    let read = try numbers(text, "read")[0]
    let dropped = try numbers(text, "dropped by the recipe's filters")[0]
    let trainedOn = try numbers(text, "trained on")[0]
    let heldOut = try numbers(text, "held out, never trained on")[0]
    #expect(read == 3_000)
    #expect(dropped > 0)
    #expect(dropped + trainedOn + heldOut == read)
    let summary = try run.text("summary.json")
    #expect(summary.contains("\"rows\": \(Int(trainedOn))"))
    #expect(summary.contains("\"rows_validation\": \(Int(heldOut))"))
    let model = try numbers(text, "this model")
    let found = try #require(summary.firstMatch(of: /"metrics": \{"valid": \{"rmse": ([0-9.]+)/))
    #expect(abs(try #require(Double(found.1)) - model[0]) < 0.001)
    // Simulated fares follow the distance, and the model knows more than that.
    let mean = try numbers(text, "baseline: mean")
    let line = try numbers(text, "baseline: line on distance_km")
    #expect(model[0] < line[0] && line[0] < mean[0])
    #expect(model[1] < line[1] && line[1] < mean[1])
  }

  @Test func theExplanationAddsUp() throws {
    let run = try trained("--valid-fraction", "0.25")
    let lines = try run.gbdt(Self.report).output.split(separator: "\n")
    let start = try #require(lines.firstIndex { $0.hasPrefix("One prediction explained") })
    let steps = lines[(start + 1)...].prefix { !$0.hasPrefix("  Its path") }
    let values = try steps.map { try #require(Double($0.split(separator: " ").last ?? "")) }
    #expect(abs(values.dropLast().reduce(0, +) - values[values.count - 1]) < 0.01)
  }

  @Test func otherRowsAndModelsWithoutHeldOutRowsAreRefused() throws {
    let run = try trained("--valid-fraction", "0.25")
    let lines = try run.text("rides.csv").split(separator: "\n")
    try run.write(lines.dropLast().joined(separator: "\n"), to: "fewer.csv")
    let other = try run.result(Self.report.map { $0 == "rides.csv" ? "fewer.csv" : $0 })
    #expect(other.exitCode == 65)
    #expect(other.messages.contains("not the rows that the model was trained on"))
    let all = try trained()
    let refused = try all.result(Self.report)
    #expect(refused.exitCode == 65)
    #expect(refused.messages.contains("--valid-fraction"))
  }

  @Test func theBaselineMustBeANumericFeature() throws {
    let run = try trained("--valid-fraction", "0.25")
    let refused = try run.result(Self.report.map { $0 == "distance_km" ? "distance_kn" : $0 })
    #expect(refused.exitCode == 64)
    #expect(refused.messages.contains("`distance_km`"))
  }
}
