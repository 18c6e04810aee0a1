package import GBDTCore
package import GBDTData

/// Raw rows on their way from one worker to another: those of a query that two workers have read parts of.
package struct RowParcel: Sendable, ByteCodable {
  package private(set) var chunks: [TableChunk]

  /// Chunks with the columns of one table, in row order.
  package init(_ chunks: [TableChunk] = []) { self.chunks = chunks }

  /// Adds the rows of another worker behind these.
  package mutating func append(_ other: RowParcel) { chunks += other.chunks }

  package init(from reader: inout ByteReader) throws(ByteError) {
    let count = try reader.count(of: "chunks", size: 2)
    chunks = []
    for _ in 0..<count {
      let rowCount = try reader.rowCount()
      let columns: [Column] = try reader.values(of: "columns", size: 2)
      guard columns.allSatisfy({ $0.rowCount == rowCount }) else {
        throw reader.error("a column of a chunk has other rows")
      }
      chunks.append(TableChunk(firstRowNumber: 0, rowCount: rowCount, columns: columns))
    }
  }

  package func write(to writer: inout ByteWriter) {
    writer.count(chunks.count)
    for chunk in chunks {
      writer.count(chunk.rowCount)
      writer.values(chunk.columns)
    }
  }
}
