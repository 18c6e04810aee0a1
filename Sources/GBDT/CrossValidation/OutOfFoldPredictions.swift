internal import GBDTCore
internal import GBDTData
internal import GBDTModel
internal import GBDTSchema

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
  /// Of these rows, in their order. A class that no row of a fold was trained on has the probability 0.
  public let predictions: Predictions
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
    let classes = Set(folds.flatMap(\.model.trained.classes)).sorted()
    var found: [(row: OutOfFoldPredictions.Row, values: [Double])] = []
    for fold in folds {
      var isTested = [Bool](repeating: false, count: table.rowCount)
      for row in fold.testedRows { isTested[row] = true }
      let tested = table.table.rows(threads: threads) { [isTested] in isTested[$0] }
      let predictions = try fold.model.predict(
        DataTable(table: tested), iterations: iteration, threads: threads)
      let width = fold.model.outputCount
      for (place, row) in fold.testedRows.enumerated() {
        let row = OutOfFoldPredictions.Row(
          row: row, repetition: fold.repetition, fold: fold.fold)
        let values = Array(predictions[place * width..<(place + 1) * width])
        found.append((row, fold.model.trained.spread(values, over: classes)))
      }
    }
    found.sort { ($0.row.repetition, $0.row.row) < ($1.row.repetition, $1.row.row) }
    return OutOfFoldPredictions(
      rows: found.map(\.row),
      predictions: Predictions(
        values: found.flatMap(\.values), outputCount: found.first?.values.count ?? 1,
        classes: folds.first?.model.rowValues(of: classes) ?? []))
  }
}

extension TrainedModel {
  /// Probabilities of the model's classes as those of all: 0 for a class that it does not know.
  fileprivate func spread(_ values: [Double], over all: [ClassLabel]) -> [Double] {
    guard values.count == classes.count, classes != all else { return values }
    return all.map { label in classes.firstIndex(of: label).map { values[$0] } ?? 0 }
  }
}
