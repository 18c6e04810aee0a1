package import GBDTCore
internal import GBDTSchema

extension FeatureChunk: ByteCodable {
  /// - Throws: also for row numbers that do not ascend, columns of different lengths or types that are
  ///   no features, and labels and weights that are not finite.
  package init(from reader: inout ByteReader) throws(ByteError) {
    let rowNumbers: [UInt64] = try reader.array(of: "row numbers")
    guard zip(rowNumbers, rowNumbers.dropFirst()).allSatisfy(<) else {
      throw reader.error("row numbers do not ascend")
    }
    let features: [Column] = try reader.values(of: "features", size: 2)
    for column in features {
      guard column.type == .number || column.type == .category else {
        throw reader.error("a feature that is neither number nor category")
      }
      try reader.expect(column.rowCount, of: rowNumbers.count, "values of a feature")
    }
    let labels: [Double] = try reader.array(of: "labels")
    if !labels.isEmpty { try reader.expect(labels.count, of: rowNumbers.count, "labels") }
    var weights: [Double]?
    if try reader.bool() {
      let values: [Double] = try reader.array(of: "weights")
      try reader.expect(values.count, of: rowNumbers.count, "weights")
      weights = values
    }
    guard labels.allSatisfy(\.isFinite), weights?.allSatisfy({ $0.isFinite && $0 >= 0 }) ?? true
    else { throw reader.error("a label or weight is not what it may be") }
    self.init(rowNumbers: rowNumbers, features: features, labels: labels, weights: weights)
  }

  package func write(to writer: inout ByteWriter) {
    writer.array(rowNumbers)
    writer.values(features)
    writer.array(labels)
    writer.bool(weights != nil)
    if let weights { writer.array(weights) }
  }
}

extension ByteReader {
  fileprivate func expect(_ count: Int, of rowCount: Int, _ things: String) throws(ByteError) {
    guard count == rowCount else {
      throw error("\(count) \(things) for \(rowCount) rows")
    }
  }
}
