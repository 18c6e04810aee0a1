package import GBDTData
internal import GBDTKernels
internal import GBDTSchema

/// What `predict` writes: kept columns of the input, then the results, one row an input row.
package struct ResultTable {
  /// Results of one kind for all rows.
  package enum Values {
    /// Row-major, as many a row as there are names.
    case numbers([Double])
    /// Row-major, as many a row as there are names.
    case integers([UInt32])
    /// A text of `texts` a row, by its number, then as many numbers as there are further names.
    case labelled(texts: [String], indices: [Int], numbers: [Double])
    /// For each chunk of the table one column a name.
    case columns([[Column]])
  }

  /// Columns of `table`, by position.
  private let kept: [Int]
  private let table: Table
  private let names: [String]
  private let values: Values

  package init(kept: [Int], table: Table, names: [String], values: Values) {
    self.kept = kept
    self.table = table
    self.names = names
    self.values = values
  }

  /// Chunks a thread that are in memory as text at the same time.
  private static let chunksPerThread = 4

  /// Writes a header and every row, in order. The text does not depend on `threads`.
  ///
  /// - Throws: what `output` throws.
  package func write(to output: DataOutput, threads: Int) throws {
    try output.write(header())
    let batch = threads * Self.chunksPerThread
    for start in stride(from: 0, to: table.chunks.count, by: batch) {
      let count = min(batch, table.chunks.count - start)
      let texts = Parallel.map(count: count, threads: threads) { text(ofChunk: start + $0) }
      for text in texts { try output.write(text) }
    }
  }

  private func header() -> [UInt8] {
    var writer = CSVWriter()
    for position in kept { writer.field(table.schema.columns[position].name) }
    for name in names { writer.field(name) }
    writer.endRecord()
    return writer.bytes
  }

  private func text(ofChunk index: Int) -> [UInt8] {
    let chunk = table.chunks[index]
    let firstRow = Int(chunk.firstRowNumber - table.chunks[0].firstRowNumber)
    let keptColumns = kept.map { chunk.columns[$0] }
    var writer = CSVWriter()
    for row in 0..<chunk.rowCount {
      for column in keptColumns { writer.field(column, row: row) }
      appendResults(of: firstRow + row, chunk: index, row: row, to: &writer)
      writer.endRecord()
    }
    return writer.bytes
  }

  private func appendResults(
    of tableRow: Int, chunk: Int, row: Int, to writer: inout CSVWriter
  ) {
    let range = (tableRow * names.count)..<((tableRow + 1) * names.count)
    switch values {
    case .numbers(let numbers): for index in range { writer.field(numbers[index]) }
    case .integers(let integers): for index in range { writer.field(Int(integers[index])) }
    case .labelled(let texts, let indices, let numbers):
      writer.field(texts[indices[tableRow]])
      let width = names.count - 1
      for index in tableRow * width..<(tableRow + 1) * width { writer.field(numbers[index]) }
    case .columns(let chunks): for column in chunks[chunk] { writer.field(column, row: row) }
    }
  }
}

extension CSVWriter {
  /// A value of a typed column as it reads back to the same value; missing is an empty field.
  mutating func field(_ column: Column, row: Int) {
    if column.isMissing(row) { return missing() }
    switch column {
    case .number(let values): field(values[row])
    case .integer(let values): field(Int(values[row]))
    case .boolean(let values): field(values[row] == 0 ? "false" : "true")
    case .timestamp(let values): field(TimestampText.utc(microseconds: values[row]))
    case .category(let values): field(values.dictionary[Int(values.codes[row])])
    }
  }
}
