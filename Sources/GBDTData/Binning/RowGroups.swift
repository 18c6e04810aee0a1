/// The queries of the rows of a block: consecutive rows with one key are of one query.
///
/// Kept as the queries' beginnings, 16 bytes a query.
package struct RowGroups: Sendable, Equatable {
  /// Position of the first row of each query.
  private var starts: [Int] = []
  /// Of each query: tells it apart from all others of the table.
  package private(set) var keys: [UInt64] = []
  /// Number of rows.
  package private(set) var rowCount = 0

  package init() {}

  /// - Parameter keys: one a row.
  package init(_ keys: [UInt64]) { append(keys[...]) }

  /// Adds rows behind the others.
  ///
  /// - Parameter keys: one a row.
  package mutating func append(_ keys: ArraySlice<UInt64>) {
    for key in keys {
      if key != self.keys.last || rowCount == 0 {
        starts.append(rowCount)
        self.keys.append(key)
      }
      rowCount += 1
    }
  }

  /// Number of queries.
  package var queryCount: Int { starts.count }

  /// Positions of the rows of a query, which are its only ones.
  package func rows(ofQuery query: Int) -> Range<Int> {
    starts[query]..<(query + 1 < starts.count ? starts[query + 1] : rowCount)
  }
}
