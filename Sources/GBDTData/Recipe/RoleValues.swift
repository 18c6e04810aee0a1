/// What training needs of some rows beside their features: the values of the columns with a role.
package struct RoleValues: Sendable {
  /// One a row, finite: what is learned, or the place of the row's class. Empty while classes are yet to
  /// be found, and where a recipe was evaluated without labels.
  package var labels: [Double] = []
  /// `.number` or `.category`, nothing missing: labels whose classes are yet to be found; else nil.
  package var rawLabels: Column?
  /// One a row, finite and not negative; nil without a weight column.
  package var weights: [Double]?
  /// One a row: equal for the rows of a query. nil without a group column.
  package var groups: [UInt64]?
  /// For each output one a row, finite; empty without columns of initial scores.
  package var initScores: [[Double]] = []
  /// One a row, finite and above 0; nil without an exposure column.
  package var exposures: [Double]?
  /// For each output one a row, finite: where raw scores start, whatever else says so; empty where nobody
  /// has computed them.
  package var startScores: [[Double]] = []

  package init() {}

  /// The values of `rows`, in their order.
  func rows(_ rows: [Int]) -> RoleValues {
    var some = RoleValues()
    if !labels.isEmpty { some.labels = rows.map { labels[$0] } }
    some.rawLabels = rawLabels?.rows(rows)
    some.weights = weights.map { values in rows.map { values[$0] } }
    some.groups = groups.map { values in rows.map { values[$0] } }
    some.initScores = initScores.map { values in rows.map { values[$0] } }
    some.exposures = exposures.map { values in rows.map { values[$0] } }
    some.startScores = startScores.map { values in rows.map { values[$0] } }
    return some
  }
}
