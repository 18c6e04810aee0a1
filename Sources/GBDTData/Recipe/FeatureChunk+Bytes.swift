package import GBDTCore
internal import GBDTSchema

/// Row numbers and features: what rows have beside them stays where it is.
extension FeatureChunk: ByteCodable {
  /// - Throws: also for row numbers that do not ascend, and columns of different lengths or of types that
  ///   are no features.
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
      guard column.rowCount == rowNumbers.count else {
        throw reader.error(
          "\(column.rowCount) values of a feature for \(rowNumbers.count) rows")
      }
    }
    self.init(rowNumbers: rowNumbers, features: features)
  }

  package func write(to writer: inout ByteWriter) {
    writer.array(rowNumbers)
    writer.values(features)
  }
}
