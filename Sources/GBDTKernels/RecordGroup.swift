internal import CGBDTKernels

/// Byte-binned features whose bins lie side by side in one record a row: a byte a slot.
///
/// A slot holds the bin of one feature, or those of several features of few bins as one code, so
/// that a row costs one histogram update for all of them. See cgbdt_histogram.h.
package struct RecordGroup {
  /// One feature of a slot.
  package struct Feature: Equatable {
    /// Where its bin 0 lies in the lanes of a histogram.
    package let binOffset: Int
    /// At most 256.
    package let binCount: Int

    package init(binOffset: Int, binCount: Int) {
      self.binOffset = binOffset
      self.binCount = binCount
    }
  }

  package static let maximumSlotCount = Int(CGBDT_GROUP_SLOTS)
  /// Codes that a byte has room for.
  package static let maximumCodeCount = 256
  /// Bytes of a record of `slotCount` slots.
  package static func stride(slotCount: Int) -> Int { slotCount > 8 ? 16 : 8 }

  package let records: UnsafePointer<UInt8>
  package let slots: [[Feature]]
  private let slotFeatures: [Int32]
  private let binOffsets: [Int32]
  private let binCounts: [Int32]

  package init(records: UnsafePointer<UInt8>, slots: [[Feature]]) {
    precondition(
      (1...Self.maximumSlotCount).contains(slots.count)
        && slots.allSatisfy { slot in
          !slot.isEmpty && slot.allSatisfy { $0.binCount >= 1 }
            && slot.reduce(1) { $0 * $1.binCount } <= Self.maximumCodeCount
        }, "a group has 1 to \(Self.maximumSlotCount) slots of at most 256 codes")
    self.records = records
    self.slots = slots
    slotFeatures = slots.map { Int32($0.count) }
    binOffsets = slots.joined().map { Int32($0.binOffset) }
    binCounts = slots.joined().map { Int32($0.binCount) }
  }

  /// Writes slot k of the record at sources[i] to `columns[k][i]`.
  ///
  /// - Parameter columns: one a slot, with room for a byte a source.
  package static func spread(
    _ records: UnsafePointer<UInt8>, at sources: UnsafeBufferPointer<UInt32>,
    to columns: [UnsafeMutablePointer<UInt8>]
  ) {
    // SAFETY: the caller's records cover all sources and its columns have room for them.
    columns.map(Optional.some).withUnsafeBufferPointer {
      cgbdt_records_spread(
        records, Int64(stride(slotCount: columns.count)), sources.baseAddress,
        Int64(sources.count), Int32(columns.count), $0.baseAddress)
    }
  }

  /// Writes columns[k][i] to slot k of record i, for `count` records.
  ///
  /// - Parameter columns: one a slot.
  package static func collect(
    _ columns: [UnsafePointer<UInt8>], count: Int, to records: UnsafeMutablePointer<UInt8>
  ) {
    // SAFETY: the caller's columns and records cover `count` rows.
    columns.map(Optional.some).withUnsafeBufferPointer {
      cgbdt_records_collect(
        $0.baseAddress, Int64(count), Int32(columns.count),
        Int64(stride(slotCount: columns.count)), records)
    }
  }

  func withForC(_ body: (UnsafePointer<cgbdt_record_group>) -> Void) {
    slotFeatures.withUnsafeBufferPointer { slotFeatures in
      binOffsets.withUnsafeBufferPointer { binOffsets in
        binCounts.withUnsafeBufferPointer { binCounts in
          // SAFETY: the arrays outlive the call, and none is empty.
          var group = cgbdt_record_group(
            records: records, slot_count: Int32(slots.count),
            slot_features: slotFeatures.baseAddress, bin_offsets: binOffsets.baseAddress,
            bin_counts: binCounts.baseAddress)
          body(&group)
        }
      }
    }
  }
}
