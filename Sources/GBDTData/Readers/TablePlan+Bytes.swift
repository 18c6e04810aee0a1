package import GBDTCore
internal import GBDTSchema

extension FileShare: ByteCodable {
  package func write(to writer: inout ByteWriter) {
    writer.count(file)
    writer.range(range)
  }

  package init(from reader: inout ByteReader) throws(ByteError) {
    let file = try reader.integer(in: 0...Int(Int32.max), "the number of a file")
    self.init(file: file, range: try reader.range())
  }
}

extension TablePlan: ByteCodable {
  package func write(to writer: inout ByteWriter) {
    writer.values(files)
    writer.values(fieldNames)
    writer.values(columns)
    writer.bool(missingWords != nil)
    if let missingWords { writer.values(missingWords) }
    writer.string(extraFields.rawValue)
    writer.string(badRows.rawValue)
    writer.bool(offersSkipping)
    writer.count(chunkByteCount)
  }

  package init(from reader: inout ByteReader) throws(ByteError) {
    files = try reader.values(of: "files")
    fieldNames = try reader.values(of: "texts")
    columns = try reader.values(of: "columns")
    missingWords = try reader.bool() ? try reader.values(of: "texts") : nil
    extraFields = try reader.choice("a policy for extra fields")
    badRows = try reader.choice("a policy for bad rows")
    offersSkipping = try reader.bool()
    chunkByteCount = try reader.integer(in: 1...Int.max, "the size of a chunk")
    guard columns.allSatisfy({ fieldNames.indices.contains($0.field) }) else {
      throw reader.error("a column is beyond the last field")
    }
    guard Set(columns.map(\.name)).count == columns.count else {
      throw reader.error("two columns have the same name")
    }
  }
}

extension TablePlan.File: ByteCodable {
  func write(to writer: inout ByteWriter) {
    writer.string(path)
    writer.uint64(version.inode)
    writer.count(version.byteCount)
    writer.uint64(UInt64(bitPattern: version.modificationTime))
    writer.byte(delimiter)
    writer.range(data)
  }

  init(from reader: inout ByteReader) throws(ByteError) {
    path = try reader.string()
    version = FileVersion(
      inode: try reader.uint64(),
      byteCount: try reader.integer(in: 0...Int.max, "the size of a file"),
      modificationTime: Int64(bitPattern: try reader.uint64()))
    delimiter = try reader.byte()
    data = try reader.range()
  }
}

extension ColumnPlan: ByteCodable {
  func write(to writer: inout ByteWriter) {
    writer.string(name)
    writer.count(field)
    writer.value(type)
    writer.string(typeOrigin.rawValue)
    writer.bool(isFinite)
  }

  init(from reader: inout ByteReader) throws(ByteError) {
    name = try reader.string()
    field = try reader.integer(in: 0...Int(Int32.max), "the number of a field")
    type = try reader.value()
    typeOrigin = try reader.choice("the origin of a column's type")
    isFinite = try reader.bool()
  }
}

extension ByteWriter {
  fileprivate mutating func range(_ range: Range<Int>) {
    count(range.lowerBound)
    count(range.count)
  }
}

extension ByteReader {
  fileprivate mutating func range() throws(ByteError) -> Range<Int> {
    let start = try integer(in: 0...Int.max, "the beginning of a range")
    return start..<start + (try integer(in: 0...Int.max - start, "the length of a range"))
  }
}
