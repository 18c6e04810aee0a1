package import GBDTCore
internal import GBDTSchema

extension Column: ByteCodable {
  /// - Throws: also for numbers that are infinite, booleans beyond 0, 1 and 2 (missing), and codes
  ///   outside of their dictionary.
  package init(from reader: inout ByteReader) throws(ByteError) {
    let type = try reader.value(of: ColumnType.self)
    switch type {
    case .number: self = .number(try reader.array(of: "numbers"))
    case .integer: self = .integer(try reader.array(of: "integers"))
    case .boolean: self = .boolean(try reader.array(of: "booleans"))
    case .timestamp: self = .timestamp(try reader.array(of: "timestamps"))
    case .category: self = .category(try reader.value())
    }
    if let (row, problem) = firstProblem { throw reader.error("row \(row): \(problem)") }
  }

  package func write(to writer: inout ByteWriter) {
    writer.value(type)
    switch self {
    case .number(let values): writer.array(values)
    case .integer(let values), .timestamp(let values): writer.array(values)
    case .boolean(let values): writer.array(values)
    case .category(let values): writer.value(values)
    }
  }
}

/// Whether codes lie within the dictionary is for the column to check.
extension CategoryColumn: ByteCodable {
  package init(from reader: inout ByteReader) throws(ByteError) {
    let codes: [Int32] = try reader.array(of: "codes")
    let dictionary: [String] = try reader.values(of: "strings")
    guard Set(dictionary.map(ByteString.init)).count == dictionary.count else {
      throw reader.error("a dictionary has a string twice")
    }
    self.init(codes: codes, dictionary: dictionary)
  }

  package func write(to writer: inout ByteWriter) {
    writer.array(codes)
    writer.values(Array(dictionary))
  }
}
