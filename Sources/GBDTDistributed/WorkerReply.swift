package import GBDTCore
package import GBDTData

/// Why a worker refused a command: as the plain process would say it.
struct WorkerFailure: ByteCodable, Error, Equatable {
  let category: ErrorCategory
  let message: String
  /// What is wrong with the data, if that is the cause: it may say in which row.
  private let dataError: DataError?

  init(_ error: some DescribedError) {
    category = error.category
    message = error.message
    dataError = error as? DataError
  }

  /// The same, as the coordinator throws it.
  var error: ClusterError {
    dataError.map { .badData($0) } ?? .refused(category: category, message: message)
  }

  func write(to writer: inout ByteWriter) {
    writer.string(category.rawValue)
    writer.string(message)
    writer.value(dataError)
  }

  init(from reader: inout ByteReader) throws(ByteError) {
    guard let category = ErrorCategory(rawValue: try reader.string()) else {
      throw reader.error("there is no such category of errors")
    }
    self.category = category
    message = try reader.string()
    dataError = try reader.value()
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

/// What a worker's rows contribute to the fingerprints of all rows.
package struct RowFingerprints: ByteCodable {
  package private(set) var training: FingerprintSum
  /// Of the rows of a validation table; nil without one.
  package private(set) var validation: FingerprintSum?

  init(training: FingerprintSum, validation: FingerprintSum?) {
    self.training = training
    self.validation = validation
  }

  package mutating func add(_ other: RowFingerprints) {
    training.add(other.training)
    if let others = other.validation { validation?.add(others) }
  }

  package func write(to writer: inout ByteWriter) {
    writer.value(training)
    writer.value(validation)
  }

  package init(from reader: inout ByteReader) throws(ByteError) {
    training = try reader.value()
    validation = try reader.value()
  }
}
