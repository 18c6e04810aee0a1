package import GBDTCore

extension CategorySet: ByteCodable {
  /// - Throws: also for strings that do not ascend, and for more than the limit.
  package init(from reader: inout ByteReader) throws(ByteError) {
    let limit = try reader.rowCount()
    guard try reader.bool() else {
      self.init(limit: limit, strings: nil)
      return
    }
    let sorted = try reader.values(of: "categories").map(ByteString.init)
    guard zip(sorted, sorted.dropFirst()).allSatisfy(<) else {
      throw reader.error("categories do not ascend")
    }
    guard sorted.count <= limit else {
      throw reader.error("\(sorted.count) categories, more than the limit of \(limit)")
    }
    self.init(limit: limit, strings: Set(sorted))
  }

  package func write(to writer: inout ByteWriter) {
    writer.count(limit)
    writer.bool(!isExceeded)
    if let sorted { writer.values(sorted) }
  }
}
