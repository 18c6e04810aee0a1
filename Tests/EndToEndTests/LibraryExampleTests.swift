import Foundation
import GBDTTestSupport
import Testing

/// The README's library example is the program in Examples/train-on-arrays, and that works.
@Suite struct LibraryExampleTests {
  private static let source = TaxiRun.root.appending(path: "Examples/train-on-arrays/main.swift")

  @Test func itTrainsAndPredicts() throws {
    let folder = try TemporaryFolder()
    let result = try Binary.trainOnArrays.run([folder.file("rides.gbdt")])
    #expect(result.exitCode == 0, "\(result.messages)")
    // 2.5 + 1.6 * 5 = 10.5 in Harlem, rounded, and the flat fare.
    #expect(
      result.output.contains("harlem, 5 km: 11.0; airport, 20 km: 52.0"), "\(result.output)")
    #expect(try !folder.bytes(of: "rides.gbdt").isEmpty)
  }

  /// The program of docs/TRAINING-CONTROL.md.
  @Test func callbacksChangeTheLearningRateAndStop() throws {
    let result = try Binary.trainingCallbacks.run([])
    #expect(result.exitCode == 0, "\(result.messages)")
    let lines = result.output.split(separator: "\n")
    #expect(lines.first == "iteration 1: learning rate 0.5")
    #expect(lines.contains { $0.hasSuffix("learning rate 0.25") }, "\(result.output)")
    #expect(lines.last?.hasPrefix("interrupted with ") ?? false, "\(result.output)")
  }

  /// The program of docs/CUSTOM-OBJECTIVES.md: the closure that is trained on costs less than the mean.
  @Test func closuresTrainAndMeasure() throws {
    let result = try Binary.customLoss.run([])
    #expect(result.exitCode == 0, "\(result.messages)")
    let lines = result.output.split(separator: "\n")
    let costs = try lines.prefix(2).map { line in
      let words = line.split { " ,".contains($0) }
      return try #require(Double(words[2]), "\(line)")
    }
    #expect(costs.count == 2 && costs[1] < 0.9 * costs[0], "\(result.output)")
    #expect(lines.last == "cross-validated: cost of 5 folds")
  }

  @Test func thePageShowsTheMetrics() throws {
    let code = try String(
      contentsOf: TaxiRun.root.appending(path: "Examples/custom-loss/main.swift"), encoding: .utf8)
    let page = try String(
      contentsOf: TaxiRun.root.appending(path: "docs/CUSTOM-OBJECTIVES.md"), encoding: .utf8)
    for line in [
      "quote < fare ? 3 * (fare - quote) : quote - fare", "rows.prediction($0) < rows.label($0)",
    ] {
      #expect(code.contains(line) && page.contains(line))
    }
  }

  @Test func theReadmeShowsIt() throws {
    let code = try String(contentsOf: Self.source, encoding: .utf8)
    let readme = try String(
      contentsOf: TaxiRun.root.appending(path: "README.md"), encoding: .utf8)
    #expect(readme.contains(code))
  }
}
