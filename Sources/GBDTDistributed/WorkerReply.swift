package import GBDTCore
package import GBDTData

/// Why a worker refused a command: as the plain process would say it.
struct WorkerFailure: ByteCodable, Error, Equatable {
  let category: ErrorCategory
  let message: String

  init(_ error: some DescribedError) {
    category = error.category
    message = error.message
  }

  /// The same, as the coordinator throws it.
  var error: ClusterError { .refused(category: category, message: message) }

  func write(to writer: inout ByteWriter) {
    writer.string(category.rawValue)
    writer.string(message)
  }

  init(from reader: inout ByteReader) throws(ByteError) {
    guard let category = ErrorCategory(rawValue: try reader.string()) else {
      throw reader.error("there is no such category of errors")
    }
    self.category = category
    message = try reader.string()
  }
}

/// What a worker read of one table.
package struct LoadedRows: ByteCodable {
  package let rowCount: Int
  package let skippedRows: SkippedRows

  init(rowCount: Int, skippedRows: SkippedRows) {
    self.rowCount = rowCount
    self.skippedRows = skippedRows
  }

  package func write(to writer: inout ByteWriter) {
    writer.count(rowCount)
    writer.value(skippedRows)
  }

  package init(from reader: inout ByteReader) throws(ByteError) {
    rowCount = try reader.rowCount()
    skippedRows = try reader.value()
  }
}
