package import GBDTCore

/// One byte, the same in model files. Never renumber the types.
extension ColumnType: ByteCodable {
  private static let types: [ColumnType] = [.number, .integer, .boolean, .timestamp, .category]

  private var code: UInt8 {
    switch self {
    case .number: 0
    case .integer: 1
    case .boolean: 2
    case .timestamp: 3
    case .category: 4
    }
  }

  package init(from reader: inout ByteReader) throws(ByteError) {
    let code = Int(try reader.byte())
    guard Self.types.indices.contains(code) else { throw reader.error("unknown column type") }
    self = Self.types[code]
  }

  package func write(to writer: inout ByteWriter) { writer.byte(code) }
}

/// Type, then name; the same in model files.
extension ColumnSchema: ByteCodable {
  package init(from reader: inout ByteReader) throws(ByteError) {
    let type = try reader.value(of: ColumnType.self)
    self.init(name: try reader.string(), type: type)
  }

  package func write(to writer: inout ByteWriter) {
    writer.value(type)
    writer.string(name)
  }
}

extension Schema: ByteCodable {
  package init(from reader: inout ByteReader) throws(ByteError) {
    let columns: [ColumnSchema] = try reader.values(of: "columns", size: 2)
    var names: Set<String> = []
    for column in columns where !names.insert(column.name).inserted {
      throw reader.error("two columns are called `\(column.name)`")
    }
    self.init(columns: columns)
  }

  package func write(to writer: inout ByteWriter) { writer.values(columns) }
}
