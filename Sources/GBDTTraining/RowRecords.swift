internal import GBDTKernels

/// The bins of a group of byte-binned features row by row: a record a row, a byte a slot.
final class RowRecords {
  /// A feature's place in the code of its slot.
  private struct Digit {
    let feature: Int
    let binCount: Int
    /// How far apart codes of neighbouring bins are.
    let weight: Int

    /// The bin that each code stands for.
    var bins: [UInt8] {
      (0..<RecordGroup.maximumCodeCount).map { UInt8($0 / weight % binCount) }
    }
  }

  /// As the kernels take them; valid as long as this object lives.
  let group: RecordGroup
  private let slots: [[Digit]]
  private let bytes: KernelBuffer<UInt8>
  private let rowCount: Int
  private var stride: Int { RecordGroup.stride(slotCount: slots.count) }

  /// Records of zeros: `gather` fills them.
  init(slots: [[Int]], layout: FeatureLayout, rowCount: Int) {
    bytes = KernelBuffer(count: rowCount * RecordGroup.stride(slotCount: slots.count))
    group = RecordGroup(
      records: UnsafePointer(bytes.start),
      slots: slots.map { features in
        features.map {
          RecordGroup.Feature(
            binOffset: layout.features[$0].binOffset, binCount: layout.features[$0].binCount)
        }
      })
    self.slots = slots.map { features in
      var weight = features.reduce(1) { $0 * layout.features[$1].binCount }
      return features.map { feature in
        let binCount = layout.features[feature].binCount
        weight /= binCount
        return Digit(feature: feature, binCount: binCount, weight: weight)
      }
    }
    self.rowCount = rowCount
  }

  /// Fills the records.
  ///
  /// - Parameter columns: of all features.
  func gather(from columns: [KernelBuffer<UInt8>], threads: Int) {
    let (records, stride) = (bytes.start, stride)
    RowOrder.forEachStretch(rowCount, threads: threads) { rows in
      for (slot, digits) in slots.enumerated() {
        for digit in digits {
          // A weight of 256 becomes 0: the feature has only one bin then, which is 0 itself.
          let (column, weight) = (
            columns[digit.feature].start, UInt8(truncatingIfNeeded: digit.weight)
          )
          for row in rows { records[row * stride + slot] &+= column[row] &* weight }
        }
      }
    }
  }

  /// Puts records and columns in another order, which takes no memory: the records in their new
  /// order are first spread to the columns, and then made anew from these.
  ///
  /// - Parameter columns: of all features; those of the group's are overwritten.
  func reorder(_ order: RowOrder, columns: [KernelBuffer<UInt8>], threads: Int) {
    // The first feature of a slot takes its codes, which become bins in the end.
    let codes = slots.map { columns[$0[0].feature].start }
    let tables = slots.map { digits in digits.map(\.bins) }
    RowOrder.forEachStretch(rowCount, threads: threads) { rows in
      RecordGroup.spread(
        bytes.start, at: order.sources(of: rows), to: codes.map { $0 + rows.lowerBound })
    }
    RowOrder.forEachStretch(rowCount, threads: threads) { rows in
      RecordGroup.collect(
        codes.map { UnsafePointer($0 + rows.lowerBound) }, count: rows.count,
        to: bytes.start + rows.lowerBound * stride)
      for (digits, tables) in zip(slots, tables) where digits.count > 1 {
        let codes = columns[digits[0].feature].start
        for (digit, table) in zip(digits, tables).reversed() {
          let column = columns[digit.feature].start
          table.withUnsafeBufferPointer { table in
            for row in rows { column[row] = table[Int(codes[row])] }
          }
        }
      }
    }
  }
}
