package import GBDTCore

/// More rows than any machine has: sums of some such counts do not overflow.
enum RowCountLimit {
  static let rows = 1 << 48
}

extension ByteReader {
  /// A number of rows that can be added to others.
  package mutating func rowCount() throws(ByteError) -> Int {
    try integer(in: 0...RowCountLimit.rows, "a number of rows")
  }
}
