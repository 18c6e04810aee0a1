import GBDTCore
import GBDTData
import GBDTSchema
import Testing

/// What bins are like on real columns: even, all used, and cut at numbers that are short and float32.
@Suite(.enabled(if: SharedData.isPresent, "needs ../shared/data"))
struct BinningQualityTests {
  struct Source: CustomTestStringConvertible {
    let file: String
    let columns: [String]
    var testDescription: String { file }
  }

  static let sources = [
    Source(
      file: "nyc-taxi/kaggle-train.csv.gz",
      columns: [
        "pickup_longitude", "pickup_latitude", "dropoff_longitude", "dropoff_latitude",
        "fare_amount", "passenger_count",
      ]),
    Source(
      file: "tabular/california_housing.csv.gz",
      columns: ["longitude", "median_income", "total_rooms", "median_house_value"]),
    Source(file: "tabular/diamonds.csv.gz", columns: ["carat", "depth", "price", "x"]),
  ]

  private func values(_ source: Source) throws -> [(name: String, rows: [Double])] {
    var options = ReadOptions()
    options.columns = Set(source.columns)
    options.badRows = .skip
    let table = try TableReader.read(paths: [SharedData.path(source.file)], options: options).table
    return table.schema.columns.enumerated().map { position, column in
      (
        column.name,
        table.chunks.flatMap { chunk -> [Double] in
          switch chunk.columns[position] {
          case .number(let values): values
          case .integer(let values):
            values.map { $0 == Column.missingInteger ? .nan : Double($0) }
          default: []
          }
        }
      )
    }
  }

  @Test(arguments: sources)
  func binsAreEvenAndCutsAreShort(source: Source) throws {
    let columns = try values(source)
    try #require(columns.count == source.columns.count)
    let chunk = FeatureChunk(
      rowNumbers: columns[0].rows.indices.map { UInt64($0) },
      features: columns.map { .number($0.rows) }, labels: [], weights: nil)
    let chunks = InMemoryFeatureChunks(
      featureNames: columns.map(\.name), isCategorical: columns.map { _ in false }, chunks: [chunk])
    let features = try Binner.features(of: chunks, options: BinningOptions())
    let block = try Binner.dataset(of: chunks, features: features, threads: 1).block(at: 0)
    for (feature, column) in columns.enumerated() {
      let distinct = DistinctValues(of: column.rows)
      let bins = block.bins(feature: feature).map(Int.init)
      checkEvenness(bins, column.rows, distinct, features[feature])
      checkCutPoints(features[feature], distinct)
    }
  }

  /// Every bin has rows, and beside its most frequent value hardly more than its share of them.
  private func checkEvenness(
    _ bins: [Int], _ rows: [Double], _ distinct: DistinctValues, _ feature: BinnedFeature
  ) {
    var values = [[Double]](repeating: [], count: feature.mapper.binCount)
    for (bin, value) in zip(bins, rows) { values[bin].append(value) }
    #expect(values.dropFirst().allSatisfy { !$0.isEmpty }, "\(feature.name)")
    #expect(values.count - 1 >= min(distinct.count, 255), "\(feature.name)")
    let others = values.map { values in
      let counts = DistinctValues(of: values).counts
      return counts.reduce(0, +) - (counts.max() ?? 0)
    }
    #expect((others.max() ?? 0) <= rows.count * 11 / 10 / (255 - 255 / 8), "\(feature.name)")
  }

  private func checkCutPoints(_ feature: BinnedFeature, _ distinct: DistinctValues) {
    guard case .numeric(let bins) = feature.mapper, distinct.count > 255 else { return }
    for cut in bins.cutPoints {
      #expect(Double(Float(cut)) == cut, "\(feature.name)")
      // At most as many digits as the 24 bits of a float32 between 0.001 and 1,000 have here.
      #expect("\(cut)".utf8.count <= 18, "\(feature.name): \(cut)")
    }
  }
}
