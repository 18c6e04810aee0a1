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

  /// The bytes of a slot column by column: writes slot k of record i to `columns[k][i]`.
  ///
  /// - Parameter columns: one a slot, with room for `count` bytes each.
  package static func transpose(
    _ records: UnsafePointer<UInt8>, slotCount: Int, count: Int,
    to columns: [UnsafeMutablePointer<UInt8>]
  ) {
    precondition(columns.count == slotCount, "there is a column for every slot")
    // SAFETY: the caller's records and columns cover `count` rows.
    columns.map(Optional.some).withUnsafeBufferPointer {
      cgbdt_records_transpose(
        records, Int64(stride(slotCount: slotCount)), Int64(count), Int32(slotCount),
        $0.baseAddress)
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
