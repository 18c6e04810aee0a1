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
    writer.value(layout)
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
    layout = try reader.value()
    columns = try reader.values(of: "columns")
    missingWords = try reader.bool() ? try reader.values(of: "texts") : nil
    extraFields = try reader.choice("a policy for extra fields")
    badRows = try reader.choice("a policy for bad rows")
    offersSkipping = try reader.bool()
    chunkByteCount = try reader.integer(in: 1...Int.max, "the size of a chunk")
    guard columns.allSatisfy({ layout.contains(field: $0.field) }) else {
      throw reader.error("a column is beyond the last field")
    }
    if case .sparse = layout {
      guard columns.allSatisfy({ ![.boolean, .timestamp].contains($0.type) }) else {
        throw reader.error("a column has a type that its text cannot have")
      }
    }
    guard files.allSatisfy({ layout.fits($0.syntax) }) else {
      throw reader.error("a file has another kind of text than its table")
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
    switch syntax {
    case .delimited(let delimiter): writer.byte(delimiter)
    case .sparse: writer.byte(0)
    }
    writer.range(data)
  }

  init(from reader: inout ByteReader) throws(ByteError) {
    path = try reader.string()
    version = FileVersion(
      inode: try reader.uint64(),
      byteCount: try reader.integer(in: 0...Int.max, "the size of a file"),
      modificationTime: Int64(bitPattern: try reader.uint64()))
    let delimiter = try reader.byte()
    syntax = delimiter == 0 ? .sparse : .delimited(by: delimiter)
    data = try reader.range()
  }
}

extension RecordLayout: ByteCodable {
  func write(to writer: inout ByteWriter) {
    switch self {
    case .delimited(let names):
      writer.bool(false)
      writer.values(names)
    case .sparse(let layout):
      writer.bool(true)
      writer.count(layout.lowestIndex)
      writer.bool(layout.hasQueries)
    }
  }

  init(from reader: inout ByteReader) throws(ByteError) {
    guard try reader.bool() else {
      self = .delimited(fieldNames: try reader.values(of: "texts"))
      return
    }
    let lowestIndex = try reader.integer(in: 0...1, "the lowest index")
    self = .sparse(SparseLayout(lowestIndex: lowestIndex, hasQueries: try reader.bool()))
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
