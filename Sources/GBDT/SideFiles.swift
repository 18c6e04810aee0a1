/// Files beside those of a table that have something of each of its rows, in row order and without a
/// header: LightGBM's `.query`, `.weight` and `.init`. They become columns of the table.
public struct SideFiles: Sendable, Equatable {
  /// How many rows each query has, one number a line: the column `query_file`.
  public var queries: String?
  /// The weight of each row, one a line: the column `weight_file`.
  public var weights: String?
  /// The initial scores of each row: one a line for the column `init_score_file`; or several with tabs or
  /// commas between them, for the columns `init_score_file_0`, `init_score_file_1` and so on.
  public var initScores: String?

  /// None.
  public init() {}
}
