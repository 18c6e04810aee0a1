/// Bytes of one file of a table that a reader is to read: those records that begin in `range`.
package struct FileShare: Sendable, Equatable {
  /// Index into the files of the table's plan.
  package let file: Int
  /// In bytes of the decompressed text, the header left out.
  package let range: Range<Int>

  package init(file: Int, range: Range<Int>) {
    self.file = file
    self.range = range
  }

  /// Whether the range of each of some shares, all shares of a table in order, begins inside quotes.
  ///
  /// - Parameter quoteCounts: how many quotes each range has.
  package static func insideQuotes(_ shares: [FileShare], quoteCounts: [Int]) -> [Bool] {
    CSVPart.insideQuotes(zip(shares, quoteCounts).map { ($0.file, $1) })
  }
}
