internal import GBDTKernels
internal import Synchronization

/// Joins binned chunks to row blocks, column by column, letting go of each chunk's column once it is
/// copied: beside the result there is never more than a column a thread.
struct RowBlockAssembly {
  private var rowNumbers: [[UInt64]]
  private var labels: [[Double]]
  private var weights: [[Double]]?
  /// For each feature its column of every chunk.
  private var columns: [[BinColumn]]
  let unseenCategoryCounts: [Int]

  init(featureCount: Int, chunks: [BinnedChunk]) {
    rowNumbers = chunks.map(\.rowNumbers)
    labels = chunks.map(\.labels)
    let weights = chunks.compactMap(\.weights)
    precondition(
      weights.isEmpty || weights.count == chunks.count, "all chunks are weighted or none")
    self.weights = weights.isEmpty ? nil : weights
    columns = (0..<featureCount).map { feature in chunks.map { $0.columns[feature] } }
    unseenCategoryCounts = (0..<featureCount).map { feature in
      chunks.reduce(0) { $0 + $1.unseenCategoryCounts[feature] }
    }
    let edges = rowNumbers.compactMap { numbers in numbers.first.map { ($0, numbers.last ?? $0) } }
    precondition(
      zip(edges, edges.dropFirst()).allSatisfy { $0.1 < $1.0 }, "row numbers ascend over chunks")
  }

  /// The blocks of at most `maximumRows` rows; none if there are no rows. Empties the assembly.
  mutating func takeBlocks(maximumRows: Int, threads: Int) -> [RowBlock] {
    let rowCount = rowNumbers.reduce(0) { $0 + $1.count }
    let ranges = stride(from: 0, to: rowCount, by: maximumRows).map {
      $0..<min($0 + maximumRows, rowCount)
    }
    let pending = Mutex(columns)
    columns = []
    let joined = Parallel.map(count: pending.withLock(\.count), threads: threads) { feature in
      let parts = pending.withLock { pending in
        let parts = pending[feature]
        pending[feature] = []
        return parts
      }
      return Self.joined(parts, into: ranges)
    }
    let numbers = Self.joined(rowNumbers, into: ranges)
    rowNumbers = []
    let labels = self.labels.allSatisfy(\.isEmpty) ? nil : Self.joined(self.labels, into: ranges)
    self.labels = []
    let weights = self.weights.map { Self.joined($0, into: ranges) }
    self.weights = nil
    return ranges.indices.map { block in
      RowBlock(
        rowNumbers: numbers[block], columns: joined.map { $0[block] },
        labels: labels?[block] ?? [], weights: weights?[block])
    }
  }

  private static func joined(_ parts: [BinColumn], into ranges: [Range<Int>]) -> [BinColumn] {
    if case .wide = parts.first {
      let wide = parts.map { part -> [UInt16] in
        if case .wide(let bins) = part { bins } else { [] }
      }
      return joined(wide, into: ranges).map(BinColumn.wide)
    }
    let narrow = parts.map { part -> [UInt8] in
      if case .narrow(let bins) = part { bins } else { [] }
    }
    return joined(narrow, into: ranges).map(BinColumn.narrow)
  }

  /// The concatenation of `parts`, cut at `ranges`, which cover it in order.
  private static func joined<Element>(
    _ parts: [[Element]], into ranges: [Range<Int>]
  ) -> [[Element]] {
    let parts = parts.filter { !$0.isEmpty }
    if parts.count == 1, ranges.count == 1 { return parts }
    var (part, offset) = (0, 0)
    return ranges.map { range in
      var block: [Element] = []
      block.reserveCapacity(range.count)
      while block.count < range.count {
        let taken = min(parts[part].count - offset, range.count - block.count)
        block += parts[part][offset..<(offset + taken)]
        offset += taken
        if offset == parts[part].count { (part, offset) = (part + 1, 0) }
      }
      return block
    }
  }
}
