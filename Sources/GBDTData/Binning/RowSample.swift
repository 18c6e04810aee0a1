package import GBDTCore

/// The rows with the smallest hashes of their row numbers, with the values of their numeric features.
///
/// Which rows these are depends on the seed and the row numbers alone; rows may be added in any order
/// and samples merged in any order. The hash is a bijection of row numbers, so that no two rows tie.
package struct RowSample: Sendable {
  /// At most this many rows are in the sample.
  package let limit: Int
  private var hashes: [UInt64] = []
  /// One column a numeric feature, in the order of `hashes`.
  private var columns: [[Double]]
  /// No row with a larger hash can be in the sample.
  package private(set) var threshold = UInt64.max

  /// - Parameter columnCount: the number of numeric features.
  package init(limit: Int, columnCount: Int) {
    precondition(limit > 0, "a sample has room for rows")
    self.limit = limit
    columns = [[Double]](repeating: [], count: columnCount)
  }

  /// Rows of one chunk that may belong to a sample, with their hashes.
  package struct Candidates: Sendable {
    fileprivate var rows: [Int] = []
    fileprivate var hashes: [UInt64] = []

    /// The rows whose hashes are at most `threshold`.
    package init(rowNumbers: [UInt64], hash: CounterHash, threshold: UInt64) {
      for (row, number) in rowNumbers.enumerated() {
        let value = hash.value(number)
        if value > threshold { continue }
        rows.append(row)
        hashes.append(value)
      }
    }
  }

  /// Adds candidates chosen with this sample's threshold, or an earlier one.
  ///
  /// - Parameter chunkColumns: the numeric columns of the chunk.
  package mutating func add(_ candidates: Candidates, from chunkColumns: [[Double]]) {
    precondition(chunkColumns.count == columns.count, "one column a numeric feature")
    if hashes.isEmpty { reserveCapacity(limit + limit / 4 + candidates.hashes.count) }
    hashes += candidates.hashes
    for (index, column) in chunkColumns.enumerated() {
      columns[index] += candidates.rows.map { column[$0] }
    }
    // Some slack, so that the work of pruning is spread over many rows.
    if hashes.count > limit + limit / 4 { prune() }
  }

  /// At once: growing step by step would need the old and the new memory side by side.
  private mutating func reserveCapacity(_ count: Int) {
    hashes.reserveCapacity(count)
    for index in columns.indices { columns[index].reserveCapacity(count) }
  }

  /// Adds the rows of another sample of other rows.
  package mutating func merge(_ other: RowSample) {
    precondition(
      other.limit == limit && other.columns.count == columns.count, "samples are of one kind")
    hashes += other.hashes
    for index in columns.indices { columns[index] += other.columns[index] }
    prune()
  }

  /// Drops all but the `limit` rows with the smallest hashes.
  package mutating func prune() {
    if hashes.count <= limit { return }
    threshold = Self.smallest(limit, of: hashes)
    let kept = hashes.indices.filter { hashes[$0] <= threshold }
    Self.keep(kept, in: &hashes)
    for index in columns.indices { Self.keep(kept, in: &columns[index]) }
  }

  /// Drops all elements but those at `positions`, which ascend.
  private static func keep<Element>(_ positions: [Int], in elements: inout [Element]) {
    elements.withUnsafeMutableBufferPointer { elements in
      for (place, position) in positions.enumerated() { elements[place] = elements[position] }
    }
    elements.removeLast(elements.count - positions.count)
  }

  /// The sampled values of the numeric feature in column `index`, NaN included, in no fixed order.
  ///
  /// - Precondition: `prune` came after the last addition.
  package func values(inColumn index: Int) -> [Double] {
    precondition(hashes.count <= limit, "the sample is pruned")
    return columns[index]
  }

  /// The `rank`-th smallest of distinct numbers, from 1: counted by their upper 16 bits, then sorted
  /// among those with equal ones.
  private static func smallest(_ rank: Int, of numbers: [UInt64]) -> UInt64 {
    var counts = [Int](repeating: 0, count: 1 << 16)
    for number in numbers { counts[Int(number >> 48)] += 1 }
    var (upper, before) = (0, 0)
    while before + counts[upper] < rank {
      before += counts[upper]
      upper += 1
    }
    return numbers.filter { $0 >> 48 == upper }.sorted()[rank - before - 1]
  }
}
