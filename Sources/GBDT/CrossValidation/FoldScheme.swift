/// How cross-validation divides rows into folds.
public enum FoldScheme: Sendable, Equatable {
  /// By a hash of seed and row: folds of equal size, give or take a row.
  case rows
  /// Likewise, with the label spread over all folds: each has its share of every class; of labels that are
  /// numbers, its share of every hundredth of their range of ranks.
  case stratified
  /// Rows with the same value in a column of any type are in one fold; folds are as equal as that allows.
  case grouped(by: String)
  /// Past and future: rows are ordered by a column of timestamps or numbers and cut into one block more
  /// than there are folds. Each fold tests on a block and trains on what lies before it; the first block is
  /// never tested. Equal times are never divided. Rows less than `gap` before the first tested time are
  /// left out of training.
  case overTime(by: String, gap: TimeGap = .none)

  /// A distance between the last row to train on and the first to test on.
  public enum TimeGap: Sendable, Equatable {
    case none
    /// For a column of timestamps.
    case time(Duration)
    /// For a column of numbers, in its unit.
    case amount(Double)
  }

  /// One word: `rows`, `stratified`, `grouped` or `time`.
  public var name: String {
    switch self {
    case .rows: "rows"
    case .stratified: "stratified"
    case .grouped: "grouped"
    case .overTime: "time"
    }
  }

  /// The column that it reads beside those of the recipe.
  public var column: String? {
    switch self {
    case .rows, .stratified: nil
    case .grouped(let column), .overTime(let column, _): column
    }
  }
}
