package import GBDTCore

extension SelfTestRows: ByteCodable {
  /// - Throws: also for hashes that do not ascend, chunks that are no single row, and too many.
  package init(from reader: inout ByteReader) throws(ByteError) {
    let limit = try reader.integer(in: 1...RowCountLimit.rows, "the number of self-test rows")
    let rows: [Row] = try reader.values(of: "self-test rows", size: Row.smallestSize)
    guard rows.count <= limit else {
      throw reader.error("\(rows.count) self-test rows, more than \(limit)")
    }
    guard zip(rows, rows.dropFirst()).allSatisfy({ $0.hash < $1.hash }) else {
      throw reader.error("hashes of self-test rows do not ascend")
    }
    self.init(limit: limit, rows: rows)
  }

  package func write(to writer: inout ByteWriter) {
    writer.count(limit)
    writer.values(rows)
  }
}

extension SelfTestRows.Row: ByteCodable {
  /// Hash and row number.
  fileprivate static var smallestSize: Int { 16 }

  init(from reader: inout ByteReader) throws(ByteError) {
    hash = try reader.uint64()
    values = try reader.value()
    guard values.rowNumbers.count == 1 else {
      throw reader.error("a self-test row is not one row")
    }
  }

  func write(to writer: inout ByteWriter) {
    writer.uint64(hash)
    writer.value(values)
  }
}

extension BinningSummary: ByteCodable {
  package init(from reader: inout ByteReader) throws(ByteError) {
    let trainingRows = try reader.rowCount()
    let validationRows = try reader.rowCount()
    let featureCount = try reader.count(of: "features", size: 1)
    var unseen: [Int] = []
    for _ in 0..<featureCount { unseen.append(try reader.rowCount()) }
    self.init(
      trainingRows: trainingRows, validationRows: validationRows, unseenCategoryCounts: unseen,
      selfTestRows: try reader.value())
  }

  package func write(to writer: inout ByteWriter) {
    writer.count(trainingRows)
    writer.count(validationRows)
    writer.count(unseenCategoryCounts.count)
    for count in unseenCategoryCounts { writer.count(count) }
    writer.value(selfTestRows)
  }
}
