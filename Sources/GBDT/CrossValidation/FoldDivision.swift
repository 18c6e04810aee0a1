/// Which rows each fold tests on, and which it trains on.
struct FoldDivision: Sendable, Equatable {
  /// For every row of the table the fold that tests on it; nil for rows of no fold.
  private let folds: [Int?]
  /// Number of folds.
  let foldCount: Int
  /// Where only earlier rows are trained on.
  private let past: Past?

  /// Times of rows, and until when each fold trains.
  struct Past: Sendable, Equatable {
    /// One a row of the table; NaN for rows that the recipe drops.
    let times: [Double]
    /// For each fold: rows of this time or an earlier one are trained on.
    let lastTimes: [Double]
  }

  /// - Parameters:
  ///   - folds: one a row of the table, below `foldCount`; nil for rows that no fold tests on.
  ///   - past: nil: each fold trains on all rows that another one tests on.
  init(folds: [Int?], foldCount: Int, past: Past? = nil) {
    self.folds = folds
    self.foldCount = foldCount
    self.past = past
  }

  func isTested(_ row: Int, in fold: Int) -> Bool { folds[row] == fold }

  func isTrainedOn(_ row: Int, in fold: Int) -> Bool {
    // No number is at most NaN, nor is NaN at most a number.
    if let past { return past.times[row] <= past.lastTimes[fold] }
    return folds[row].map { $0 != fold } ?? false
  }

  func rows(of fold: Int, repetition: Int) -> FoldRows {
    FoldRows(
      repetition: repetition, fold: fold,
      trainedOn: folds.indices.filter { isTrainedOn($0, in: fold) },
      tested: folds.indices.filter { isTested($0, in: fold) })
  }
}
