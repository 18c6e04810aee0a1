internal import GBDTCore
internal import GBDTData
internal import GBDTDistributed

/// The files that a table was read from, to find a row's file and line in when something is wrong with it.
struct RowPlaces: Sendable {
  private let paths: [String]
  private let options: ReadOptions
  /// Columns that were read; nil: all.
  var columns: Set<String>?
  /// Files of columns beside the others.
  private let sideFiles: [String: String]

  /// - Parameter side: columns that stand in files of their own.
  init(
    paths: [String], options: ReadOptions, columns: Set<String>? = nil, _ side: SideColumns
  ) {
    self.paths = paths
    self.options = options
    self.columns = columns
    sideFiles = side.files
  }

  /// File and line of a row; nil if the files cannot be read any more, as pipes.
  fileprivate func place(of place: DataError.Place) -> DataError.Place? {
    if let column = place.column, let file = sideFiles[column] {
      return DataError.Place(file: file, column: column)
    }
    guard let row = place.row, let reader = try? TableReader(paths: paths, options: options) else {
      return nil
    }
    return reader.place(ofRow: row.number, column: place.column, columns: columns)
  }
}

extension GBDTError {
  /// With file and line, if the error is about a row that files have.
  ///
  /// - Parameters:
  ///   - rows: where the rows are from; nil: from no files.
  ///   - validation: the same for a table of validation rows.
  func located(in rows: RowPlaces?, validation: RowPlaces? = nil) -> GBDTError {
    guard let found = dataError, let row = found.place.row,
      let place = (row.isOfValidation ? validation : rows)?.place(of: found.place)
    else { return self }
    return GBDTError(DataError(found.category, found.problem, at: place))
  }

  /// What is wrong with the data, here or in a worker process.
  private var dataError: DataError? {
    if case .badData(let error)? = cause as? ClusterError { return error }
    return cause as? DataError
  }
}
