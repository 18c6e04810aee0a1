internal import GBDT
internal import Glibc

/// The rows of a benchmark: a folder of files of single-precision numbers that `Benchmarks/peers/datasets.py`
/// writes for all contestants.
///
/// `PART.features` has one column after the other; `PART.labels` and `PART.weights` one number a row.
struct RowFiles {
  /// Name of the label column in `table`.
  static let label = "label"
  /// Name of the weight column in `table`.
  static let weight = "weight"

  /// Which rows.
  enum Part: String {
    case training
    case heldOut = "held-out"
  }

  let folder: String

  /// Whether every row has a weight.
  var isWeighted: Bool { access(path(.training, "weights"), R_OK) == 0 }

  /// The first rows of a part as a table, as a program that has arrays would make it.
  ///
  /// - Parameters:
  ///   - rowCount: at most this many; nil: all.
  ///   - isLabelled: whether label and weight come with the features.
  func table(
    _ part: Part, rowCount limit: Int? = nil, isLabelled: Bool
  ) throws(BenchmarkError) -> DataTable {
    var columns: [(name: String, values: ColumnValues)] = []
    for (feature, values) in try featureColumns(part, rowCount: limit).enumerated() {
      columns.append(("f\(feature)", .numbers(values)))
    }
    if isLabelled {
      let rowCount = try rowCount(part, limit: limit)
      let labels = try BinaryFile.floats(path(part, "labels"), count: rowCount)
      columns.append((Self.label, .numbers(labels)))
      if isWeighted {
        let weights = try BinaryFile.floats(path(part, "weights"), count: rowCount)
        columns.append((Self.weight, .numbers(weights)))
      }
    }
    return try BenchmarkError.wrapping { () throws(GBDTError) in try DataTable(columns: columns) }
  }

  /// The features of the first rows of a part, row by row.
  func features(_ part: Part, rowCount limit: Int) throws(BenchmarkError) -> [[Double]] {
    let columns = try featureColumns(part, rowCount: limit)
    return (0..<(try rowCount(part, limit: limit))).map { row in columns.map { $0[row] } }
  }

  private func featureColumns(_ part: Part, rowCount limit: Int?) throws(BenchmarkError)
    -> [[Double]]
  {
    let stored = try BinaryFile.floatCount(path(part, "labels"))
    let rowCount = try rowCount(part, limit: limit)
    let features = path(part, "features")
    var columns: [[Double]] = []
    for feature in 0..<(try BinaryFile.floatCount(features) / max(stored, 1)) {
      columns.append(try BinaryFile.floats(features, first: feature * stored, count: rowCount))
    }
    return columns
  }

  private func rowCount(_ part: Part, limit: Int?) throws(BenchmarkError) -> Int {
    let stored = try BinaryFile.floatCount(path(part, "labels"))
    return min(limit ?? stored, stored)
  }

  private func path(_ part: Part, _ contents: String) -> String {
    "\(folder)/\(part.rawValue).\(contents)"
  }
}
