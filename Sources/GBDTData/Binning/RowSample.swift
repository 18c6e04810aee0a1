package import GBDTCore
internal import GBDTKernels

/// The rows with the smallest hashes of their row numbers, with the values of their numeric features.
///
/// Which rows these are depends on the seed and the row numbers alone; rows may be added in any order
/// and samples merged in any order. The hash is a bijection of row numbers, so that no two rows tie.
///
/// Memory: for `limit` rows and an eighth more, 8 bytes a row, and 4 a numeric feature (8 where a value
/// is not a single-precision number).
package struct RowSample: ~Copyable, Sendable {
  /// A value that goes from one place to another.
  struct Move {
    let from: Int
    let to: Int
  }

  /// At most this many rows are in the sample.
  package let limit: Int
  private let capacity: Int
  private var rowCount = 0
  private let hashes: KernelBuffer<UInt64>
  /// One column a numeric feature, in the order of `hashes`.
  private var columns: [SampledColumn]
  /// No row with a larger hash can be in the sample.
  package private(set) var threshold = UInt64.max

  /// - Parameter columnCount: the number of numeric features.
  package init(limit: Int, columnCount: Int) {
    precondition(limit > 0, "a sample has room for rows")
    self.limit = limit
    // Some slack, so that the work of pruning is spread over many rows.
    let capacity = limit + max(1, limit / 8)
    self.capacity = capacity
    hashes = KernelBuffer(count: capacity)
    columns = (0..<columnCount).map { _ in SampledColumn(capacity: capacity) }
  }

  /// Bytes that values of rows have room in; hashes take 8 a row beside them.
  package var valueBytes: Int { columns.reduce(0) { $0 + $1.width * capacity } }

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
    var rest = candidates.rows.indices
    while !rest.isEmpty {
      let added = rest.prefix(capacity - rowCount)
      let rows = Array(candidates.rows[added])
      _ = hashes.slice(rowCount..<rowCount + rows.count)
        .update(fromContentsOf: candidates.hashes[added])
      for (index, column) in chunkColumns.enumerated() {
        columns[index].write(column, rows: rows, at: rowCount)
      }
      rowCount += rows.count
      rest = rest.dropFirst(rows.count)
      if rowCount == capacity { prune() }
    }
  }

  /// Adds the rows of another sample of other rows.
  package mutating func merge(_ other: borrowing RowSample) {
    precondition(
      other.limit == limit && other.columns.count == columns.count, "samples are of one kind")
    var done = 0
    while done < other.rowCount {
      let rows = done..<min(other.rowCount, done + capacity - rowCount)
      _ = hashes.slice(rowCount..<rowCount + rows.count)
        .update(fromContentsOf: other.hashes.slice(rows))
      for index in columns.indices {
        columns[index].write(other.columns[index], rows: rows, at: rowCount)
      }
      rowCount += rows.count
      done = rows.upperBound
      if rowCount == capacity { prune() }
    }
    prune()
  }

  /// Drops all but the `limit` rows with the smallest hashes.
  package mutating func prune() {
    if rowCount <= limit { return }
    threshold = Self.smallest(limit, of: hashes.slice(0..<rowCount))
    // Rows that stay, but lie beyond the limit, go to the places of rows before it that do not.
    var moves: [Move] = []
    var from = limit
    for to in 0..<limit where hashes[to] > threshold {
      while hashes[from] > threshold { from += 1 }
      moves.append(Move(from: from, to: to))
      from += 1
    }
    for move in moves { hashes[move.to] = hashes[move.from] }
    for column in columns { column.move(moves) }
    rowCount = limit
  }

  /// The distinct sampled values of the numeric feature in column `index`; NaN is left out.
  ///
  /// - Precondition: `prune` came after the last addition.
  func distinctValues(inColumn index: Int, sorter: ValueSorter) -> DistinctValues {
    precondition(rowCount <= limit, "the sample is pruned")
    return columns[index].distinctValues(count: rowCount, sorter: sorter)
  }

  /// The `rank`-th smallest of distinct numbers, from 1: counted by their upper 16 bits, then sorted
  /// among those with equal ones.
  private static func smallest(
    _ rank: Int, of numbers: UnsafeMutableBufferPointer<UInt64>
  ) -> UInt64 {
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

extension RowSample {
  /// Bytes that `write` needs, at most.
  var byteCount: Int { 32 + rowCount * 8 + columns.reduce(0) { $0 + 1 + $1.width * rowCount } }

  /// - Precondition: `prune` came after the last addition.
  func write(to writer: inout ByteWriter) {
    precondition(rowCount <= limit, "the sample is pruned")
    writer.count(rowCount)
    writer.uint64(threshold)
    writer.elements(hashes.slice(0..<rowCount))
    for column in columns { column.write(count: rowCount, to: &writer) }
  }

  /// What `write` wrote of a sample with the same limit.
  ///
  /// - Parameter ranges: of the numeric features.
  /// - Throws: also for more rows than the limit, hashes above the threshold, rows that are there twice,
  ///   and values outside of their range.
  init(
    limit: Int, ranges: [ColumnRange], from reader: inout ByteReader
  ) throws(ByteError) {
    self.init(limit: limit, columnCount: 0)
    rowCount = try reader.count(of: "sampled rows", size: 8 + 4 * ranges.count)
    guard rowCount <= limit else {
      throw reader.error("\(rowCount) sampled rows, more than \(limit)")
    }
    threshold = try reader.uint64()
    guard threshold == .max || rowCount == limit else {
      throw reader.error("a sample that has room, and yet left rows out")
    }
    try reader.elements(into: hashes.slice(0..<rowCount))
    let (hashes, threshold) = (hashes.slice(0..<rowCount), threshold)
    guard hashes.allSatisfy({ $0 <= threshold }) else {
      throw reader.error("the hash of a sampled row is above the threshold")
    }
    let sorted = hashes.sorted()
    guard zip(sorted, sorted.dropFirst()).allSatisfy(<) else {
      throw reader.error("a sampled row is there twice")
    }
    for range in ranges {
      columns.append(
        try SampledColumn(capacity: capacity, count: rowCount, range: range, from: &reader))
    }
  }
}
