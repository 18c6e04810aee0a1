package import GBDTKernels
internal import Synchronization

/// The bins of one feature over the rows of a block, in memory as kernels take it: one byte a row where
/// 256 bins suffice, else two.
package struct BinColumn: Sendable {
  package private(set) var bytes: KernelBuffer<UInt8>
  /// Whether a bin takes two bytes.
  package let isWide: Bool

  /// Room for rows, in whole words of row masks: kernels read a column to the end of its last word.
  package init(isWide: Bool, rowCount: Int) {
    let wordCount = (rowCount + RowMasks.wordRows - 1) / RowMasks.wordRows
    bytes = KernelBuffer(count: wordCount * RowMasks.wordRows * (isWide ? 2 : 1))
    self.isWide = isWide
  }

  package static func narrow(copying bins: some Collection<UInt8>) -> BinColumn {
    let column = BinColumn(isWide: false, rowCount: bins.count)
    _ = column.bytes.slice(0..<bins.count).update(fromContentsOf: bins)
    return column
  }

  package static func wide(copying bins: some Collection<UInt16>) -> BinColumn {
    let column = BinColumn(isWide: true, rowCount: bins.count)
    _ = column.wideBins(0..<bins.count).update(fromContentsOf: bins)
    return column
  }

  /// The bins of `rows` of a column of two bytes a row; valid as long as the column lives.
  package func wideBins(_ rows: Range<Int>) -> UnsafeMutableBufferPointer<UInt16> {
    precondition(isWide, "a bin takes two bytes")
    let bins = UnsafeMutableRawBufferPointer(bytes.elements).bindMemory(to: UInt16.self)
    return UnsafeMutableBufferPointer(rebasing: bins[rows])
  }

  /// The bytes, if nobody else holds them: then they may be taken over and changed.
  package mutating func ownBytes() -> KernelBuffer<UInt8>? {
    isKnownUniquelyReferenced(&bytes) ? bytes : nil
  }
}

/// Binned rows in memory, column by column, with what training needs beside the features.
///
/// Copies share their memory.
package struct RowBlock: Sendable {
  package let rowCount: Int
  /// Global row numbers, ascending.
  package let rowNumbers: RowNumbers
  /// One column a feature, each with room for at least `rowCount` rows.
  package private(set) var columns: [BinColumn]
  package private(set) var labels: RowValues
  package private(set) var weights: RowValues?
  /// Which rows are of one query; nil where rows have none.
  package let groups: RowGroups?
  /// For each output where the raw scores of the rows start; empty: with the base scores alone.
  package private(set) var initScores: [RowValues]
  /// Finite and above 0; nil: every row was exposed alike.
  package private(set) var exposures: RowValues?
  /// For each output the raw scores that the rows start with, whatever else says so; empty where nobody has
  /// computed them.
  package private(set) var startScores: [RowValues]

  package init(
    rowNumbers: RowNumbers, columns: [BinColumn], labels: RowValues, weights: RowValues?,
    groups: RowGroups? = nil, initScores: [RowValues] = [], exposures: RowValues? = nil,
    startScores: [RowValues] = []
  ) {
    rowCount = rowNumbers.count
    self.rowNumbers = rowNumbers
    self.columns = columns
    self.labels = labels
    self.weights = weights
    self.groups = groups
    self.initScores = initScores
    self.exposures = exposures
    self.startScores = startScores
  }

  /// A copy of one feature's bins, one a row.
  package func bins(feature: Int) -> [UInt16] {
    let column = columns[feature]
    if column.isWide { return Array(column.wideBins(0..<rowCount)) }
    return column.bytes.slice(0..<rowCount).map { UInt16($0) }
  }

  /// The columns, which leave the block.
  package mutating func takeColumns() -> [BinColumn] {
    let taken = columns
    columns = []
    return taken
  }

  /// The labels, which leave the block.
  package mutating func takeLabels() -> RowValues {
    let taken = labels
    labels = RowValues(capacity: 0)
    return taken
  }

  /// The weights, which leave the block.
  package mutating func takeWeights() -> RowValues? {
    defer { weights = nil }
    return weights
  }

  /// The initial scores, which leave the block.
  package mutating func takeInitScores() -> [RowValues] {
    defer { initScores = [] }
    return initScores
  }

  /// The scores that rows start with, which leave the block.
  package mutating func takeStartScores() -> [RowValues] {
    defer { startScores = [] }
    return startScores
  }

  /// The exposures, which leave the block.
  package mutating func takeExposures() -> RowValues? {
    defer { exposures = nil }
    return exposures
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

/// Rows whose owner needs them no longer: a block is given away when it is asked for, which may be done
/// once. Who asks may take its memory over instead of copying it.
package final class HandedOverRows: RowBlockSource {
  package let features: [BinnedFeature]
  package let blockCount: Int
  private let blocks: Mutex<[RowBlock?]>

  package init(_ dataset: BinnedDataset) {
    features = dataset.features
    blockCount = dataset.blockCount
    blocks = Mutex(dataset.blocks)
  }

  /// - Precondition: nobody has asked for this block.
  package func block(at index: Int) -> RowBlock {
    let block = blocks.withLock { blocks in
      defer { blocks[index] = nil }
      return blocks[index]
    }
    guard let block else { preconditionFailure("a block is handed over once") }
    return block
  }
}
