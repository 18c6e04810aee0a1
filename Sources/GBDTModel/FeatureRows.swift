/// The values of one feature over some rows, as a recipe makes them.
package enum FeatureColumn: Sendable, Equatable {
  /// NaN is missing.
  case numbers([Double])
  /// Indices into a dictionary of distinct strings; -1 is missing. The dictionary is the chunk's own: the
  /// predictor matches it to the model's categories by the strings' bytes.
  case categories(codes: [Int32], dictionary: [String])

  package var rowCount: Int {
    switch self {
    case .numbers(let values): values.count
    case .categories(let codes, _): codes.count
    }
  }
}

/// Rows as a forest sees them: one column a feature, in the model's order. Arrays are shared, not copied.
package struct FeatureRows: Sendable {
  package let columns: [FeatureColumn]
  package let rowCount: Int
  /// Global number of the first row; only for messages.
  package let firstRowNumber: UInt64

  /// - Precondition: every column has `rowCount` rows.
  package init(columns: [FeatureColumn], rowCount: Int, firstRowNumber: UInt64 = 0) {
    precondition(columns.allSatisfy { $0.rowCount == rowCount }, "columns have equal lengths")
    self.columns = columns
    self.rowCount = rowCount
    self.firstRowNumber = firstRowNumber
  }
}
