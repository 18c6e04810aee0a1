internal import GBDTSchema

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

  /// Whether it is of rows that were binned by these features: what another process says must be.
  package func fits(_ features: [BinnedFeature]) -> Bool {
    let types = features.map { feature -> ColumnType in
      if case .categorical = feature.mapper { .category } else { .number }
    }
    return unseenCategoryCounts.count == features.count
      && selfTestRows.rows.allSatisfy { $0.values.features.map(\.type) == types }
  }

  /// Adds what is known of other rows.
  ///
  /// - Precondition: both fit the same features.
  package mutating func merge(_ other: BinningSummary) {
    trainingRows += other.trainingRows
    validationRows += other.validationRows
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
