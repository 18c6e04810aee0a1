internal import GBDTCore
internal import GBDTData
internal import GBDTKernels

/// The binned features of all rows of this process, laid out for the kernels: column by column for
/// partitioning and traversal, and again row by row in records for building histograms.
///
/// The blocks of the source are put end to end: a row's position is its place in that
/// concatenation until rows are put in another order; no result depends on it. Memory: a byte a row
/// and narrow feature (two where wide) for the columns, and 8 or 16 bytes a row and group for the
/// records.
final class BinnedColumns {
  /// Positions are unsigned 32-bit numbers.
  static let maximumRowCount = Int(UInt32.max)

  let layout: FeatureLayout
  let rowCount: Int
  /// One a feature.
  let pointers: [BinPointer]
  private let columns: [KernelBuffer<UInt8>]
  /// Of each part of the layout; nil for wide features, whose columns serve.
  private let records: [RowRecords?]

  /// - Parameter withRecords: whether histograms will be built; validation sets need none.
  /// - Throws: if a bin is out of its feature's range, or there are too many rows for one process.
  init(
    _ source: some RowBlockSource, layout: FeatureLayout, withRecords: Bool, threads: Int
  ) throws(TrainingError) {
    let blocks = (0..<source.blockCount).map { source.block(at: $0) }
    let rowCount = blocks.reduce(0) { $0 + $1.rowCount }
    guard rowCount <= Self.maximumRowCount else {
      throw .data(
        "\(rowCount) rows are too many for one process; the limit is \(Self.maximumRowCount). "
          + "Use more workers.")
    }
    self.layout = layout
    self.rowCount = rowCount
    // Kernels read whole words of rows.
    let wordCount = (rowCount + RowMasks.wordRows - 1) / RowMasks.wordRows
    let columns = layout.features.map {
      KernelBuffer<UInt8>(count: wordCount * RowMasks.wordRows * ($0.isWide ? 2 : 1))
    }
    try Parallel.forEachBlock(count: columns.count, threads: threads) {
      (feature) throws(TrainingError) in
      try Self.copy(
        feature: feature, name: source.features[feature].name,
        binCount: layout.features[feature].binCount, of: blocks, to: columns[feature])
    }
    pointers = layout.features.indices.map { feature in
      // SAFETY: the buffers live as long as this object, and have room for rowCount bins.
      let bytes = UnsafeRawPointer(columns[feature].start)
      return layout.features[feature].isWide
        ? .wide(bytes.assumingMemoryBound(to: UInt16.self))
        : .narrow(bytes.assumingMemoryBound(to: UInt8.self))
    }
    records = layout.parts.map { part in
      guard case .group(let slots) = part, withRecords else { return nil }
      return RowRecords(slots: slots, layout: layout, rowCount: rowCount)
    }
    for records in records { records?.gather(from: columns, threads: threads) }
    self.columns = columns
  }

  /// The records of a part of the layout; nil for wide features.
  func group(ofPart part: Int) -> RecordGroup? { records[part]?.group }

  /// Puts the rows in another order.
  func reorder(_ order: RowOrder, threads: Int) {
    for (part, records) in zip(layout.parts, records) {
      if let records {
        records.reorder(order, threads: threads)
        records.spread(to: columns, threads: threads)
      } else if case .wide(let feature) = part {
        order.apply(to: columns[feature], of: UInt16.self, threads: threads)
      }
    }
  }

  /// Puts the blocks' bins of one feature end to end.
  private static func copy(
    feature: Int, name: String, binCount: Int, of blocks: [RowBlock], to column: KernelBuffer<UInt8>
  ) throws(TrainingError) {
    let wide = UnsafeMutableRawBufferPointer(column.elements).bindMemory(to: UInt16.self)
    var row = 0
    for (index, block) in blocks.enumerated() {
      var largest = 0
      switch block.columns[feature] {
      case .narrow(let bins):
        largest = Int(bins.max() ?? 0)
        if binCount > 256 {
          for place in bins.indices { wide[row + place] = UInt16(bins[place]) }
        } else {
          _ = column.slice(row..<row + bins.count).update(fromContentsOf: bins)
        }
      case .wide(let bins):
        largest = Int(bins.max() ?? 0)
        if binCount > 256 {
          _ = UnsafeMutableBufferPointer(rebasing: wide[row..<row + bins.count])
            .update(fromContentsOf: bins)
        } else {
          for place in bins.indices { column[row + place] = UInt8(truncatingIfNeeded: bins[place]) }
        }
      }
      guard largest < binCount || block.rowCount == 0 else {
        throw .data(
          "The binned rows are damaged: feature `\(name)` has \(binCount) bins, but block \(index) "
            + "has a row in bin \(largest). Bin the data again.")
      }
      row += block.rowCount
    }
  }
}
