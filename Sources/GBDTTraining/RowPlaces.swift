internal import GBDTKernels

/// Where rows lie that have been put in other orders, by their places in the first one: what belongs together
/// there is found again by them.
final class RowPlaces {
  /// The row at each position.
  private var rows: KernelBuffer<UInt32>
  /// The position of each row.
  private let positions: KernelBuffer<UInt32>

  /// Of rows in their first order.
  init(rowCount: Int) {
    rows = KernelBuffer(count: rowCount)
    positions = KernelBuffer(count: rowCount)
    for row in 0..<rowCount {
      rows[row] = UInt32(row)
      positions[row] = UInt32(row)
    }
  }

  /// Follows the rows to another order.
  func reorder(_ order: RowOrder, threads: Int) {
    let moved = KernelBuffer<UInt32>(count: rows.count)
    // SAFETY: blocks write to disjoint entries: an order has each position, and each row, once.
    RowOrder.forEachStretch(rows.count, threads: threads) { range in
      let sources = order.sources(of: range)
      for position in range {
        let row = rows[Int(sources[position - range.lowerBound])]
        moved[position] = row
        positions[Int(row)] = UInt32(position)
      }
    }
    rows = moved
  }

  /// The positions of neighbouring rows; valid as long as this object lives.
  func positions(of rows: Range<Int>) -> UnsafeBufferPointer<UInt32> {
    UnsafeBufferPointer(positions.slice(rows))
  }
}

/// Where some rows lie.
enum RowPositions {
  /// One behind the other, from this position on.
  case from(Int)
  case listed(UnsafeBufferPointer<UInt32>)
}
