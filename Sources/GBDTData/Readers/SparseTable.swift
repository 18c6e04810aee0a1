internal import GBDTCore
internal import GBDTKernels
internal import GBDTSchema

/// The columns of LibSVM text, which only all of its rows tell: `label`, `qid` where rows have queries, and
/// `f0` or `f1` up to the highest index.
///
/// Columns are named by the index as it is written, so that a model finds its features in other files,
/// however many entries those have.
struct SparseTable {
  /// Of good rows in all files; nil where they have no entry.
  let found: ClosedRange<Int>?
  let layout: SparseLayout
  /// All indices that are columns; nil for none.
  let indices: ClosedRange<Int>?

  private static let label = "label"
  static let query = "qid"

  /// Looks at all rows.
  ///
  /// - Parameter options: its training columns exist, as columns of zeros if no row has an entry.
  init(_ files: [CSVFile], _ chunks: [CSVChunk], _ options: ReadOptions) throws(DataError) {
    let scans = try Parallel.map(count: chunks.count, threads: options.threads) {
      (i) throws(DataError) in
      try files[chunks[i].file].text.bytes.withCopy(of: chunks[i].range) { bytes in
        let scan = SparseScan(bytes)
        return (indices: scan.indices, hasQueries: scan.queryCount > 0)
      }
    }
    let found = scans.compactMap(\.indices).reduce(nil) { Self.union($0, $1) }
    let inTraining = options.trainingColumns.compactMap { Self.index(named: $0.name) }
      .reduce(nil) { Self.union($0, $1...$1) }
    let wanted = inTraining.map { Self.union(found, $0) } ?? found
    let lowestIndex =
      switch options.indexBase {
      case .auto: wanted?.lowerBound == 0 ? 0 : 1
      case .zero: 0
      case .one: 1
      }
    self.found = found
    indices = wanted.flatMap { $0.upperBound < lowestIndex ? nil : lowestIndex...$0.upperBound }
    layout = SparseLayout(
      lowestIndex: lowestIndex, hasQueries: scans.contains(where: \.hasQueries))
  }

  private static func union(_ a: ClosedRange<Int>?, _ b: ClosedRange<Int>) -> ClosedRange<Int> {
    guard let a else { return b }
    return min(a.lowerBound, b.lowerBound)...max(a.upperBound, b.upperBound)
  }

  /// All columns in their order.
  var fields: [TableField] {
    [TableField(name: Self.label, number: SparseScan.labelField, type: .number)]
      + (layout.hasQueries
        ? [TableField(name: Self.query, number: SparseScan.queryField, type: .integer)] : [])
      + (indices.map(Array.init) ?? []).map {
        TableField(name: "f\($0)", number: SparseScan.field(ofIndex: $0), type: .number)
      }
  }

  /// The index that a column's name has: 12 for `f12`, nil for `label`, `f012` and the like.
  private static func index(named name: String) -> Int? {
    guard name.utf8.first == UInt8(ascii: "f"), let index = Int(name.dropFirst()),
      0..<SparseScan.indexLimit ~= index, "f\(index)" == name
    else { return nil }
    return index
  }

  /// - Throws: where a column is to have a type that the text cannot have.
  static func requireType(_ column: ColumnPlan) throws(DataError) {
    switch column.type {
    case .number, .integer, .category: return
    case .boolean, .timestamp: break
    }
    let origin =
      column.typeOrigin == .training
      ? "was a \(column.type.rawValue) in training" : "cannot be a \(column.type.rawValue)"
    throw DataError(
      column.typeOrigin == .training ? .data : .usage,
      "Column `\(column.name)` \(origin): columns of LibSVM text are numbers, integers or categories."
    )
  }

  /// What a person should know of how the text was taken.
  ///
  /// - Parameter training: names of the training columns, if the data must fit a model.
  func notes(training: [ColumnSchema]) -> [String] {
    guard training.isEmpty else { return shiftNote(training).map { [$0] } ?? [] }
    let queries =
      layout.hasQueries
      ? ["LibSVM text: the queries are `qid`, which is no feature; --group qid ranks their rows"]
      : []
    let features = indices.map { "f\($0.lowerBound) to f\($0.upperBound)" } ?? "none"
    return [
      "LibSVM text: the label is `label`, the features are \(features) by their index as written, "
        + "and an absent entry is 0"
    ] + queries
  }

  /// For text that seems to count from another number than that of training did.
  private func shiftNote(_ training: [ColumnSchema]) -> String? {
    let indices = Set(training.compactMap { Self.index(named: $0.name) })
    guard let found, let highest = indices.max() else { return nil }
    if found.lowerBound == 0, !indices.contains(0) {
      return
        "LibSVM text: index 0 occurs, which the model does not read; features are found by their index as "
        + "written, so make sure that the training text counted from 0 as well"
    }
    if found.lowerBound > 0, indices.contains(0), found.upperBound == highest + 1 {
      return
        "LibSVM text: the model reads f0 to f\(highest), but indices go from \(found.lowerBound) to "
        + "\(found.upperBound); features are found by their index as written, so make sure that this text "
        + "counts from 0 as well"
    }
    return nil
  }
}
