internal import GBDTCore
internal import GBDTData
internal import GBDTKernels

/// The binned features of all rows of this process, laid out for the kernels: column by column for
/// splitting sets of rows, and again row by row in records for building histograms.
///
/// The blocks of the source are put end to end: a row's position is its place in that
/// concatenation until rows are put in another order; no result depends on it. Memory: a byte a row
/// and narrow feature (two where wide) for the columns, and 8 or 16 bytes a row and group for the
/// records.
final class BinnedColumns {
  let layout: FeatureLayout
  let rowCount: Int
  /// One a feature.
  let pointers: [BinPointer]
  private let columns: [KernelBuffer<UInt8>]
  /// Of each part of the layout; nil for wide features, whose columns serve.
  private let records: [RowRecords?]

  /// - Parameters:
  ///   - blocks: lose their columns, whose memory is taken over if there is one block and nobody else
  ///     holds it.
  ///   - withRecords: whether histograms will be built; validation sets need none.
  /// - Throws: if a bin is out of its feature's range.
  init(
    taking blocks: inout [RowBlock], features: [BinnedFeature], layout: FeatureLayout,
    withRecords: Bool, threads: Int
  ) throws(TrainingError) {
    let rowCount = blocks.reduce(0) { $0 + $1.rowCount }
    precondition(rowCount <= ScoredRows.maximumRowCount, "a run has no more rows than it may have")
    self.layout = layout
    self.rowCount = rowCount
    try Self.check(blocks, features: features, threads: threads)
    var parts = blocks.indices.map {
      (rowCount: blocks[$0].rowCount, columns: blocks[$0].takeColumns())
    }
    let columns = layout.features.indices.map { feature -> KernelBuffer<UInt8> in
      let isWide = layout.features[feature].isWide
      if parts.count == 1, parts[0].columns[feature].isWide == isWide,
        let own = parts[0].columns[feature].ownBytes()
      {
        return own
      }
      return Self.joined(parts.map { ($0.rowCount, $0.columns[feature]) }, isWide: isWide)
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
        records.reorder(order, columns: columns, threads: threads)
      } else if case .wide(let feature) = part {
        order.apply(toWide: columns[feature], threads: threads)
      }
    }
  }

  /// - Throws: for a bin that its feature does not have.
  private static func check(
    _ blocks: [RowBlock], features: [BinnedFeature], threads: Int
  ) throws(TrainingError) {
    try Parallel.forEachBlock(count: features.count, threads: threads) {
      (feature) throws(TrainingError) in
      let binCount = features[feature].mapper.binCount
      for (index, block) in blocks.enumerated() {
        let column = block.columns[feature]
        let largest =
          column.isWide
          ? Int(column.wideBins(0..<block.rowCount).max() ?? 0)
          : Int(column.bytes.slice(0..<block.rowCount).max() ?? 0)
        guard largest < binCount || block.rowCount == 0 else {
          throw .data(
            "The binned rows are damaged: feature `\(features[feature].name)` has \(binCount) bins, "
              + "but block \(index) has a row in bin \(largest). Bin the data again.")
        }
      }
    }
  }

  /// The bins of one feature end to end, of the given width.
  private static func joined(
    _ parts: [(rowCount: Int, column: BinColumn)], isWide: Bool
  ) -> KernelBuffer<UInt8> {
    let whole = BinColumn(isWide: isWide, rowCount: parts.reduce(0) { $0 + $1.rowCount })
    var row = 0
    for (rowCount, column) in parts {
      let rows = row..<row + rowCount
      switch (column.isWide, isWide) {
      case (false, false):
        _ = whole.bytes.slice(rows).update(fromContentsOf: column.bytes.slice(0..<rowCount))
      case (true, true):
        _ = whole.wideBins(rows).update(fromContentsOf: column.wideBins(0..<rowCount))
      case (false, true):
        let bins = whole.wideBins(rows)
        for place in 0..<rowCount { bins[place] = UInt16(column.bytes[place]) }
      case (true, false):
        let bins = column.wideBins(0..<rowCount)
        for place in 0..<rowCount {
          whole.bytes[row + place] = UInt8(truncatingIfNeeded: bins[place])
        }
      }
      row = rows.upperBound
    }
    return whole.bytes
  }
}
