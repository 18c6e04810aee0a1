package import GBDTCore

extension DataError.Place: ByteCodable {
  package init(from reader: inout ByteReader) throws(ByteError) {
    file = try reader.value()
    column = try reader.value()
    line = try reader.bool() ? try reader.integer(in: 0...Int.max, "a line number") : nil
    if try reader.bool() {
      var row = DataError.Place.Row(number: UInt64(try reader.integer(in: 0...Int.max, "a row")))
      row.isOfValidation = try reader.bool()
      self.row = row
    }
  }

  package func write(to writer: inout ByteWriter) {
    writer.value(file)
    writer.value(column)
    writer.bool(line != nil)
    if let line { writer.count(line) }
    writer.bool(row != nil)
    guard let row else { return }
    writer.count(Int(row.number))
    writer.bool(row.isOfValidation)
  }
}

extension DataError: ByteCodable {
  package init(from reader: inout ByteReader) throws(ByteError) {
    let category: ErrorCategory = try reader.choice("a category of errors")
    let problem = try reader.string()
    self.init(category, problem, at: try reader.value())
  }

  package func write(to writer: inout ByteWriter) {
    writer.string(category.rawValue)
    writer.string(problem)
    writer.value(place)
  }
}

extension SkippedRows: ByteCodable {
  package init(from reader: inout ByteReader) throws(ByteError) {
    let count = try reader.rowCount()
    let examples: [DataError] = try reader.values(of: "examples")
    guard examples.count == min(count, SkippedRows.exampleLimit) else {
      throw reader.error("\(examples.count) examples of \(count) skipped rows")
    }
    self.init(count: count, examples: examples)
  }

  package func write(to writer: inout ByteWriter) {
    writer.count(count)
    writer.values(examples)
  }
}
