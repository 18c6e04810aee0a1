internal import GBDTCore
internal import GBDTData

/// Predictions of rows by models that were not trained on them.
public struct OutOfFoldPredictions: Sendable, Equatable {
  /// A row that was tested.
  public struct Row: Sendable, Equatable {
    /// Position in the table, from 0.
    public let row: Int
    /// From 0.
    public let repetition: Int
    /// From 0.
    public let fold: Int
  }

  /// Repetition by repetition, in each in the table's order. Rows that the recipe drops are not there, nor
  /// those before the first test of folds over time.
  public let rows: [Row]
  /// One a row.
  public let predictions: [Double]
}

extension CrossValidationOutcome {
  /// Predictions of the tested rows, each by the model of its fold at `iteration`.
  ///
  /// - Parameters:
  ///   - table: the one that was cross-validated.
  ///   - threads: 0: as many as this process may use. Never changes a bit of the result.
  /// - Throws: as `Model.predict`.
  public func outOfFold(
    _ table: DataTable, threads: Int = 0
  ) throws(GBDTError) -> OutOfFoldPredictions {
    let threads = threads > 0 ? threads : ProcessorCount.available
    var found: [(row: OutOfFoldPredictions.Row, prediction: Double)] = []
    for fold in folds {
      var isTested = [Bool](repeating: false, count: table.rowCount)
      for row in fold.testedRows { isTested[row] = true }
      let tested = table.table.rows(threads: threads) { [isTested] in isTested[$0] }
      let predictions = try fold.model.predict(
        DataTable(table: tested), iterations: iteration, threads: threads)
      for (row, prediction) in zip(fold.testedRows, predictions) {
        let row = OutOfFoldPredictions.Row(
          row: row, repetition: fold.repetition, fold: fold.fold)
        found.append((row, prediction))
      }
    }
    found.sort { ($0.row.repetition, $0.row.row) < ($1.row.repetition, $1.row.row) }
    return OutOfFoldPredictions(rows: found.map(\.row), predictions: found.map(\.prediction))
  }
}
