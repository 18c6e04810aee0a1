/// The bins of one feature over the rows of a block: one byte a row where 256 bins suffice.
package enum BinColumn: Sendable {
  case narrow([UInt8])
  case wide([UInt16])
}

/// Binned rows in memory, column by column, with what training needs beside the features.
package struct RowBlock: Sendable {
  package let rowCount: Int
  /// Global row numbers, ascending.
  package let rowNumbers: [UInt64]
  /// One column a feature, each of `rowCount` rows.
  package let columns: [BinColumn]
  package let labels: [Double]
  package let weights: [Double]?

  package init(rowNumbers: [UInt64], columns: [BinColumn], labels: [Double], weights: [Double]?) {
    rowCount = rowNumbers.count
    self.rowNumbers = rowNumbers
    self.columns = columns
    self.labels = labels
    self.weights = weights
  }
}

/// A feature that trees may split on.
package struct BinnedFeature: Sendable, Equatable {
  package let name: String
  package let mapper: BinMapper

  package init(name: String, mapper: BinMapper) {
    self.name = name
    self.mapper = mapper
  }
}

/// Where training gets its rows from: blocks in memory now, blocks of a mapped file later.
///
/// Row numbers ascend over the blocks. A block has at most 2^31 rows.
package protocol RowBlockSource: Sendable {
  var features: [BinnedFeature] { get }
  var blockCount: Int { get }
  func block(at index: Int) -> RowBlock
}

/// All rows in memory.
package struct BinnedDataset: RowBlockSource {
  package let features: [BinnedFeature]
  package let blocks: [RowBlock]
  /// For each feature the number of rows whose category its mapper does not list; they are in bin 0.
  package let unseenCategoryCounts: [Int]

  /// - Parameter unseenCategoryCounts: nil: none.
  package init(
    features: [BinnedFeature], blocks: [RowBlock], unseenCategoryCounts: [Int]? = nil
  ) {
    self.features = features
    self.blocks = blocks
    self.unseenCategoryCounts =
      unseenCategoryCounts ?? [Int](repeating: 0, count: features.count)
  }

  package var blockCount: Int { blocks.count }
  package func block(at index: Int) -> RowBlock { blocks[index] }
}
