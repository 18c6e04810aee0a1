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
    hashes += candidates.hashes
    for (index, column) in chunkColumns.enumerated() {
      columns[index].append(contentsOf: candidates.rows.lazy.map { column[$0] })
    }
    // Some slack, so that the work of pruning is spread over many rows.
    if hashes.count > limit + limit / 4 { prune() }
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
    hashes = kept.map { hashes[$0] }
    for index in columns.indices {
      let column = columns[index]
      columns[index] = kept.map { column[$0] }
    }
  }

  /// The sampled values of the numeric feature in column `index`, NaN included, in no fixed order.
  ///
  /// - Precondition: `prune` came after the last addition.
  package func values(inColumn index: Int) -> [Double] {
    precondition(hashes.count <= limit, "the sample is pruned")
    return columns[index]
  }

  /// The `rank`-th smallest of distinct numbers, from 1 (Hoare's selection).
  private static func smallest(_ rank: Int, of numbers: [UInt64]) -> UInt64 {
    var candidates = numbers
    var rank = rank
    while candidates.count > 1 {
      let pivot = candidates[candidates.count / 2]
      let lower = candidates.filter { $0 < pivot }
      if rank <= lower.count {
        candidates = lower
      } else if rank == lower.count + 1 {
        return pivot
      } else {
        candidates = candidates.filter { $0 > pivot }
        rank -= lower.count + 1
      }
    }
    return candidates[0]
  }
}
