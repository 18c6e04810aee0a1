/// What is known of rows once they are binned. Those of disjoint rows are merged in any order; the
/// result is that of all rows together.
package struct BinningSummary: Sendable {
  /// Rows to grow trees on.
  package private(set) var trainingRows: Int
  /// Rows to measure on.
  package private(set) var validationRows: Int
  /// For each feature the number of validation rows whose category no training row has.
  package private(set) var unseenCategoryCounts: [Int]
  /// Training rows for the model's self-test.
  package private(set) var selfTestRows: SelfTestRows

  package init(
    trainingRows: Int, validationRows: Int, unseenCategoryCounts: [Int], selfTestRows: SelfTestRows
  ) {
    self.trainingRows = trainingRows
    self.validationRows = validationRows
    self.unseenCategoryCounts = unseenCategoryCounts
    self.selfTestRows = selfTestRows
  }

  init(of binned: BinnedRows, selfTestRows: SelfTestRows) {
    self.init(
      trainingRows: binned.training.rowCount, validationRows: binned.validation?.rowCount ?? 0,
      unseenCategoryCounts: binned.validation?.unseenCategoryCounts
        ?? [Int](repeating: 0, count: binned.training.features.count),
      selfTestRows: selfTestRows)
  }

  /// Adds what is known of other rows. Features that only one of the two has, the other has no row of.
  package mutating func merge(_ other: BinningSummary) {
    trainingRows += other.trainingRows
    validationRows += other.validationRows
    let missing = max(0, other.unseenCategoryCounts.count - unseenCategoryCounts.count)
    unseenCategoryCounts += [Int](repeating: 0, count: missing)
    for (feature, count) in other.unseenCategoryCounts.enumerated() {
      unseenCategoryCounts[feature] += count
    }
    selfTestRows.merge(other.selfTestRows)
  }
}

extension BinnedDataset {
  /// Number of rows in all blocks.
  fileprivate var rowCount: Int { blocks.reduce(0) { $0 + $1.rowCount } }
}
