import GBDTTestSupport
import Testing

/// Histograms so large that each worker gets the sums of a share of the features, from the others
/// directly.
@Suite struct SharedFeaturesTests {
  /// Histograms of 80 features of 255 bins take more than a quarter of a megabyte each.
  private static var table: String {
    let features = 0..<80
    var text = features.map { "f\($0)" }.joined(separator: ",") + ",y\n"
    for row in 0..<600 {
      let values = features.map { (row * 7919 + $0 * 10_473 + row * row * ($0 + 1)) % 10_007 }
      let label = values[3] * 2 - values[40] + values[79] % 100
      text += values.map { "\($0)" }.joined(separator: ",") + ",\(label)\n"
    }
    return text
  }

  @Test func sharesOfFeaturesGiveTheSameModel() throws {
    let run = try TaxiRun(rows: 1)
    try run.write(Self.table, to: "wide.csv")
    for workers in [0, 2, 5] {
      try run.gbdt([
        "train", "--data", "wide.csv", "--label", "y", "--model", "\(workers).gbdt",
        "--workers", "\(workers)", "--progress", "none", "num_iterations=3",
        "feature_fraction=0.95",
      ])
    }
    #expect(try run.bytes("2.gbdt") == run.bytes("0.gbdt"))
    #expect(try run.bytes("5.gbdt") == run.bytes("0.gbdt"))
  }
}
